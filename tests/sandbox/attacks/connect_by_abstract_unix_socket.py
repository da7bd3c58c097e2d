# stopped by: seccomp, landlock, network, bubblewrap
import socket

with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(2)
    connection.connect("\0" + abstract_name)
    connection.sendall(b"swordfish")
    result = connection.recv(100) == b"swordfish"
