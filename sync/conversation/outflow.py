"""What was sent to one peer and what it holds: hence what it still lacks.

What the peer says it holds (`theirs`) is the truth; what was sent and not yet answered only spares
sending it twice.
"""

from collections.abc import Iterable, Sequence

from schema.codec import InvalidBytesError
from schema.ids import Id
from schema.transaction import Tip
from sync.messages import MAX_BATCH_BYTES, MAX_BATCH_COUNT, place_of
from sync.ports import Vector


class Outflow:
    """The sender's memory of one conversation."""

    def __init__(self) -> None:
        self.theirs: dict[Id, Tip] = {}
        """What the peer durably holds, as it says."""
        self._sent: dict[Id, int] = {}
        self._again: dict[Id, int] = {}
        """Where each journal stood at the peer when it was last sent again."""

    def meet(self, theirs: dict[Id, Tip]) -> None:
        """The vector of the peer's Hello."""
        self.theirs = theirs

    def heard(self, tips: Iterable[Tip]) -> None:
        """Heads that changed at the peer; a journal never grows shorter within a conversation."""
        for tip in tips:
            had = self.theirs.get(tip.journal)
            if had is None or had.seq <= tip.seq:
                self.theirs[tip.journal] = tip

    def rewind(self, tip: Tip) -> None:
        """Our branch of a forked journal: its last transaction is still to be sent, as the proof."""
        self._sent[tip.journal] = tip.seq - 1

    def reached(self, ours: Vector) -> dict[Id, int]:
        """How far each of our journals need not be sent."""
        return {journal: self._reached(tip) for journal, tip in ours.items()}

    def lacks(self, ours: Vector) -> bool:
        """Whether something remains to be sent."""
        return any(tip.seq > self._reached(tip) for tip in ours.values())

    def pack(self, transactions: Sequence[bytes]) -> tuple[bytes, ...]:
        """As many as one batch holds, noted as sent; stops at what does not read as a transaction."""
        batch: list[bytes] = []
        size = 0
        for transaction in transactions[:MAX_BATCH_COUNT]:
            size += len(transaction)
            if batch and size > MAX_BATCH_BYTES:
                break
            try:
                journal, seq = place_of(transaction)
            except InvalidBytesError:
                break
            batch.append(transaction)
            self._sent[journal] = max(seq, self._sent.get(journal, 0))
        return tuple(batch)

    def skip(self, ours: Vector) -> None:
        """Act as if all this had been sent: there was nothing to read."""
        for journal, tip in ours.items():
            self._sent[journal] = max(tip.seq, self._sent.get(journal, 0))

    def send_again(self) -> None:
        """Everything sent was answered: what did not stay with the peer is to be sent once more.

        The peer's bounded table of waiting transactions may have dropped it. Once for each place
        the journal stood at: what the peer refuses for good does not grow, and rests after that.
        """
        for journal, sent in list(self._sent.items()):
            had = self.theirs.get(journal)
            held = 0 if had is None else had.seq
            if held >= sent:
                del self._sent[journal]
            elif self._again.get(journal) != held:
                self._again[journal] = held
                self._sent[journal] = held

    def _reached(self, tip: Tip) -> int:
        had = self.theirs.get(tip.journal)
        held = 0 if had is None else had.seq
        if had is not None and held == tip.seq and had.hash != tip.hash:
            return self._sent.get(tip.journal, held)
        return max(held, self._sent.get(tip.journal, 0))
