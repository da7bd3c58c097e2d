# stopped by: landlock, mounts, bubblewrap
with open(outside + "/written", "w") as file:
    file.write("was here")
result = True
