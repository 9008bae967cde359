"""One side of a CRDT document kept in SQLite: what `pycrdt_driver` and `loro_driver` share.

Over one TCP connection the sides tell each other what they have seen and send what the other lacks; every
update is a row, durable (WAL, synchronous=FULL) before it is acknowledged. These engines bring no wire of
their own that two plain processes could use, hence this one. They do: merge by themselves, last writer wins
for a value. They do not: encrypt, sign, check rights, explain a conflict; the whole document is in memory.
"""

import hashlib
import json
import selectors
import socket
import sqlite3
import struct
import sys
import time
from pathlib import Path
from typing import Any, Protocol

from asked import answer, records_of


class Document(Protocol):
    """A map of records in one of the engines."""

    def put(self, records: dict[str, Any]) -> bytes:
        """Write records; the update that says so."""

    def seen(self) -> bytes:
        """What this side has seen."""

    def lacking(self, seen: bytes) -> bytes:
        """The update that the other side lacks."""

    def take(self, update: bytes) -> None:
        """Take an update in."""

    def records(self) -> dict[str, Any]:
        """Everything."""


class Side:
    """A document, its rows, and the connection with the other side."""

    def __init__(self, folder: Path, document: Document) -> None:
        self._document = document
        self._rows = sqlite3.connect(folder / "updates.db", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = WAL")
        self._rows.execute("PRAGMA synchronous = FULL")
        self._rows.execute("CREATE TABLE IF NOT EXISTS updates (n INTEGER PRIMARY KEY, data BLOB NOT NULL)")
        self._door: socket.socket | None = None

    def run(self) -> None:
        """Serve standard input, and the door once it is open, until the input ends."""
        work = {"write": self.write, "serve": self.serve, "sync": self.sync, "hold": self.hold}
        with selectors.DefaultSelector() as ready:
            ready.register(sys.stdin, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    if key.fileobj is self._door and self._door is not None:
                        self._receive(self._door)
                        continue
                    line = sys.stdin.readline()
                    if not line:
                        return
                    answer(line, work)
                    if self._door is not None and self._door not in ready.get_map():
                        ready.register(self._door, selectors.EVENT_READ)

    def write(self, asked: dict[str, Any]) -> dict[str, Any]:
        records = dict(records_of(asked["file"]))
        self._store(self._document.put(records))
        return {"written": len(records)}

    def serve(self, _asked: dict[str, Any]) -> dict[str, Any]:
        self._door = socket.create_server(("127.0.0.1", 0))
        return {"port": self._door.getsockname()[1]}

    def sync(self, asked: dict[str, Any]) -> dict[str, Any]:
        began = time.perf_counter()
        with socket.create_connection(("127.0.0.1", asked["port"])) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _send(wire, self._document.seen())
            seen, update = _hear(wire), _hear(wire)
            back = self._document.lacking(seen)
            self._document.take(update)
            self._store(update)
            _send(wire, back)
            _hear(wire)
        return {"seconds": time.perf_counter() - began}

    def hold(self, _asked: dict[str, Any]) -> dict[str, Any]:
        records = self._document.records()
        said = json.dumps(records, sort_keys=True, ensure_ascii=False)
        return {"records": len(records), "digest": hashlib.sha256(said.encode()).hexdigest()}

    def _receive(self, door: socket.socket) -> None:
        wire, _ = door.accept()
        with wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            seen = _hear(wire)
            _send(wire, self._document.seen())
            _send(wire, self._document.lacking(seen))
            update = _hear(wire)
            self._document.take(update)
            self._store(update)
            _send(wire, b"")

    def _store(self, update: bytes) -> None:
        self._rows.execute("INSERT INTO updates (data) VALUES (?)", (update,))


def _send(wire: socket.socket, data: bytes) -> None:
    wire.sendall(struct.pack(">Q", len(data)) + data)


def _hear(wire: socket.socket) -> bytes:
    (size,) = struct.unpack(">Q", _exactly(wire, 8))
    return _exactly(wire, size)


def _exactly(wire: socket.socket, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = wire.recv(min(1 << 20, size - len(parts)))
        if not part:
            raise ConnectionError("the other side hung up")
        parts += part
    return bytes(parts)
