"""What was written and received, verbatim, and the indexes over it."""

from sqlalchemy import BLOB, Column, Index, Integer, Table, Text, UniqueConstraint

from schema.tables import metadata

journals = Table(
    "journals",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", BLOB, nullable=False),
    UniqueConstraint("id"),
)
"""Strands, interned: rows elsewhere name one by a small number. A journal's first bears its id."""

branches = Table(
    "branches",
    metadata,
    Column("strand", Integer, primary_key=True, autoincrement=False),
    Column("journal", Integer, nullable=False),
    Column("base", Integer, nullable=False),
    Column("since", Integer, nullable=False),
)
"""Strands that began in a place that was taken: of which journal, leaving which strand, at which seq."""

pasts = Table(
    "pasts",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("seqs", BLOB, nullable=False),
)
"""Causal pasts but for the own chain: msgpack map strand number → seq, of which each says what lies below
it too (ADR 0064). Runs of transactions that saw nothing new share one."""

transactions = Table(
    "transactions",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("journal", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", BLOB, nullable=False),
    Column("lamport", Integer, nullable=False),
    Column("past", Integer, nullable=False),
    Column("membership", Integer, nullable=False),
    Column("set_aside", Text, nullable=False),
    Column("sealed", Integer, nullable=False),
    Column("data", BLOB, nullable=False),
    UniqueConstraint("journal", "seq"),
)
"""Integrated transactions: the author's bytes, and what was found out about them once. `journal` is the
strand; `set_aside` says `forked` of what counts but for the fork of its journal."""

Index("ix_transactions_lamport", transactions.c.lamport)
# Of these alone: as a rule few are, and every strip counts them.
Index("ix_transactions_set_aside", transactions.c.n, sqlite_where=transactions.c.set_aside != "")

files = Table(
    "files",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("type", Integer, nullable=False),
    Column("id", BLOB, nullable=False),
    UniqueConstraint("type", "id"),
)
"""Files (dossiers), interned."""

acts = Table(
    "acts",
    metadata,
    Column("file", Integer, primary_key=True, autoincrement=False),
    Column("tx", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which acts make up a file."""

sessions = Table(
    "sessions",
    metadata,
    Column("session", BLOB, primary_key=True),
    Column("journal", Integer, primary_key=True, autoincrement=False),
    Column("person", BLOB, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
)
"""From which seq to which of a strand a session was open; `closed` is 0 while it is, `opened` where only
its end is here and its beginning in what the strand left."""

waiting = Table(
    "waiting",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("hash", BLOB, nullable=False),
    Column("awaits", BLOB, nullable=False),
    Column("lamport", Integer, nullable=False),
    Column("data", BLOB, nullable=False),
    UniqueConstraint("hash"),
)
"""Received before their past; bounded. `awaits` is the hash of a transaction that lacks, or the id of a
journal that nobody announced."""

Index("ix_waiting_awaits", waiting.c.awaits)
Index("ix_waiting_lamport", waiting.c.lamport)

evidence = Table(
    "evidence",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("journal", BLOB),
    Column("seq", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("source", BLOB),
    Column("at", Integer, nullable=False),
)
"""Why something received was not integrated; bounded, never relayed."""

records = Table(
    "records",
    metadata,
    Column("owner", BLOB, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("counter", Integer, nullable=False),
    Column("payload", BLOB, nullable=False),
    Column("workstation", BLOB, nullable=False),
    Column("seal", BLOB, nullable=False),
)
"""Replaceable records: receipts, wrapped keys."""

blobs = Table(
    "blobs",
    metadata,
    Column("content", BLOB, primary_key=True),
    Column("what", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("have", Integer, nullable=False),
    Column("data", BLOB),
)
"""Editions as compressed blobs, named by the hash of their content; `data` is nil until complete."""

blob_pieces = Table(
    "blob_pieces",
    metadata,
    Column("content", BLOB, primary_key=True),
    Column("at", Integer, primary_key=True, autoincrement=False),
    Column("data", BLOB, nullable=False),
)
"""Pieces of a blob on its way."""

damaged = Table(
    "damaged",
    metadata,
    Column("tx", Integer, primary_key=True, autoincrement=False),
    Column("journal", BLOB, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", BLOB, nullable=False),
)
"""Rows whose bytes no longer are what the chain says: asked again from whoever has them."""
