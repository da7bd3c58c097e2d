# stopped by: seccomp
import socket

with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(2)
    connection.connect(unix_path)
    connection.sendall(b"swordfish")
    result = connection.recv(100) == b"swordfish"
