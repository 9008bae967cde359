"""A disk that takes nothing takes no screen away: questions answered truly, writes refused, nothing lost."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from node.api.base import Refused
from node.api.course import GetCourse
from node.api.patient import NotePatient
from node.api.settlement import Conflicts, ListConflicts
from node.api.site import GetDigests, GetStatus, Status
from node.desk import Desk
from node.port import Port
from node.reopening import reopen
from node.snapshot import take_due_snapshot
from node.store import engine, projection
from node.store.errors import UNWRITABLE, DiskFullError
from node.store.files import Files
from node.store.verify import verify
from schema.transaction import FileRef
from sync.ports import Integrated
from tests.node import circuit
from tests.node.full_disk import filling_disk, limits
from tests.node.stations import Clock, Template, exchange, opened
from tests.node.without_room import Scene, unwritable

pytestmark = limits


@pytest.mark.parametrize("said", [True, False], ids=["full", "failing"])
def test_screens_are_true_where_nothing_can_be_written(scene: Scene, *, said: bool) -> None:
    """States, lists, inbox with what lies between files: what a workstation with room says, word for word."""
    here, away = scene.here, scene.away
    before = here.replica.chain.heads
    with scene.full(said=said):
        told = scene.questions(here)
        assert not [answer for answer in told if isinstance(answer, Refused)]
        inbox = told[-1]
        assert isinstance(inbox, Conflicts)
        assert {"made_twice", "patient_created_twice"} <= {row.rule for row in inbox.rows}
        digests = here.ask("nurse", GetDigests())
        code = unwritable(here)
        assert (code == "disk_full") is said
        assert code in {error.code for error in UNWRITABLE}
        note = NotePatient(patient=scene.patient, text="perdue")
        assert here.refused("nurse", note) == f"store.{code}"
        # Nothing of it was written, and it is answered again as often as it is asked.
        assert scene.questions(here) == told
        assert here.ask("nurse", GetDigests()) == digests
        assert here.replica.chain.heads == before
    assert unwritable(here) == ""
    assert scene.stale == 0
    assert here.replica.folding.in_memory is None
    assert scene.questions(here) == told
    assert here.ask("nurse", GetDigests()) == digests
    assert verify(here.replica).ok
    here.do("nurse", NotePatient(patient=scene.patient, text="après"))
    exchange(here, away)
    assert here.replica.digests() == away.replica.digests()


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many files were folded, each time some were."""
    folded: list[int] = []
    real = projection.fold

    def counted(files: Files, batch: Sequence[tuple[int, FileRef]]) -> list[projection.Folded]:
        folded.append(len(batch))
        return real(files, batch)

    monkeypatch.setattr(projection, "fold", counted)
    return folded


def test_what_stands_in_memory_is_not_made_again_for_each_question(scene: Scene, folded: list[int]) -> None:
    here, session = scene.here, scene.here.session("nurse")
    with scene.full():
        for _ in range(5):
            assert isinstance(here.call(session, GetStatus()), Status)
        assert len(folded) == 2, "once for good, which failed, and once in memory"
        here.clock.advance(minutes=1)
        here.call(session, GetStatus())
        assert len(folded) == 4, "it is tried again"


def test_what_the_engine_dropped_is_not_shown_as_the_present(scene: Scene) -> None:
    """Where memory runs out on a question, the engine ends the transaction that held what was folded."""
    here, session = scene.here, scene.here.session("nurse")
    with scene.full():
        told = here.call(session, ListConflicts(mine=False))
        here.replica.connection.do("ROLLBACK")
        assert scene.stale, "the tables are as they were before"
        assert here.call(session, ListConflicts(mine=False)) == told
        assert here.replica.folding.in_memory is not None


def test_who_records_after_room_was_made_waits_for_nothing(scene: Scene) -> None:
    here, session = scene.here, scene.here.session("nurse")
    with scene.full():
        assert isinstance(here.call(session, GetStatus()), Status)
        assert here.replica.folding.in_memory is not None
    note = here.call(session, NotePatient(patient=scene.patient, text="tout de suite"))
    assert not isinstance(note, Refused)
    assert scene.stale == 0
    status = here.call(session, GetStatus())
    assert isinstance(status, Status)
    assert status.unwritable == ""
    assert verify(here.replica).ok


def test_what_arrives_after_room_was_made_is_folded_with_what_waited(scene: Scene) -> None:
    here, away = scene.here, scene.away
    with scene.full():
        assert scene.questions(here)
    away.do("nurse", NotePatient(patient=scene.patient, text="venue après"))
    exchange(here, away)
    assert scene.stale == 0
    assert here.replica.digests() == away.replica.digests()


