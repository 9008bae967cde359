"""Messages one behind the other, each behind its length."""


def framed(data: bytes) -> list[bytes]:
    """Messages behind lengths of two bytes."""
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found
