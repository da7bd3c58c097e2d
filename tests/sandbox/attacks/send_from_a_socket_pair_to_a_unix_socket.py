# stopped by: seccomp
import socket

pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
result = pair[0].sendto(b"swordfish", datagram_path) == 9
