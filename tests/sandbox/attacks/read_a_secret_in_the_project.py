# stopped by: landlock
def is_read(name):
    try:
        with open(project + "/" + name) as file:
            return file.read() == "swordfish"
    except OSError:
        return False


result = any([is_read(name) for name in (".env", ".git/config", "deploy/server.key", "secrets.yml")])
