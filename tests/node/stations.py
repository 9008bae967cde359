"""Workstations of one fictive site, in this process: real replicas, real journals, no network.

A site is founded once a session, with people and reference data, and copied for each test. Requests
go through bytes as a window's would; `exchange` is what a cable would do. Whoever needs two that
work apart takes two stations and lets them exchange when the test says so.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from node.api.agreement import Agree
from node.api.base import Answer, Command, Recorded, Refused
from node.api.messages import decode_response, encode_request
from node.api.reference import SignReference
from node.api.session import SignedIn, SignIn
from node.api.site import EnrolPerson, GetStatus, Status
from node.argon import Cost
from node.blobcheck import blob_is_right
from node.desk import Desk
from node.founding import NewSite, found_site
from node.points import AtPoint, nothing
from node.services import Services
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, open_vault
from ops.beside import Joining, join_beside
from schema.codec import encode
from schema.ids import Id
from schema.transaction import Transaction, core_hash, open_transaction, seal_input
from sync.journal import Signer
from sync.receipts import RECEIPT, receipt_of, write_receipt

A = TypeVar("A", bound=Answer)

PIN = "314159"
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
"""Guessing a fictive PIN may be cheap."""
MORNING = int(datetime(2026, 6, 5, 6, 0, tzinfo=UTC).timestamp()) * 1000
"""8 o'clock in summer time: the day on which every test begins."""
TODAY = "2026-06-05"

STAFF: Mapping[str, tuple[str, str, str, str]] = {
    "pharmacist": ("Exemple", "Agathe", "Dr", "pharmacist"),
    "pharmacist2": ("Modèle", "Basile", "Dr", "pharmacist"),
    "prescriber": ("Inventé", "Colombe", "Dr", "prescriber"),
    "prescriber2": ("Fictif", "Donatien", "Dr", "prescriber"),
    "preparer": ("Imaginaire", "Églantine", "", "preparer"),
    "preparer2": ("Supposé", "Firmin", "", "preparer"),
    "nurse": ("Théorique", "Garance", "", "nurse"),
    "nurse2": ("Virtuel", "Honoré", "", "nurse"),
    "administrator2": ("Deuxième", "Jeanne", "", "administrator"),
}
"""Who works on the fictive site: family name, first name, title, role."""


