# stopped by: limits, mounts
import os

with open("large", "wb") as file:
    os.posix_fallocate(file.fileno(), 0, 300 << 20)
result = True
