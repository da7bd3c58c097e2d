# stopped by: landlock, mounts, user, bubblewrap
with open(project + "/shop.py", "a") as file:
    file.write("# was here\n")
result = True