@dataclass
class Clock:
    """A clock that stands still unless told otherwise."""

    ms: int = MORNING

    def now_ms(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.ms / 1000

    def advance(self, *, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        self.ms += ((days * 24 + hours) * 60 + minutes) * 60_000


class Randomness:
    """The same bytes at each run; another seed, other bytes."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)

    def __call__(self, size: int) -> bytes:
        return self._source.randbytes(size)


@dataclass(frozen=True)
class Template:
    """A founded site, to be copied."""

    folder: Path
    people: Mapping[str, Id]
    contents: Mapping[str, VaultContents]
    """By station."""


@dataclass
class Station:
    """One workstation at work."""

    name: str
    replica: Replica
    desk: Desk
    services: Services
    clock: Clock
    people: Mapping[str, Id]
    _sessions: dict[str, bytes] = field(default_factory=dict)
    _number: int = 0

    def ask(self, person: str, command: Command) -> Answer:
        """What the node answers to somebody, who is signed in when needed; a minute passes."""
        self.clock.advance(minutes=1)
        return self.call(self.session(person), command)

    def sign_in_again(self, person: str) -> bytes:
        """Another session, as the last one has ended."""
        self._sessions.pop(person, None)
        return self.session(person)

    def session(self, person: str) -> bytes:
        """Somebody's session, opened at need."""
        if person not in self._sessions:
            signed = self.call(None, SignIn(person=self.people[person], pin=PIN))
            assert isinstance(signed, SignedIn), signed
            self._sessions[person] = signed.session
        return self._sessions[person]

    def get(self, person: str, command: Command, expected: type[A]) -> A:
        """An answer of this sort, or a failed test that shows what came instead."""
        answer = self.ask(person, command)
        assert isinstance(answer, expected), f"{type(command).__name__}: {answer}"
        return answer

    def do(self, person: str, command: Command) -> Recorded:
        """A command that must be recorded."""
        return self.get(person, command, Recorded)

    def agree(self, proposed: Recorded, person: str = "administrator2") -> Recorded:
        """The second person agrees to what was proposed."""
        return self.do(person, Agree(act=proposed.acts[0], pin=PIN))

    def refused(self, person: str, command: Command) -> str:
        """The code with which a command is refused."""
        return self.get(person, command, Refused).code

    def call(self, session: bytes | None, command: Command) -> Answer:
        """What the node answers to a window with this session, or with none."""
        self._number += 1
        number, answer = decode_response(
            self.services.handle_bytes(encode_request(self._number, session, command))
        )
        assert number == self._number, answer
        return answer

    def strip(self) -> Status:
        """What stands above the screens, without the session that asking as somebody may open."""
        status = self.call(None, GetStatus())
        assert isinstance(status, Status)
        return status

    def publish_receipt(self) -> None:
        """Say what is held here, as the network's side of the node does when it is calm."""
        with self.replica.writing():
            tips, state = self.replica.vector("all"), self.replica.digests()[1]
            receipt = receipt_of(tips, self.replica.naming.fairly, state, self.clock.now_ms())
            self.desk.publish(self.desk.vault.workstation, RECEIPT, write_receipt(receipt))


def build(folder: Path, stations: tuple[str, ...] = ("PUI-1", "HDJ-1", "USC-1")) -> Template:
    """Found a site with these workstations, people and the starter library."""
    clock, bytes_of = Clock(), Randomness(1)
    first = stations[0]
    new = NewSite(
        name="Hôpital fictif de Valclair",
        pharmacy="PUI de l’hôpital fictif de Valclair",
        address="1, allée de l’Œillet\n99999 Valclair-sur-Rêve",
        workstation=first,
        place="Pharmacie, rez-de-chaussée",
        family_name="Zéro",
        first_name="Ignace",
        title="",
        pin=PIN,
    )
    founded = found_site(folder / first, new, clock=clock, random=bytes_of, cost=CHEAP)
    contents = {first: open_vault(folder / first / FILE_NAME, passphrase=founded.passphrase)}
    people = {"administrator": founded.administrator}
    with opened(folder, first, contents[first], people, clock, seed=2) as station:
        for key, (family, given, title, role) in STAFF.items():
            enrol = EnrolPerson(
                family_name=family,
                first_name=given,
                title=title,
                role=role,
                licence="",
                new_pin=PIN,
                pin=PIN,
            )
            people[key] = station.do("administrator", enrol).created[0]
        station.do("pharmacist", SignReference(pin=PIN))
        for seed, name in enumerate(stations[1:], start=3):
            contents[name] = join(folder, name, station, seed)
        for name in stations[1:]:
            with opened(folder, name, contents[name], people, clock, seed=9) as other:
                exchange(station, other)
    return Template(folder, people, contents)


def join(folder: Path, name: str, inviter: Station, seed: int) -> VaultContents:
    """Another workstation, let in by the administrator at the inviter."""
    session = inviter.desk.sessions.get(inviter.session("administrator"))
    assert session is not None
    inviter.clock.advance(minutes=1)
    joining = Joining(name, "Étage fictif", PIN)
    joined = join_beside(folder / name, inviter.desk, session, joining, Randomness(seed), cost=CHEAP)
    return open_vault(folder / name / FILE_NAME, passphrase=joined.passphrase)


@contextmanager
def opened(
    folder: Path,
    name: str,
    contents: VaultContents,
    people: Mapping[str, Id],
    clock: Clock,
    *,
    seed: int,
    at_point: AtPoint = nothing,
) -> Iterator[Station]:
    """A workstation with its replica open."""
    key, site = contents.database_key, contents.site
    replica = Replica(folder / name, key, site, blob_is_right, at_point=at_point)
    try:
        desk = Desk(replica, contents, clock, Randomness(seed), pin_cost=CHEAP)
        yield Station(name, replica, desk, Services(desk), clock, people)
    finally:
        replica.close()


def copied(template: Template, folder: Path) -> Path:
    """A copy of a site that a test may change."""
    shutil.copytree(template.folder, folder / "site")
    return folder / "site"


def send(sender: Station, receiver: Station) -> None:
    """Everything that the receiver lacks, and the records that are newer."""
    for scope in ("membership", "all"):
        while batch := _lacked(sender, receiver, scope):
            outcome = receiver.replica.receive(batch, sender.desk.vault.workstation, receiver.clock.now_ms())
            assert not outcome.evidence, outcome.evidence
    records = sender.replica.records.every()
    with receiver.replica.writing():
        receiver.replica.records.accept(receiver.replica.site, records)


def _lacked(sender: Station, receiver: Station, scope: str) -> list[bytes]:
    chain, relay = sender.replica.chain, sender.replica.relay
    theirs = [*receiver.replica.vector(scope).values()]
    lacking = relay.lacking(theirs, {}, scope, 2 * 1024 * 1024)
    # Whoever is further than we are says nothing new; of a journal that both hold differently the
    # receiver says more, as a peer would.
    forked = lacking.strange - {tip.journal for tip in theirs if tip.seq > chain.longest(tip.journal)}
    if forked:
        theirs += [tip for one in sorted(forked) for tip in receiver.replica.relay.ladder(one)]
        lacking = relay.lacking(theirs, {}, scope, 2 * 1024 * 1024)
        if apart := lacking.strange & forked:
            theirs = [tip for tip in theirs if tip.journal not in apart]
            lacking = relay.lacking(theirs, {}, scope, 2 * 1024 * 1024)
    return [one.data for one in lacking.transactions]


def other_branch(replica: Replica, journal: Id, seal: Signer, later_ms: int = 1) -> bytes:
    """A journal's last transaction once more, a moment later: what a clone wrote in its place."""
    head = replica.chain.head(journal)
    (data,) = replica.relay.after({**_all_of(replica), journal: head.seq - 1}, "all", 1)
    transaction, core = open_transaction(data)
    later = encode(msgspec.structs.replace(core, at=core.at + later_ms))
    return encode(Transaction(later, seal(seal_input(core_hash(later))), transaction.bodies))


def _all_of(replica: Replica) -> dict[Id, int]:
    return {strand: tip.seq for strand, tip in replica.chain.tips("all").items()}


def exchange(one: Station, other: Station) -> None:
    """What a cable does: afterwards both hold the same acts, hence the same state."""
    send(one, other)
    send(other, one)
    for station in (one, other):
        station.publish_receipt()
    send(one, other)
    send(other, one)
    assert one.replica.digests() == other.replica.digests()
