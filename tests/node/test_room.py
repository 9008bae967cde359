"""A disk that takes nothing takes no screen away: questions answered truly, writes refused, nothing lost."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from node.api.base import Answer, Refused
from node.api.course import CourseView, GetCourse
from node.api.paper import MakePaper, Paper
from node.api.patient import GetPatient, NotePatient, SearchPatients
from node.api.session import SignedIn, SignIn, SignOut
from node.api.settlement import Conflicts, ListConflicts
from node.api.site import GetDigests, GetStatus, Status
from node.api.worklist import GetWorklist
from node.domain.session import SessionState
from node.port import Port
from node.snapshot import take_due_snapshot
from node.store import engine, projection
from node.store.errors import UNWRITABLE, DiskFullError
from node.store.files import Files
from node.store.verify import verify
from schema.acts.patient import Identity
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.ports import Integrated
from tests.node import circuit
from tests.node.full_disk import filling_disk, limits
from tests.node.handlers.test_site import site_status
from tests.node.paper.reading import pages_of, squeezed
from tests.node.stations import PIN, TODAY, Clock, Station, Template, exchange, opened, send

pytestmark = limits

TWICE = Identity("Deux-Fois", "", "Zoé", "1971-01-01", "F", "770002", "")


@dataclass
class Scene:
    """What reached a workstation is durable and not folded yet: a dose given twice, a course of both."""

    here: Station
    away: Station
    patient: Id
    course: Id

    @property
    def stale(self) -> int:
        return len(projection.stale(self.here.replica.connection, 100))

    @contextmanager
    def full(self, *, said: bool = True) -> Iterator[None]:
        """No write finds room; the engine says so, or of a disk with room no more than that it failed."""
        with pytest.MonkeyPatch.context() as patch, filling_disk() as limit:
            patch.setattr(engine, "_no_room", lambda _: said)
            limit(0)
            yield

    def questions(self, station: Station) -> list[Answer]:
        """What its screens show; the last three of all files, the inbox with what lies between files."""
        return [
            station.ask("nurse", command)
            for command in (
                GetPatient(patient=self.patient),
                GetCourse(course=self.course),
                GetWorklist(day=TODAY, mine=False),
                SearchPatients(text="essai"),
                ListConflicts(mine=False),
            )
        ]


@pytest.fixture
def scene(stations: tuple[Station, Station, Station]) -> Scene:
    away, here, third = stations
    some = circuit.ready(away)
    for station in (here, third):
        send(away, station)
        for who in ("nurse", "pharmacist"):
            station.session(who)
    # The same dose is made ready on two sides, and the same patient is created twice.
    dose = circuit.look(away, some.course).doses[0].dose
    for station in (away, third):
        circuit.make(station, some.course, circuit.claim(station, some.course, dose))
    for station in (here, third):
        circuit.create(station, TWICE)
    send(here, away)
    send(third, away)
    # Their sessions and all the rest, as a stick has it: durable, and folded at the end.
    known = {journal: tip.seq for journal, tip in here.replica.vector("all").items()}
    here.replica.receive(away.replica.relay.after(known, "all", 2**30), None, 1, more_follows=True)
    found = Scene(here, away, some.patient, some.course)
    assert found.stale
    return found


def unwritable(station: Station) -> str:
    """What the window is told of the disk, a minute later: it is tried again twice in that time."""
    station.clock.advance(minutes=1)
    return site_status(station).unwritable


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
    assert isinstance(here.call(None, GetStatus()), Status)
    assert here.desk.journal() != old


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


def test_lists_are_printed_on_a_full_disk(scene: Scene) -> None:
    """A paper of which nobody counts the copies is a question like another."""
    with scene.full():
        for what in ("day_list", "care_plan"):
            asked = MakePaper(what=what, day=TODAY, patient=scene.patient, language="fr")
            answer = scene.here.ask("pharmacist", asked)
            assert not isinstance(answer, Refused), answer


@pytest.mark.parametrize("known", [True, False], ids=["known full", "found full"])
def test_sheets_and_labels_are_printed_on_a_full_disk_and_say_that_nothing_counted_them(
    scene: Scene, *, known: bool
) -> None:
    """None looks like the first one: with room, that one is still to come."""
    here = scene.here
    bag = circuit.look(here, scene.course).doses[0].bags[0].bag
    asked = [
        MakePaper(what=what, course=scene.course, bag=bag, language="fr", first=first)
        for what, first in (("sheet", 0), ("label", 0), ("label_sheet", 1))
    ]
    with scene.full():
        if known:
            note = NotePatient(patient=scene.patient, text="perdue")
            assert here.refused("nurse", note) == "store.disk_full"
        assert known == (unwritable(here) != "")
        for command in (*asked, *asked):
            paper = here.get("pharmacist", command, Paper)
            assert (paper.duplicate, paper.uncounted) == (0, True)
            assert squeezed("EXEMPLAIRE NON COMPTÉ") in squeezed(" ".join(pages_of(paper.pdf)))
        assert unwritable(here) == "disk_full", "it is said above the screens from now on"
    unwritable(here)
    papers = [here.get("pharmacist", command, Paper) for command in (asked[0], asked[0])]
    assert [(paper.duplicate, paper.uncounted) for paper in papers] == [(0, False), (1, False)]


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
            assert site_status(site).unwritable == "disk_full"
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


def test_an_idle_session_ends_without_a_word_where_none_can_be_written(scene: Scene) -> None:
    here = scene.here
    session = here.session("nurse")
    here.desk.idle_s = 600
    with scene.full():
        here.clock.advance(minutes=30)
        assert isinstance(here.call(None, GetStatus()), Status)
    assert here.desk.sessions.get(session) is None


def test_who_must_look_something_up_signs_in_on_a_full_disk(scene: Scene) -> None:
    """The journal hears of it with the first thing that they record, and counts both."""
    here, away = scene.here, scene.away
    with scene.full():
        session = here.session("nurse2")
        assert isinstance(here.call(session, GetCourse(course=scene.course)), CourseView)
        assert unwritable(here) == "disk_full"
        assert here.refused("nurse2", NotePatient(patient=scene.patient, text="perdue")) == "store.disk_full"
        assert unwritable(here) == "disk_full"
    recorded = [here.do("nurse2", NotePatient(patient=scene.patient, text=text)) for text in ("un", "deux")]
    first, second = (one.acts[0] for one in recorded)
    assert second.seq == first.seq + 1, "it is said once"
    exchange(here, away)
    assert here.replica.digests() == away.replica.digests()
    notes = [note.text for note in circuit.record(away, scene.patient).notes]
    assert {"un", "deux"} <= {*notes}, "nothing of theirs is set aside"
    assert "perdue" not in notes


def test_a_session_that_only_looked_is_said_with_its_end(scene: Scene) -> None:
    here = scene.here
    with scene.full():
        session = here.session("nurse2")
    file = FileRef(FileType.SESSION, session)
    assert not here.replica.files.known(file)
    here.do("nurse2", SignOut())
    state = here.replica.states.state(SessionState, file)
    assert state is not None
    assert state.person == here.people["nurse2"]
    assert here.desk.sessions.unsaid == set()


def test_a_full_disk_gives_nobody_more_tries(scene: Scene) -> None:
    here = scene.here
    wrong, right = (SignIn(person=here.people["nurse2"], pin=pin) for pin in ("271828", PIN))
    with scene.full():
        codes = [answer.code for _ in range(8) if isinstance(answer := here.call(None, wrong), Refused)]
        assert codes[0] == "session.wrong_pin"
        assert codes[-1] == "session.wait"
        waits = here.call(None, right)
        assert isinstance(waits, Refused)
        assert waits.code == "session.wait"
        here.clock.advance(hours=2)
        assert isinstance(here.call(None, right), SignedIn)
    # What the disk held before is forgiven, too.
    assert isinstance(here.call(None, right), SignedIn)


def test_a_pin_forgiven_on_a_full_disk_is_forgiven_on_it_later(scene: Scene) -> None:
    """Else the wrong ones of before would count again after the program was started anew."""
    here = scene.here
    wrong, right = (SignIn(person=here.people["nurse2"], pin=pin) for pin in ("271828", PIN))
    for _ in range(3):
        assert isinstance(here.call(None, wrong), Refused)
    assert here.replica.local.number("pin.failures") == 3
    with scene.full():
        assert isinstance(here.call(None, right), SignedIn)
    assert isinstance(here.call(None, right), SignedIn)
    assert here.replica.local.number("pin.failures") == 0
