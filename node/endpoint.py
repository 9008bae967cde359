"""Two ways from a window to its node: a pair of queues in one process, a local socket between two.

Both carry whole messages. The socket listens on the loopback address only and asks first for a
token that lies, readable by this user alone, beside the replica.
"""

import hmac
import os
import queue
import socket
import threading
from pathlib import Path
from typing import Protocol

from node.secret_errors import VaultNotWrittenError
from node.vault.disk import replace_atomically
from schema.ids import Random

MAX_MESSAGE = 64 * 1024 * 1024
ADDRESS_FILE = "window.address"
_TOKEN_BYTES = 16
"""With its address no more than a name that points elsewhere holds, see `_leave`."""


class ClosedError(ConnectionError):
    """The other side has gone."""


class Endpoint(Protocol):
    """One end of a conversation between a window and its node."""

    def send(self, data: bytes) -> None:
        """Send one message; raises `ClosedError`."""
        ...

    def receive(self) -> bytes:
        """The next message, waiting for it; raises `ClosedError` when there will be none."""
        ...

    def close(self) -> None:
        """End the conversation for both sides."""
        ...


class QueueEnd:
    """One end of a pair of queues."""

    def __init__(self, inbox: "queue.Queue[bytes | None]", outbox: "queue.Queue[bytes | None]") -> None:
        self._inbox = inbox
        self._outbox = outbox
        self._closed = False

    def send(self, data: bytes) -> None:
        """Send one message."""
        if self._closed:
            raise ClosedError
        self._outbox.put(data)

    def receive(self) -> bytes:
        """The next message."""
        data = None if self._closed else self._inbox.get()
        if data is None:
            self._closed = True
            raise ClosedError
        return data

    def close(self) -> None:
        """Both ends see the end."""
        self._closed = True
        self._outbox.put(None)
        self._inbox.put(None)


def queue_pair() -> tuple[QueueEnd, QueueEnd]:
    """A window's end and its node's end."""
    there: queue.Queue[bytes | None] = queue.Queue()
    back: queue.Queue[bytes | None] = queue.Queue()
    return QueueEnd(back, there), QueueEnd(there, back)


class SocketEnd:
    """One end of a local socket: 4 bytes of length, then the message."""

    def __init__(self, connection: socket.socket) -> None:
        # An event and an answer often go out one after the other: the second must not wait 40 ms
        # for the system to have acknowledged the first.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        self._sending = threading.Lock()

    def send(self, data: bytes) -> None:
        """Send one message."""
        try:
            with self._sending:
                self._connection.sendall(len(data).to_bytes(4, "big") + data)
        except OSError as error:
            raise ClosedError from error

    def receive(self) -> bytes:
        """The next message."""
        size = int.from_bytes(self._read(4), "big")
        if size > MAX_MESSAGE:
            self.close()
            raise ClosedError
        return self._read(size)

    def _read(self, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            try:
                part = self._connection.recv(min(size - len(parts), 1 << 20))
            except OSError as error:
                raise ClosedError from error
            if not part:
                raise ClosedError
            parts += part
        return bytes(parts)

    def close(self) -> None:
        """Both ends see the end."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            # Already gone: closing is what was wanted.
            self._connection.close()
            return
        self._connection.close()


class Door:
    """The node's listening end of the local socket."""

    def __init__(self, folder: Path, random: Random, host: str = "127.0.0.1") -> None:
        self._token = random(_TOKEN_BYTES)
        self._listener = socket.create_server((host, 0))
        port = self._listener.getsockname()[1]
        self._path = folder / ADDRESS_FILE
        try:
            _leave(self._path, f"{host} {port} {self._token.hex()}")
        except BaseException:
            self._listener.close()
            raise

    def accept(self) -> SocketEnd | None:
        """The next window that knows the token; nil for one that does not. Raises `ClosedError`."""
        try:
            connection, _ = self._listener.accept()
        except OSError as error:
            raise ClosedError from error
        connection.settimeout(5)
        end = SocketEnd(connection)
        try:
            known = hmac.compare_digest(end.receive(), self._token)
        except ClosedError:
            known = False
        if not known:
            end.close()
            return None
        connection.settimeout(None)
        return end

    def close(self) -> None:
        """Stop listening."""
        self._path.unlink(missing_ok=True)
        try:
            # Closing alone does not wake a thread that waits in accept.
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            self._listener.close()
            return
        self._listener.close()


def _leave(path: Path, address: str) -> None:
    """Write it down beside the replica; where the disk has no room for a file, as what a name points to.

    File systems keep so few characters with the name itself. Raises `VaultNotWrittenError`.
    """
    try:
        replace_atomically(path, address.encode())
    except VaultNotWrittenError as error:
        if path.parent.stat().st_mode & 0o077:
            # A link is read by whoever may look into its folder: the token is for this user alone.
            raise
        try:
            path.unlink(missing_ok=True)
            path.symlink_to(address)
        except OSError:
            # The folder takes nothing at all: the first is what there is to say.
            raise error from None


def read_door(said: bytes) -> tuple[str, int, bytes]:
    """Host, port and token, as the address file has them; raises `ClosedError` when it has no such thing."""
    try:
        host, port, token = said.decode("ascii").split()
        found = host, int(port), bytes.fromhex(token)
    except ValueError as error:
        raise ClosedError from error
    if not 0 < found[1] < 2**16 or len(found[2]) != _TOKEN_BYTES:
        raise ClosedError
    return found


def knock(folder: Path) -> SocketEnd:
    """A window's end to the node that serves this folder; raises `ClosedError` when none does."""
    try:
        path = folder / ADDRESS_FILE
        said = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        host, port, token = read_door(said)
        connection = socket.create_connection((host, port), timeout=5)
    except (OSError, UnicodeError) as error:
        raise ClosedError from error
    connection.settimeout(None)
    end = SocketEnd(connection)
    end.send(token)
    return end
