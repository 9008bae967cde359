"""Blobs of editions between two workstations: announce what is complete, ask for one piece at a time.

Only complete blobs are offered and only announced ones are asked for, so nobody polls and nobody
waits for what the other does not have.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from schema.ids import Hash
from sync.conversation.effects import Effect, ListBlobs, NotePeer, ReadBlob, Send, WriteBlob
from sync.messages import MAX_BLOBS, BlobHave, BlobPiece, BlobWanted, encode_message
from sync.ports import BlobState

PIECE_BYTES = 256 * 1024
"""Small enough that transactions never wait long behind a piece."""


class BlobExchange:
    """The blobs' part of a conversation; every method answers with effects."""

    def __init__(self) -> None:
        self._theirs: set[Hash] = set()
        self._told: set[Hash] = set()
        self._spoilt: set[Hash] = set()
        """What this peer could not give, or gave wrong; not asked of it again."""
        self._wanted: BlobState | None = None
        self._offset = 0
        self._writing = False
        self._giving = False
        self._listing = False
        self._changed = False

    @property
    def fetching(self) -> Hash | None:
        """The blob that this connection is fetching, so that no other asks for it too."""
        return None if self._wanted is None else self._wanted.content

    def changed(self) -> list[Effect]:
        """A blob may have become complete, or been named, or be free to fetch again."""
        self._changed = True
        if self._listing:
            return []
        self._changed = False
        self._listing = True
        return [ListBlobs()]

    def listed(self, blobs: Sequence[BlobState], elsewhere: AbstractSet[Hash]) -> list[Effect]:
        """The result of `ListBlobs`; `elsewhere` names what other connections are fetching."""
        self._listing = False
        effects: list[Effect] = []
        complete = {blob.content for blob in blobs if blob.have >= blob.size}
        news = sorted(complete - self._told)[:MAX_BLOBS]
        if news:
            self._told.update(news)
            effects.append(Send(encode_message(BlobHave(tuple(news)))))
        if self._wanted is None:
            for blob in blobs:
                if blob.have >= blob.size or blob.content not in self._theirs:
                    continue
                if blob.content in self._spoilt or blob.content in elsewhere:
                    continue
                self._wanted, self._offset = blob, blob.have
                effects.append(self._ask())
                break
        return [*effects, *self.changed()] if self._changed else effects

    def heard_have(self, contents: Sequence[Hash]) -> list[Effect]:
        """The peer has these, complete. Beyond a bound they are not noted."""
        room = MAX_BLOBS - len(self._theirs)
        self._theirs.update(contents[:room])
        return self.changed()

    def heard_wanted(self, wanted: BlobWanted) -> list[Effect] | None:
        """The peer asks; `None` when it did not wait for the last answer."""
        if self._giving:
            return None
        self._giving = True
        return [ReadBlob(wanted.content, wanted.offset, PIECE_BYTES)]

    def was_read(self, asked: ReadBlob, data: bytes) -> list[Effect]:
        """The result of `ReadBlob`."""
        self._giving = False
        return [Send(encode_message(BlobPiece(asked.content, asked.offset, data)))]

    def heard_piece(self, piece: BlobPiece) -> list[Effect] | None:
        """A piece; `None` when it was not asked for."""
        wanted = self._wanted
        if wanted is None or self._writing or (piece.content, piece.offset) != (wanted.content, self._offset):
            return None
        if not piece.data and not piece.offset:
            return self._give_up(wanted)
        # Nothing more to come: it may be whole, of another size than an act named.
        self._writing = True
        return [WriteBlob(piece.content, piece.offset, piece.data)]

    def was_written(self, piece: WriteBlob, complete: bool) -> list[Effect]:
        """The result of `WriteBlob`."""
        self._writing = False
        wanted = self._wanted
        if wanted is None:
            return []
        if complete:
            self._wanted = None
            return self.changed()
        self._offset = piece.offset + len(piece.data)
        if piece.data and self._offset < wanted.size:
            return [self._ask()]
        return [NotePeer("blob_bad", {"content": wanted.content.hex()}), *self._give_up(wanted)]

    def _give_up(self, wanted: BlobState) -> list[Effect]:
        self._spoilt.add(wanted.content)
        self._wanted = None
        return self.changed()

    def _ask(self) -> Effect:
        content = self._wanted.content if self._wanted is not None else b""
        return Send(encode_message(BlobWanted(content, self._offset)))
