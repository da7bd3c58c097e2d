# stopped by: seccomp, user
import os
import time

for _ in range(200):
    if os.fork() == 0:
        time.sleep(1)
        os._exit(0)
result = True
