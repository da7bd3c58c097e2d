# stopped by: seccomp, landlock, pids, user, bubblewrap
import os
import signal

os.kill(victim, signal.SIGKILL)
result = True
