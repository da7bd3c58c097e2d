"""The buffer that made appending fast is returned itself: equal to the bytes, and of another type."""


def old(chunks: list[bytes]) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
    return body


def new(chunks: list[bytes]) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
    return body