def test_what_stands_in_memory_stays_beside_a_cable(scene: Scene, folded: list[int]) -> None:
    """A peer goes on trying; what it tries costs those who read nothing until it is time to try again."""
    here, away = scene.here, scene.away
    session, peer = here.session("nurse"), away.desk.vault.workstation
    away.do("nurse", NotePatient(patient=scene.patient, text="par le câble"))
    known = {journal: tip.seq for journal, tip in here.replica.vector("all").items()}
    batch, records = away.replica.relay.after(known, "all", 2**30), away.replica.records.every()
    place = {"host": "127.0.0.9", "port": "1", "lobby": "2"}
    folded.clear()
    with ThreadPoolExecutor(1) as writer:
        port = Port(here.desk, here.services, writer)

        async def attempt() -> Sequence[object]:
            return await asyncio.gather(
                port.note_peer(peer, "connected", place),
                port.integrate(batch, peer),
                port.accept_records(records),
                port.publish_receipt(),
                return_exceptions=True,
            )

        def snapshot() -> None:
            here_is, now = here.replica.folder, here.clock.now_ms()
            take_due_snapshot(here.replica, here.desk.vault, here_is / "out", now, here.desk.random)

        with scene.full():
            told = here.call(session, ListConflicts(mine=False))
            assert len(folded) == 2
            for _ in range(3):
                assert [type(one) for one in asyncio.run(attempt())] == [DiskFullError] * 4
                with pytest.raises(DiskFullError):
                    snapshot()
                assert here.call(session, ListConflicts(mine=False)) == told
            assert len(folded) == 2
            here.clock.advance(minutes=1)
            asyncio.run(attempt())
            assert len(folded) == 4, "it is tried again, once"
        here.clock.advance(minutes=1)
        note, taken, *_ = asyncio.run(attempt())
        assert note is None, "who is met first has it tried again"
        assert isinstance(taken, Integrated)
        assert taken.new == len(batch)
        port.close()
    assert here.replica.folding.in_memory is None
    exchange(here, away)
    assert verify(here.replica).ok


def test_what_stands_in_memory_stays_where_the_journal_must_go_on_elsewhere(
    scene: Scene, folded: list[int]
) -> None:
    here, session = scene.here, scene.here.session("nurse")
    old = here.desk.journal()
    with here.replica.writing():
        here.replica.local.put("written:" + old.hex(), b"another hash")
    with scene.full():
        for _ in range(5):
            told = here.call(session, ListConflicts(mine=False))
            assert isinstance(told, Conflicts)
        assert here.replica.folding.in_memory is not None
        folded.clear()
        assert here.call(session, ListConflicts(mine=False)) == told
        assert folded == []
    here.clock.advance(minutes=1)
    here.strip()
    assert here.desk.journal() != old


@pytest.mark.parametrize("behind", [True, False], ids=["to fold", "nothing to fold"])
def test_a_double_that_goes_on_knocking_takes_nothing_from_the_screens(
    scene: Scene, folded: list[int], monkeypatch: pytest.MonkeyPatch, *, behind: bool
) -> None:
    """A new journal is tried when it is met, unless trying has just failed, and then when all else is."""
    here, session, tries = scene.here, scene.here.session("nurse"), list[Desk]()

    def counted(desk: Desk) -> None:
        tries.append(desk)
        reopen(desk)

    monkeypatch.setattr("node.desk.reopen", counted)
    if not behind:
        here.call(session, GetStatus())
    with ThreadPoolExecutor(1) as writer, scene.full():
        port = Port(here.desk, here.services, writer)

        def knocks() -> None:
            asyncio.run(port.note_peer(here.desk.vault.workstation, "twin", {}))

        if not behind:
            knocks()
        told = here.call(session, ListConflicts(mine=False))
        folded.clear()
        for _ in range(3):
            knocks()
            assert here.call(session, ListConflicts(mine=False)) == told
        assert (folded, len(tries)) == ([], 0 if behind else 1)
        here.clock.advance(minutes=1)
        for _ in range(3):
            knocks()
            assert here.call(session, ListConflicts(mine=False)) == told
        assert len(tries) == (1 if behind else 2)
        port.close()


