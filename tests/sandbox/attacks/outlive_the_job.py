# stopped by: seccomp, user, pids, bubblewrap, landlock, mounts
import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    time.sleep(0.5)
    with open(outside + "/outlived", "w"):
        pass
    os._exit(0)
time.sleep(0.2)  # for the child to leave the job's process group
result = True
