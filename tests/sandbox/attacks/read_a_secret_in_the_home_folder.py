# stopped by: landlock
with open(home + "/.aws/credentials") as file:
    result = file.read() == "swordfish"
