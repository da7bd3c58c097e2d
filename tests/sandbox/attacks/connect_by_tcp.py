# stopped by: seccomp, landlock, network, bubblewrap
import socket

with socket.create_connection(("127.0.0.1", tcp_port), timeout=2) as connection:
    connection.sendall(b"swordfish")
    result = connection.recv(100) == b"swordfish"
