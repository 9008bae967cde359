"""Since when somebody who worked at this workstation could know of something.

Neither the clocks of those who wrote it say that, nor when it happened: it may have come a year later.
What was written here says it, for each transaction names all that was known before it.
"""

from bisect import bisect_left
from collections.abc import Sequence

from node.desk import Desk
from schema.transaction import ActRef


def known_since(desk: Desk, *facts: Sequence[ActRef]) -> int | None:
    """The instant of the first own transaction that knew one act of each of these, ms UTC; nil: none did.

    Those written with a clock in doubt, or in what is the future now, say nothing.
    """
    replica, journal, now = desk.replica, desk.journal(), desk.now()

    def written(seq: int) -> ActRef:
        return ActRef(journal, seq, 0, replica.chain.hash_at(journal, seq) or b"")

    def knew(seq: int) -> bool:
        return all(any(replica.knew(written(seq), act) for act in acts) for acts in facts)

    seqs = range(1, replica.chain.head(journal).seq + 1)
    later = (replica.act(written(seq)) for seq in seqs[bisect_left(seqs, True, key=knew) :])
    return next((one.at for one in later if one is not None and not one.doubtful and one.at <= now), None)
