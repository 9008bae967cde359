"""The same transactions in another order, by a replica that has seen nothing yet: every table is the same.

Tables are read as everybody could: by hashes and ids, without row numbers or the names of strands, which
are each replica's own.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from node.store.projection import DERIVED_ROWS
from node.store.replica import Replica
from ops.simulate.chance import Chance
from ops.simulate.invariants import Broken
from ops.simulate.station import Station
from schema.ids import Id

Rows: TypeAlias = Counter[tuple[object, ...]]
BATCHES = (1, 8, 60, 1_000_000)
"""Transactions that come at once, at most."""
_KEY = bytes(32)
_WITHOUT_NUMBERS: Mapping[str, str] = {
    "conflicts": "SELECT type, file, origin, rule, subject, open, alarm, payload FROM conflicts",
    "acts": "SELECT f.type, f.id, t.hash, a.position FROM acts a"
    " JOIN files f ON f.n = a.file JOIN transactions t ON t.n = a.tx",
    "transactions": "SELECT hash, lamport, membership, set_aside FROM transactions",
    "branches": "SELECT j.id, b.since FROM branches b JOIN journals j ON j.n = b.journal",
}


def order_shows(station: Station, chance: Chance) -> Iterable[Broken]:
    """A workstation that heard of things in another order shows others: tables are the same, row for row.

    Those that it built up as things happened, those of a replica that receives all of it in any order, and
    those that are made again from the beginning.
    """
    replica = station.replica
    expected, digests = tables(replica), replica.digests()
    folder = replica.folder.with_name("any order")
    other = Replica(folder, _KEY, replica.site, lambda _content, _blob: True, create=True)
    try:
        _receive(other, replica.relay.after({}, "all", 2**40), chance)
        if waiting := other.connection.value("SELECT count(*) FROM waiting"):
            yield Broken("order_shows", station.name, f"{waiting} wait for what is here")
        for detail in _differences(expected, tables(other), digests, other.digests()):
            yield Broken("order_shows", station.name, detail)
        other.folding.refold_all()
        for detail in _differences(expected, tables(other), digests, other.digests()):
            yield Broken("order_shows", station.name, f"made again: {detail}")
    finally:
        other.close()
        shutil.rmtree(folder)


def _receive(replica: Replica, everything: Sequence[bytes], chance: Chance) -> None:
    """In any order, or nearly as they were made; in batches of any size, folded at once or later."""
    left = chance.shuffled(everything)
    if chance.happens(0.5):
        places = {data: number + chance.between(0, 40) for number, data in enumerate(everything)}
        left.sort(key=lambda data: places[data])
    most = chance.pick(BATCHES)
    while left:
        some = chance.between(1, most)
        replica.receive(left[:some], None, 1, more_follows=chance.happens(0.5))
        left = left[some:]
    replica.folding.fold_stale()


def _differences(
    expected: Mapping[str, Rows], found: Mapping[str, Rows], *digests: tuple[bytes, bytes]
) -> Iterator[str]:
    for name, rows in expected.items():
        wrong = (rows - found[name]) + (found[name] - rows)
        if wrong:
            yield f"{name}: {wrong.total()} rows"
    if len({*digests}) > 1:
        yield "other digests"


def tables(replica: Replica) -> dict[str, Rows]:
    """What follows from the journals, by table."""
    with replica.reading():
        derived = {name: f"SELECT * FROM {name}" for name in DERIVED_ROWS}  # noqa: S608  # our own names
        questions = {**derived, **_WITHOUT_NUMBERS}
        found = {name: Counter(replica.connection.rows(asked)) for name, asked in questions.items()}
        found["states"] = Counter(_states(replica))
        found["pasts"] = Counter(_pasts(replica))
        found["sessions"] = Counter(_sessions(replica))
        found["members"] = Counter(_members(replica))
    return found


def _states(replica: Replica) -> Iterator[tuple[object, ...]]:
    for sort, identifier, state, stale, trouble in replica.connection.rows(
        "SELECT f.type, f.id, s.state, s.stale, s.trouble FROM files f LEFT JOIN states s ON s.file = f.n"
    ):
        yield sort, identifier, replica.packing.unpack(sort, state or b""), stale, trouble


def _pasts(replica: Replica) -> Iterator[tuple[object, ...]]:
    """Each transaction with those in its past, as a number with one bit for each."""
    rows = replica.connection.rows("SELECT journal, seq, hash, past FROM transactions ORDER BY journal, seq")
    bits = {named: 1 << number for number, named in enumerate(sorted(row[2] for row in rows))}
    upto: dict[tuple[Id, int], int] = {}
    for journal, seq, named, _ in rows:
        strand = replica.chain.ids[journal]
        upto[strand, seq] = upto.get((strand, seq - 1), 0) | bits[named]
    for journal, seq, named, past in rows:
        whole = 0
        for place in replica.chain.full_past(replica.chain.ids[journal], seq, past).pieces().items():
            whole |= upto.get(place, 0)
        yield named, whole


def _sessions(replica: Replica) -> Iterator[tuple[object, ...]]:
    """Where each began and where it ended, whichever strand these places are on."""
    for session, person, opened, closed in replica.connection.rows(
        "SELECT s.session, s.person, o.hash, c.hash FROM sessions s"
        " LEFT JOIN transactions o ON o.journal = s.journal AND o.seq = s.opened"
        " LEFT JOIN transactions c ON c.journal = s.journal AND c.seq = s.closed"
    ):
        if opened is not None:
            yield "opened", session, person, opened
        if closed is not None:
            yield "closed", session, person, closed


def _members(replica: Replica) -> Iterator[tuple[object, ...]]:
    now = replica.roll.now
    for workstation in now.workstations.values():
        yield (workstation,)
    for one in now.people.values():
        flags = (one.doubled, one.administered, one.suspended, one.removed)
        yield one.enrolled, tuple(one.keys.items()), one.retired, one.rights, flags
