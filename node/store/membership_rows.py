"""The membership journals read back into a roll, each transaction checked against what the chain says.

There are few of them, and rights and certificates hang on every one: a row that was altered is left
out and marked, so that a peer sends it again.
"""

from node.store.chain import Chain
from node.store.connection import Connection
from node.store.errors import DamagedError
from schema.codec import InvalidBytesError
from schema.ids import Hash, short_text
from schema.transaction import Core, Transaction, core_hash, open_transaction
from sync.journal import bodies_match
from sync.roll import Roll


def load_roll(connection: Connection, chain: Chain, roll: Roll) -> None:
    """Fill the roll afresh; raises `DamagedError` when the founding itself cannot be read.

    Without it nobody is a member, so nobody could be asked for it: that takes a snapshot.
    """
    roll.forget()
    # By journal: looking for them among all rows would read the whole file.
    journals = ", ".join(str(chain.numbers[strand]) for strand in sorted(chain.membership))
    rows = connection.rows(
        # CAST: whoever alters a row by hand may leave a text there.
        "SELECT journal, seq, hash, past, CAST(data AS BLOB) FROM transactions"  # noqa: S608  # our own numbers
        f" WHERE journal IN ({journals}) ORDER BY lamport"
    )
    lost = ""
    for number, seq, named, past, data in rows:
        strand = chain.ids[number]
        found = sound(bytes(data), bytes(named))
        if found is None:
            chain.mark_damaged(strand, seq, bytes(named))
            lost = lost or f"{short_text(chain.strands.journal(strand))} {seq}"
            continue
        transaction, core = found
        roll.add(core, transaction.bodies, chain.full_past(strand, seq, past), strand)
    if lost and roll.now.founded is None:
        raise DamagedError({"detail": f"row {lost}"})


def sound(data: bytes, named: Hash) -> tuple[Transaction, Core] | None:
    """A stored transaction, or nil when its bytes are not those of that hash."""
    try:
        transaction, core = open_transaction(data)
    except InvalidBytesError:
        return None
    return (
        (transaction, core)
        if core_hash(transaction.core) == named and bodies_match(transaction, core)
        else None
    )
