"""Projections: every table a screen reads. Dropped and refolded whenever their number changes."""

from sqlalchemy import BLOB, Column, Index, Integer, Table, Text

from schema.tables import metadata

states = Table(
    "states",
    metadata,
    Column("file", Integer, primary_key=True, autoincrement=False),
    Column("state", BLOB),
    Column("stale", Integer, nullable=False),
    Column("trouble", Text, nullable=False),
    info={"projection": True},
)
"""The folded state of each file; nil with `trouble` when its fold failed (unreadable)."""

Index("ix_states_stale", states.c.stale)

patterns = Table(
    "patterns",
    metadata,
    Column("type", Integer, primary_key=True, autoincrement=False),
    Column("state", BLOB, nullable=False),
    info={"projection": True},
)
"""By sort of file, the state that the others are compressed by (`node.store.packed`)."""

patients = Table(
    "patients",
    metadata,
    Column("patient", BLOB, primary_key=True),
    Column("search", Text, nullable=False),
    Column("ipp", Text, nullable=False),
    Column("ins", Text, nullable=False),
    Column("traits", Text, nullable=False),
    info={"projection": True},
)
"""For search and look-alikes; text folded to lower case without accents."""

Index("ix_patients_ipp", patients.c.ipp)
Index("ix_patients_ins", patients.c.ins)
Index("ix_patients_traits", patients.c.traits)

links = Table(
    "links",
    metadata,
    Column("patient", BLOB, primary_key=True),
    Column("other", BLOB, primary_key=True),
    info={"projection": True},
)
"""Whom a patient's file names as linked, to be linked or kept apart: the other file may not say so."""

Index("ix_links_other", links.c.other)

doses = Table(
    "doses",
    metadata,
    Column("course", BLOB, primary_key=True),
    Column("dose", BLOB, primary_key=True),
    Column("patient", BLOB, nullable=False),
    Column("planned", Text, nullable=False),
    Column("substance", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("waits_for", Text, nullable=False),
    info={"projection": True},
)
"""One row per dose, for worklists and cross-checks."""

Index("ix_doses_planned", doses.c.planned)
Index("ix_doses_patient", doses.c.patient)

courses = Table(
    "courses",
    metadata,
    Column("course", BLOB, primary_key=True),
    Column("patient", BLOB, nullable=False),
    info={"projection": True},
)
"""Whose course it is."""

Index("ix_courses_patient", courses.c.patient)

bags = Table(
    "bags",
    metadata,
    Column("bag", BLOB, primary_key=True),
    Column("course", BLOB, primary_key=True),
    Column("dose", BLOB, nullable=False),
    Column("series", BLOB, nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", Text, nullable=False),
    info={"projection": True},
)
"""Which course a scanned bag belongs to; the register's numbers."""

Index("ix_bags_series_number", bags.c.series, bags.c.number)

numbers = Table(
    "numbers",
    metadata,
    Column("register", BLOB, primary_key=True),
    Column("bag", BLOB, primary_key=True),
    Column("course", BLOB, nullable=False),
    info={"projection": True},
)
"""Which bags bear a number of the register; two under one is an alarm."""

Index("ix_numbers_course", numbers.c.course)

vials = Table(
    "vials",
    metadata,
    Column("course", BLOB, primary_key=True),
    Column("bag", BLOB, primary_key=True),
    Column("number", Text, primary_key=True),
    info={"projection": True},
)
"""The lot numbers of the vials in each bag, as compared: whom a recall concerns."""

Index("ix_vials_number", vials.c.number)

origins = Table(
    "origins",
    metadata,
    Column("course", BLOB, primary_key=True),
    Column("bag", BLOB, primary_key=True),
    Column("source", BLOB, nullable=False),
    info={"projection": True},
)
"""Of bags that were another dose's, the course that they come from: what is said of them there holds them."""

Index("ix_origins_source", origins.c.source)

lots = Table(
    "lots",
    metadata,
    Column("lot", BLOB, primary_key=True),
    Column("number", Text, nullable=False),
    Column("recalled", Integer, nullable=False),
    info={"projection": True},
)
"""Lots by number, and whether a recall of them is in force."""

Index("ix_lots_number", lots.c.number)

conflicts = Table(
    "conflicts",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("type", Integer, nullable=False),
    Column("file", BLOB, nullable=False),
    Column("origin", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("subject", BLOB, nullable=False),
    Column("open", Integer, nullable=False),
    Column("alarm", Integer, nullable=False),
    Column("payload", BLOB, nullable=False),
    info={"projection": True},
)
"""Conflicts of all files; `origin` is `fold` or `cross`."""

Index("ix_conflicts_file", conflicts.c.type, conflicts.c.file)
Index("ix_conflicts_open", conflicts.c.open)

presentations = Table(
    "presentations",
    metadata,
    Column("cip13", Text, primary_key=True),
    Column("search", Text, nullable=False),
    Column("anticancer", Integer, nullable=False),
    Column("marketed", Integer, nullable=False),
    Column("row", BLOB, nullable=False),
    info={"projection": True},
)
"""The drug database's presentations, loaded from the newest edition's blob."""
