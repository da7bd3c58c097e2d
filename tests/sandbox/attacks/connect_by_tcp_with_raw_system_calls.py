# stopped by: seccomp, landlock, network, bubblewrap
import ctypes
import platform
import struct

libc = ctypes.CDLL(None)
socket, connect = (41, 42) if platform.machine() == "x86_64" else (198, 203)
fd = libc.syscall(socket, 2, 1, 0)
address = struct.pack("=H", 2) + struct.pack("!H4s8x", tcp_port, bytes([127, 0, 0, 1]))
result = libc.syscall(connect, fd, address, len(address)) == 0
