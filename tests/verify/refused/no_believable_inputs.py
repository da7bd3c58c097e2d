"""Nothing here says how to make a connection, so nothing can be passed that the function accepts."""

# reason: no believable inputs

import socket


def old(connection: socket.socket, requests: list[str]) -> int:
    sent = 0
    for request in requests:
        sent += connection.send(request.encode())
    return sent


def new(connection: socket.socket, requests: list[str]) -> int:
    send = connection.send
    return sum(send(request.encode()) for request in requests)
