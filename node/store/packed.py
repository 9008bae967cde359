"""Folded states as they lie in their table: compressed, since a third of a replica would be states otherwise.

States of one sort have much in common (shape, products, people, journals), so the first long one of each
sort is kept as the *pattern* that the others are compressed by. What everybody compares (digests) is the
state itself; how it is packed is this replica's own affair.
"""

from typing import TypeAlias

import zstandard

from node.store.connection import Connection
from schema.codec import InvalidBytesError

_MAGIC = b"\x28\xb5\x2f\xfd"
"""Begins every frame; not stored."""
_PACKED = b"\x01"
"""Begins what is packed, and no state: a state is a msgpack array."""
_WORTH_IT = 256
"""Bytes; what is shorter stays as it is."""
_PATTERN = 1024
"""Bytes that a state has at least to be a pattern."""
_PATTERN_MOST = 32 * 1024
_LEVEL = 1
"""A fifth to a third of the size is left; level 6 takes twice as long for a hundredth less."""


_Pair: TypeAlias = tuple[zstandard.ZstdCompressor, zstandard.ZstdDecompressor]


class Packing:
    """Packs and unpacks; a pattern is chosen once and kept with the states."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._plain = zstandard.ZstdDecompressor()
        self.forgotten = 0
        """How often: until the next time the same bytes of one sort are the same state."""
        self.forget()

    def forget(self) -> None:
        """Go by the table alone."""
        self._by_sort: dict[int, _Pair] = {}
        self.forgotten += 1

    def pack(self, sort: int, state: bytes) -> bytes:
        """The bytes to store for a state of this sort of file."""
        if len(state) < _WORTH_IT:
            return state
        known = self._pattern(sort)
        if known is None:
            if len(state) < _PATTERN:
                return _PACKED + zstandard.compress(state, _LEVEL)[len(_MAGIC) :]
            pattern = state[:_PATTERN_MOST]
            self._connection.do("INSERT INTO patterns (type, state) VALUES (?, ?)", (int(sort), pattern))
            known = self._know(sort, pattern)
        return _PACKED + known[0].compress(state)[len(_MAGIC) :]

    def unpack(self, sort: int, stored: bytes) -> bytes:
        """The state; raises `InvalidBytesError` when somebody altered the row."""
        if not stored.startswith(_PACKED):
            return stored
        known = self._pattern(sort)
        unpacker = self._plain if known is None else known[1]
        try:
            return unpacker.decompress(_MAGIC + stored[len(_PACKED) :])
        except zstandard.ZstdError as error:
            raise InvalidBytesError("a stored state is not what was stored") from error

    def _pattern(self, sort: int) -> _Pair | None:
        known = self._by_sort.get(sort)
        if known is None:
            row = self._connection.row(
                "SELECT CAST(state AS BLOB) FROM patterns WHERE type = ?", (int(sort),)
            )
            known = self._know(sort, bytes(row[0])) if row else None
        return known

    def _know(self, sort: int, pattern: bytes) -> _Pair:
        kept = zstandard.ZstdCompressionDict(pattern, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        kept.precompute_compress(_LEVEL)
        known = self._by_sort[sort] = (
            zstandard.ZstdCompressor(_LEVEL, dict_data=kept),
            zstandard.ZstdDecompressor(dict_data=kept),
        )
        return known
