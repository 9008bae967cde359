"""Editions as blobs: fetched in pieces, complete only when their hash is right."""

from collections.abc import Callable

from node.store.connection import Connection
from schema.ids import Hash
from sync.ports import BlobState

Check = Callable[[Hash, bytes], bool]
"""Whether a blob's content has that hash (the blob is compressed, its name is that of the content)."""


class Blobs:
    """The blobs of a replica."""

    def __init__(self, connection: Connection, check: Check) -> None:
        self._connection = connection
        self._check = check

    def expect(self, what: str, content: Hash, size: int) -> None:
        """An edition names this blob: it is wanted from whoever has it.

        Two may name one content and compress it otherwise: the largest size that is named is the bound.
        """
        self._connection.do(
            "INSERT INTO blobs (content, what, size, have) VALUES (?, ?, ?, 0)"
            " ON CONFLICT (content) DO UPDATE SET size = max(size, excluded.size)",
            (content, what, size),
        )

    def put(self, what: str, content: Hash, data: bytes) -> None:
        """Store a complete blob made here."""
        self.expect(what, content, len(data))
        self._connection.do(
            "UPDATE blobs SET have = ?, data = ? WHERE content = ?", (len(data), data, content)
        )

    def states(self) -> list[BlobState]:
        """Every wanted blob and how much of it is here."""
        rows = self._connection.rows(
            "SELECT content, CASE WHEN data IS NULL THEN size ELSE have END, have FROM blobs"
        )
        return [BlobState(bytes(row[0]), row[1], row[2]) for row in rows]

    def get(self, content: Hash) -> bytes | None:
        """A complete blob, or nil."""
        row = self._connection.row(
            "SELECT data FROM blobs WHERE content = ? AND data IS NOT NULL", (content,)
        )
        return bytes(row[0]) if row else None

    def read(self, content: Hash, offset: int, size: int) -> bytes:
        """A piece of a complete blob; empty past the end or when it is not complete."""
        row = self._connection.row(
            "SELECT substr(data, ?, ?) FROM blobs WHERE content = ? AND data IS NOT NULL",
            (offset + 1, size, content),
        )
        return bytes(row[0] or b"") if row else b""

    def write(self, content: Hash, offset: int, data: bytes) -> bool:
        """Take the piece that comes next; true when the blob is now complete and right.

        A piece elsewhere than where we stand is ignored; an empty one says that no more will come. A whole
        whose hash is wrong is thrown away and asked for again.
        """
        row = self._connection.row(
            "SELECT size, have FROM blobs WHERE content = ? AND data IS NULL", (content,)
        )
        if row is None or row[1] != offset or offset + len(data) > row[0]:
            return False
        if not data:
            return offset > 0 and self._complete(content)
        self._connection.do(
            "INSERT OR REPLACE INTO blob_pieces (content, at, data) VALUES (?, ?, ?)", (content, offset, data)
        )
        have = offset + len(data)
        self._connection.do("UPDATE blobs SET have = ? WHERE content = ?", (have, content))
        return have == row[0] and self._complete(content)

    def _complete(self, content: Hash) -> bool:
        pieces = self._connection.rows(
            "SELECT data FROM blob_pieces WHERE content = ? ORDER BY at", (content,)
        )
        whole = b"".join(bytes(piece[0]) for piece in pieces)
        self._connection.do("DELETE FROM blob_pieces WHERE content = ?", (content,))
        good = self._check(content, whole)
        self._connection.do(
            "UPDATE blobs SET have = ?, data = ? WHERE content = ?",
            (len(whole) if good else 0, whole if good else None, content),
        )
        return good
