"""The real replica as the network sees it: the suite that the one in memory passes, and what is its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from node.ahead import MANY
from node.api.base import Command, Recorded
from node.api.patient import CreatePatient, NotePatient
from node.api.site import EnrolPerson
from node.peer_notes import remembered
from node.port import Port
from node.store import sharing
from node.store.beside import Beside
from node.store.disputes import Disputes
from node.store.errors import DiskFullError
from schema.acts.patient import Identity
from schema.ids import Id
from schema.transaction import FileRef, FileType, Tip
from sync.glance import place_of
from sync.membership import Membership
from sync.messages import Place
from sync.ports import Vector
from sync.receipts import RECEIPT, Receipt, read_receipt
from tests.node import circuit
from tests.node.noting import PEER, names_elsewhere
from tests.node.stations import PIN, Clock, Station, Template, copied, opened, other_branch
from tests.sync.replica_conformance import ReplicaConformance, everything


class StationWorld:
    """Opens the workstations of a fictive site, one writer thread for each."""

    def __init__(self, folder: Path, site: Template, stack: ExitStack) -> None:
        self._folder = copied(site, folder)
        self._site = site
        self._stack = stack
        self._names = iter(site.contents)
        self._stations: dict[Port, tuple[Station, ThreadPoolExecutor]] = {}
        self._patients: dict[Port, Id] = {}

    async def open(self) -> Port:
        """The next workstation's."""
        name = next(self._names)
        contents, people = self._site.contents[name], self._site.people
        station = self._stack.enter_context(
            opened(self._folder, name, contents, people, Clock(), seed=len(self._stations) + 20)
        )
        writer = self._stack.enter_context(ThreadPoolExecutor(1))
        port = Port(station.desk, station.services, writer)
        self._stations[port] = station, writer
        return port

    async def write(self, replica: Port, text: str) -> None:
        """A note, by the nurse."""
        if replica not in self._patients:
            who = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", str(len(self._patients)) * 6, "")
            recorded = await self._do(replica, "nurse", CreatePatient(identity=who))
            self._patients[replica] = recorded.created[0]
        await self._do(replica, "nurse", NotePatient(patient=self._patients[replica], text=text))

    async def write_member(self, replica: Port, text: str) -> None:
        """Somebody new, by the administrator."""
        command = EnrolPerson(
            family_name=text.capitalize(),
            first_name="Fictif",
            title="",
            role="nurse",
            licence="",
            new_pin=PIN,
            pin=PIN,
        )
        await self._do(replica, "administrator", command)

    async def _do(self, replica: Port, person: str, command: Command) -> Recorded:
        station, writer = self._stations[replica]
        return await asyncio.get_running_loop().run_in_executor(writer, station.do, person, command)


class TestRealReplica(ReplicaConformance[Port]):
    """See `tests/sync/replica_conformance.py`."""

    @pytest.fixture(autouse=True)
    def _site(self, template: Template) -> None:
        self._template = template

    def world(self) -> AbstractAsyncContextManager[StationWorld]:
        return self._opened()

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[StationWorld]:
        with TemporaryDirectory() as folder, ExitStack() as stack:
            yield StationWorld(Path(folder), self._template, stack)


def _numbers(vector: Vector) -> dict[Id, int]:
    return {strand: tip.seq for strand, tip in vector.items()}


def test_many_transactions_are_folded_when_somebody_asks(
    stations: tuple[Station, Station, Station], writer: ThreadPoolExecutor
) -> None:
    sender, receiver, _ = stations
    patient = circuit.create(sender)
    for number in range(MANY):
        sender.do("nurse", NotePatient(patient=patient, text=f"note {number}"))
    port = Port(receiver.desk, receiver.services, writer)

    async def play() -> None:
        batch = sender.replica.relay.after(_numbers(await port.vector("all")), "all", 2**30)
        assert len(batch) >= MANY
        outcome = await port.integrate(batch, PEER)
        assert (outcome.new, outcome.evidence) == (len(batch), ())

    asyncio.run(play())
    with receiver.replica.reading():
        stale = receiver.replica.connection.value("SELECT sum(stale) FROM states")
    assert stale
    assert len(circuit.record(receiver, patient).notes) == MANY


