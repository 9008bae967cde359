"""What is kept of what the network says about a peer: where and until when it was reached, what was wrong.

Places serve the next start, when mDNS may be silent; since when a workstation is out of reach is shown
beside each dose. Troubles are shown in the strip beside a connection that works: a twin, our own
journal elsewhere, transactions or blobs that did not hold.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import TypeVar

import msgspec

from node.store.replica import Replica
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Id
from sync.messages import Place
from sync.ports import Evidence, Record
from sync.receipts import RECEIPT

W = TypeVar("W", Place, "Away", "News")
_PLACE = "place:"
_AWAY = "away:"
_NEWS = "news:"
_TROUBLES = ("twin", "elsewhere", "evidence", "blob_bad")
LASTING = ("twin", "elsewhere")
"""They stay until people have dealt with them; the others are over when both hold the same again."""
SAID_ONCE = ("lost", *LASTING)
"""Nobody tells them again: who cannot keep them yet has them wait."""
_LOOKED_AT = 50


class Away(msgspec.Struct, frozen=True):
    """A workstation with which a connection was lost."""

    workstation: Id
    since: int


class News(msgspec.Struct, frozen=True):
    """A receipt that came here, from whomever."""

    workstation: Id
    counter: int
    at: int


class PeerNote(msgspec.Struct, frozen=True):
    """See `sync.ports.ReplicaPort.note_peer`."""

    workstation: Id
    what: str
    values: Mapping[str, str]


def note_peer(replica: Replica, troubles: MutableMapping[Id, str], at: int, note: PeerNote) -> None:
    """Keep a note: the place in the replica, a trouble in memory (by workstation) and as evidence."""
    if note.what in {"connected", "place"}:
        _remember(replica, note)
        if note.what == "connected":
            _put(replica, _AWAY, note.workstation, None)
    elif note.what == "lost":
        _went(replica, note.workstation, at)
    elif note.what == "synchronised":
        if troubles.get(note.workstation) not in LASTING:
            troubles.pop(note.workstation, None)
    elif note.what in _TROUBLES:
        if troubles.get(note.workstation) not in LASTING:
            troubles[note.workstation] = note.what
        if note.what != "evidence":  # the transactions themselves are evidence already
            _keep(replica, note, at)
    elif note.what == "fork":
        _keep(replica, note, at)  # whose journal it is, and whether it is settled, the replica says


def remembered(replica: Replica) -> list[Place]:
    """Where each workstation was last reached."""
    return list(_read(replica, _PLACE, Place))


def away(replica: Replica) -> dict[Id, int]:
    """Since when each workstation is out of reach whose connection was lost and not found again."""
    return {one.workstation: one.since for one in _read(replica, _AWAY, Away)}


def note_news(replica: Replica, records: Iterable[Record], at: int) -> None:
    """Keep when receipts came here that are newer than what had come; their own date is another clock's."""
    known = news(replica)
    for record in records:
        held = replica.records.get(record.owner, RECEIPT) if record.name == RECEIPT else None
        if held is None or held.counter != record.counter:
            continue
        before = known.get(record.owner)
        if before is None or before.counter != record.counter:
            replica.local.put(_NEWS + record.owner.hex(), encode(News(record.owner, record.counter, at)))


def news(replica: Replica) -> dict[Id, News]:
    """The newest receipt of each workstation, and when it came here."""
    return {one.workstation: one for one in _read(replica, _NEWS, News)}


def _read(replica: Replica, prefix: str, sort: type[W]) -> Iterator[W]:
    with replica.reading():
        values = replica.local.beginning(prefix)
    for value in values:
        try:
            yield decode(sort, value)
        except InvalidBytesError:
            continue  # of another version: it will be learnt again


def _went(replica: Replica, workstation: Id, at: int) -> None:
    """A connection was lost; a later attempt that fails changes nothing of since when."""
    if workstation not in away(replica):
        _put(replica, _AWAY, workstation, encode(Away(workstation, at)))


def _remember(replica: Replica, note: PeerNote) -> None:
    values = note.values
    if "host" not in values:
        return  # it dialled us, and nobody knows where it listens
    place = Place(note.workstation, values["host"], int(values["port"]), int(values["lobby"]))
    _put(replica, _PLACE, note.workstation, encode(place))


def _put(replica: Replica, prefix: str, workstation: Id, value: bytes | None) -> None:
    """Keep a value, or with nil none; nothing is written where that is so already."""
    name = prefix + workstation.hex()
    with replica.reading():
        known = replica.local.get(name)
    if known == value:
        return
    replica.need_disk()
    with replica.writing():
        if value is None:
            replica.local.drop(name)
        else:
            replica.local.put(name, value)


def _keep(replica: Replica, note: PeerNote, at: int) -> None:
    journal, seq = note.values.get("journal", ""), note.values.get("seq", "0")
    entry = Evidence(
        f"peer.{note.what}", bytes.fromhex(journal) or None, int(seq), note.values.get("content", "")
    )
    replica.need_disk()
    with replica.writing():
        rows = replica.incoming.evidence
        before = {(one.code, one.journal, one.seq, one.source) for one in rows.newest(_LOOKED_AT)}
        if (entry.code, entry.journal, entry.seq, note.workstation) not in before:
            rows.keep([entry], note.workstation, at)
