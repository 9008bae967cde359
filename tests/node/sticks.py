"""A USB stick between stations: what one writes another takes in, and nobody has a network."""

from __future__ import annotations

from base64 import b85encode
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from node.api.workstations import RemoveWorkstation
from node.carry_in import Merged, merge_carry
from node.carry_out import Carry, write_carry
from node.domain.decision import Draft
from schema.acts.patient import PatientNoted
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.bundle import Carried, Item, Manifest, Needed, Piece, Reading, Replaceable, read_bundle
from tests.node.stations import PIN, Station

Three = tuple[Station, Station, Station]


def out(station: Station, stick: Path, *, everything: bool = False) -> Carry:
    """Write a carry."""
    station.clock.advance(minutes=1)
    stick.mkdir(parents=True, exist_ok=True)
    return write_carry(station.desk, stick, everything=everything)


def into(station: Station, carry: Carry | Path) -> Merged:
    """Take a carry in."""
    station.clock.advance(minutes=1)
    return merge_carry(station.desk, carry if isinstance(carry, Path) else carry.path)


def fill(station: Station, patient: Id, notes: int = 150) -> None:
    """So many transactions that hardly compress: a file is only read by whole chunks of 64 KiB."""
    session = station.desk.sessions.get(station.session("nurse"))
    assert session is not None
    for _ in range(notes):
        words = b85encode(station.desk.random(800)).decode()
        station.desk.write((Draft(FileRef(FileType.PATIENT, patient), PatientNoted(words)),), session)


def remove(station: Station, other: Station) -> None:
    """Two administrators remove a workstation: what `station` holds by then stays."""
    lost = other.desk.vault.workstation
    proposed = station.do("administrator", RemoveWorkstation(workstation=lost, reason="perdu", pin=PIN))
    station.agree(proposed)
    assert station.desk.members.workstations[lost].removed


def walk(stick: Path, *way: Station) -> None:
    """Carry the stick along a way: each takes in what the one before wrote."""
    for sender, receiver in pairwise(way):
        merged = into(receiver, out(sender, stick))
        assert merged.poured.reading.complete
        assert merged.poured.refused == 0


class Content:
    """A receiver that keeps all that it is given."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def opened(self, manifest: Manifest) -> None:
        self.manifest = manifest

    def item(self, item: Item) -> None:
        self.items.append(item)

    def everything(self) -> Iterator[bytes]:
        """The bytes of every item."""
        for item in self.items:
            match item:
                case Carried():
                    yield item.transaction
                case Replaceable():
                    yield item.record.payload
                case Needed() | Piece():
                    yield item.data


def content(path: Path, identity: str) -> tuple[Reading, Content]:
    """What a file holds, read with this identity."""
    found = Content()
    with path.open("rb") as file:
        return read_bundle(file, [identity], found), found


def same(*stations: Station) -> bool:
    """Whether all hold the same."""
    return len({station.replica.digests() for station in stations}) == 1