def test_what_is_left_to_fold_after_much_came_is_folded_by_two(
    stations: tuple[Station, Station, Station], writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last batch is a small one: what waited is durable before it is folded."""
    monkeypatch.setattr(sharing, "SHARED_FROM", 1)
    sender, receiver, _ = stations
    patient = circuit.create(sender)
    port = Port(receiver.desk, receiver.services, writer)
    asked: list[FileRef] = []

    class Other(Beside):
        def fold(self, files: Sequence[tuple[int, int, Id]]) -> Future[list[bytes | None]]:
            asked.extend(FileRef(sort, identifier) for _, sort, identifier in files)
            return super().fold(files)

    async def play() -> None:
        desk = receiver.desk
        port._ahead.beside = Other(receiver.replica.folder, desk.vault.database_key, desk.vault.site)
        batch = sender.replica.relay.after(_numbers(await port.vector("all")), "all", 2**30)
        await port.integrate(batch, PEER)
        port.close()

    asyncio.run(play())
    assert FileRef(FileType.PATIENT, patient) in asked
    assert receiver.replica.digests() == sender.replica.digests()


def test_a_full_disk_while_receiving_leaves_all_as_it_was(
    stations: tuple[Station, Station, Station], writer: ThreadPoolExecutor
) -> None:
    """The peer was told of nothing new, so it sends all of it again once there is room."""
    sender, receiver, _ = stations
    circuit.ready(sender)
    port = Port(receiver.desk, receiver.services, writer)
    before = receiver.replica.digests()
    pages = receiver.replica.connection.value("PRAGMA page_count")

    async def play() -> None:
        vector = await port.vector("all")
        receiver.replica.connection.do(f"PRAGMA max_page_count = {pages}")
        batch = sender.replica.relay.after(_numbers(vector), "all", 2**30)
        with pytest.raises(DiskFullError):
            await port.integrate(batch, PEER)
        assert await port.vector("all") == vector
        assert receiver.replica.digests() == before
        receiver.replica.connection.do("PRAGMA max_page_count = 1073741823")
        assert (await port.integrate(batch, PEER)).new == len(batch)

    asyncio.run(play())
    assert receiver.replica.digests() == sender.replica.digests()


def test_from_a_damaged_row_on_nothing_is_given(site: Station, writer: ThreadPoolExecutor) -> None:
    circuit.create(site)
    port = Port(site.desk, site.services, writer)
    journal = site.desk.journal()
    with site.replica.writing():
        site.replica.chain.mark_damaged(journal, 2, b"h" * 32)

    async def play() -> None:
        vector = await port.vector("all")
        assert vector[journal].seq == 1
        places = [place_of(data) for data in await everything(port, ())]
        assert max(seq for found, seq in places if found == journal) == 1

    asyncio.run(play())


def test_our_own_journal_elsewhere_is_believed_when_it_is_so(
    site: Station, writer: ThreadPoolExecutor
) -> None:
    """A peer names what we have written meanwhile: nothing. It names what we did not write: for good."""
    circuit.create(site)
    port = Port(site.desk, site.services, writer)
    journal, me = site.desk.journal(), site.desk.vault.workstation

    def told(tip: Tip) -> dict[Id, str]:
        names_elsewhere(port, tip)
        return dict(port.troubles)

    tip = site.replica.vector("all")[journal]
    assert told(tip) == {}
    assert told(Tip(journal, tip.seq + 1, b"x" * 32)) == {me: "elsewhere"}
    port.troubles.clear()
    (fork,) = site.replica.receive([other_branch(site.replica, journal, site.desk.seal)], PEER, 1).forks
    assert told(fork) == {me: "elsewhere"}


def test_two_machines_are_no_alarm_any_more_once_two_people_settled_their_fork(
    site: Station, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one again when the double is met again with something nobody has looked at."""
    circuit.create(site)
    port = Port(site.desk, site.services, writer)
    journal, me = site.desk.journal(), site.desk.vault.workstation

    def told(tip: Tip) -> dict[Id, str]:
        names_elsewhere(port, tip)
        return dict(port.standing_troubles())

    (fork,) = site.replica.receive([other_branch(site.replica, journal, site.desk.seal)], PEER, 1).forks
    assert told(fork) == {me: "elsewhere"}
    settled = {journal: ((fork,),)}
    monkeypatch.setattr(Membership, "settled", property(lambda _: settled))
    monkeypatch.setattr(Disputes, "forking", lambda _: frozenset())
    assert dict(port.standing_troubles()) == {}
    assert told(fork) == {}, "the version that was settled"
    assert told(Tip(journal, fork.seq + 5, b"x" * 32)) == {me: "elsewhere"}


def test_a_peer_that_lies_drives_nobody_from_journal_to_journal(
    site: Station, writer: ThreadPoolExecutor
) -> None:
    """It names what was never written: believed once, for a copy may have; then the thing itself."""
    port = Port(site.desk, site.services, writer)

    def told(tip: Tip) -> Id:
        names_elsewhere(port, tip)
        return site.desk.journal()

    first = site.desk.journal()
    second = told(Tip(first, 2**50, b"x" * 32))
    assert second != first
    session = site.sign_in_again("nurse")
    for n in range(3):
        assert told(Tip(second, 2**50 + n, bytes([n]) * 32)) == second
    assert site.desk.sessions.get(session) is not None
    copied = other_branch(site.replica, second, site.desk.seal_of(second))
    assert site.replica.receive([copied], PEER, 1).forks
    asyncio.run(port.note_peer(PEER, "synchronised", {}))
    site.desk.follow_journal()
    assert site.desk.journal() not in {first, second}


def test_a_receipt_follows_a_state_that_was_folded_anew(site: Station, writer: ThreadPoolExecutor) -> None:
    """The same transactions may give another state: after an upgrade, a mending, or by mischief."""
    port = Port(site.desk, site.services, writer)

    def published() -> tuple[int, Receipt]:
        asyncio.run(port.publish_receipt())
        record = site.replica.records.get(site.desk.vault.workstation, RECEIPT)
        assert record is not None
        receipt = read_receipt(record.payload)
        assert receipt is not None
        return record.counter, receipt

    counter, before = published()
    assert published() == (counter, before)
    with site.replica.writing():
        site.replica.connection.do("UPDATE states SET trouble = 'altered' WHERE file = 1")
    again, after = published()
    assert (again, after.tips) == (counter + 1, before.tips)
    assert after.state != before.state
    # The next start compares again, whatever this run remembers.
    site.replica.folding.refold_all()
    port = Port(site.desk, site.services, writer)
    assert published()[1].state == before.state


def test_where_a_peer_was_reached_is_kept(site: Station, writer: ThreadPoolExecutor) -> None:
    port = Port(site.desk, site.services, writer)
    reached = {"host": "127.0.0.7", "port": "7440", "lobby": "7441", "found_by": "mdns"}
    asyncio.run(port.note_peer(PEER, "connected", reached))
    assert remembered(site.replica) == [Place(PEER, "127.0.0.7", 7440, 7441)]
    assert port.troubles == {}


def test_members_are_those_not_removed(site: Station, writer: ThreadPoolExecutor) -> None:
    port = Port(site.desk, site.services, writer)
    members = asyncio.run(port.members())
    assert sorted(member.name for member in members) == ["HDJ-1", "PUI-1", "USC-1"]
