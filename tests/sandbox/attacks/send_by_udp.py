# stopped by: seccomp, network, bubblewrap
import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.settimeout(2)
    sender.sendto(b"swordfish", ("127.0.0.1", udp_port))
    result = sender.recv(100) == b"swordfish"
