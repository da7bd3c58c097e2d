# stopped by: landlock, user, pids+mounts+network, bubblewrap
with open("/proc/%d/environ" % victim, "rb") as file:
    result = b"swordfish" in file.read()
