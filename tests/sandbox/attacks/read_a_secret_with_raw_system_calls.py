# stopped by: landlock
import ctypes
import platform

libc, buffer = ctypes.CDLL(None), ctypes.create_string_buffer(100)
openat, read = (257, 0) if platform.machine() == "x86_64" else (56, 63)
fd = libc.syscall(openat, -100, (home + "/.aws/credentials").encode(), 0)
libc.syscall(read, fd, buffer, 100)
result = buffer.value == b"swordfish"