def test_a_disk_that_takes_little_is_not_asked_for_a_new_journal_all_the_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said above the screens as long as it lasts; who records has it tried at once."""
    here, tries, note = scene.here, list[Desk](), NotePatient(patient=scene.patient, text="perdue")
    session, old = here.session("nurse"), here.desk.own_journals

    def refuses(desk: Desk) -> None:
        tries.append(desk)
        raise DiskFullError

    def look_and_knock() -> None:
        for _ in range(3):
            asyncio.run(port.note_peer(here.desk.vault.workstation, "twin", {}))
            port.catch_up()
            assert here.strip().unwritable == "disk_full"
            assert not isinstance(here.call(session, ListConflicts(mine=False)), Refused)

    with ThreadPoolExecutor(1) as writer, monkeypatch.context() as patch:
        patch.setattr("node.desk.reopen", refuses)
        port = Port(here.desk, here.services, writer)
        for expected in (1, 2):
            look_and_knock()
            assert here.replica.folding.in_memory is None
            assert len(tries) == expected
            here.clock.advance(minutes=1)
        look_and_knock()
        refused = here.call(session, note)
        assert isinstance(refused, Refused)
        assert refused.code == "store.disk_full"
        assert len(tries) == 4
        port.close()
    assert here.desk.own_journals == old
    refused = here.call(session, note)
    assert isinstance(refused, Refused)
    assert refused.code == "session.none"
    assert here.desk.own_journals.isdisjoint(old)
    assert here.strip().unwritable == ""


def _held_by(error: BaseException | None) -> object:
    return None if error is None else (error.__traceback__, error.__context__, error.__cause__)


def test_what_a_disk_said_is_kept_without_who_asked(scene: Scene) -> None:
    """The frames that it was raised in hold a PIN, and each would hold the one before."""
    here, nothing = scene.here, (None, None, None)
    session = here.session("nurse")
    with scene.full():
        here.desk.go_on_elsewhere()
        for _ in range(3):
            here.call(session, NotePatient(patient=scene.patient, text="perdue"))
            kept = (*here.replica.left.values(), here.replica.folding.in_memory, here.desk.room._lack)
            assert len(kept) == 4
            assert [_held_by(one) for one in kept] == [nothing] * 4


@pytest.mark.parametrize("said", [True, False], ids=["full", "failing"])
def test_a_full_disk_with_nothing_to_fold_is_said_after_the_first_refusal(
    scene: Scene, *, said: bool
) -> None:
    here = scene.here
    assert unwritable(here) == ""
    assert scene.stale == 0
    with scene.full(said=said):
        assert unwritable(here) == "", "nobody has asked anything of the disk"
        told = here.refused("nurse", NotePatient(patient=scene.patient, text="x"))
        assert (told == "store.disk_full") is said
        assert unwritable(here) in {error.code for error in UNWRITABLE}
        assert not [answer for answer in scene.questions(here) if isinstance(answer, Refused)]
    assert unwritable(here) == ""


@pytest.mark.parametrize("behind", [True, False], ids=["to fold", "nothing to fold"])
def test_a_workstation_opens_on_a_full_disk_and_shows_everything(
    folder: Path, template: Template, *, behind: bool
) -> None:
    """It says so above the screens at once; with room it records, and is shared with who reads beside it."""
    one = partial(opened, folder, "PUI-1", template.contents["PUI-1"], template.people, Clock())
    with one(seed=91) as site:
        some = circuit.ready(site)
        asked = GetCourse(course=some.course)
        told = site.ask("nurse", asked)
        if behind:
            with site.replica.writing():
                site.replica.connection.do("UPDATE states SET stale = 1")
    with pytest.MonkeyPatch.context() as patch, filling_disk() as limit:
        patch.setattr(engine, "_no_room", lambda _: True)
        limit(0)
        with one(seed=92) as site:
            assert site.strip().unwritable == "disk_full"
            assert site.ask("nurse", asked) == told
            note = NotePatient(patient=some.patient, text="perdue")
            assert site.refused("nurse", note) == "store.disk_full"
            assert site.ask("nurse", asked) == told
            limit(resource.RLIM_INFINITY)
            patch.undo()
            site.do("nurse", NotePatient(patient=some.patient, text="après"))
            assert unwritable(site) == ""
            assert site.replica.connection.lack is None
            assert [note.text for note in circuit.record(site, some.patient).notes] == ["après"]
            assert not projection.stale(site.replica.connection, 1)
            assert verify(site.replica).ok


def test_where_no_window_asks_the_file_is_shared_as_soon_as_there_is_room(
    folder: Path, template: Template
) -> None:
    """A service of a workstation, with nothing to fold: it looks again by itself."""
    one = partial(opened, folder, "PUI-1", template.contents["PUI-1"], template.people, Clock())
    with filling_disk() as limit:
        limit(0)
        with one(seed=93) as site:
            assert site.replica.folding.in_memory is None
            for _ in range(2):
                site.desk.room.look_again()
                assert site.replica.connection.lack is not None
                site.clock.advance(minutes=1)
            limit(resource.RLIM_INFINITY)
            site.desk.room.look_again()
            assert site.replica.connection.lack is None
