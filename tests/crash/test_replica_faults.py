"""A replica damaged, foreign, in use or without room: told in words, and nothing acknowledged is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from node.api.base import Answer, Recorded, Refused
from node.api.patient import NO_BIRTH, CreatePatient, GetPatient, NotePatient, PatientRecord, SearchPatients
from node.api.session import SignIn
from node.api.settlement import Conflicts, ListConflicts
from node.api.site import GetDigests, Verify
from node.daemon import Node
from node.secret_errors import WrongPassphraseError
from node.settings import NodeSettings
from node.store.errors import InUseError, OtherSiteError, StoreError, WrongKeyError
from node.store.queries import Queries
from node.store.replica import FILE_NAME, Replica
from node.store.verify import verify
from node.vault import FILE_NAME as VAULT
from node.vault import open_vault
from ops.cli.errors import tell
from schema.acts.patient import Identity
from schema.i18n import LANGUAGES
from tests.crash.checks import reopened
from tests.node import circuit
from tests.node.stations import PIN, Clock, Station, Template, copied, exchange, opened

WHO = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", "770001", "")


def said(error: Exception) -> None:
    """It has its sentences, what to do among them, in both languages."""
    for language in LANGUAGES:
        told = tell(error, language)
        assert told is not None, error
        assert len(told.lines) > 1, told.lines
        assert all(line and not line.startswith("store.") for line in told.lines)


@pytest.fixture
def filled(alone: Template, tmp_path: Path) -> Path:
    """A closed workstation with some content."""
    folder = copied(alone, tmp_path)
    with opened(folder, "PUI-1", alone.contents["PUI-1"], alone.people, Clock(), seed=3) as station:
        circuit.ready(station)
    return folder / "PUI-1"


def ask_everything(folder: Path, site: Template) -> list[Answer]:
    """Start a node there and have it read all it has; whatever goes wrong must be a `StoreError`."""
    node = Node(folder, site.contents["PUI-1"], NodeSettings(), network=False)
    node.start()
    client = node.client()
    try:
        answers = [client.call(SignIn(person=site.people["nurse"], pin=PIN))]
        commands = (
            SearchPatients(text=""),
            ListConflicts(mine=False, settled=True),
            CreatePatient(identity=WHO),
            GetDigests(),
            Verify(),
        )
        return [*answers, *(client.call(command) for command in commands)]
    finally:
        client.close()
        node.stop()


def named_or_fine(work: Callable[[], list[Answer]]) -> bool:
    """Whether a fault was named; false when nothing that was read is concerned."""
    try:
        answers = work()
    except StoreError as error:
        said(error)
        return True
    codes = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert "request.defect" not in codes
    return any(code.startswith("store.") for code in codes)


@pytest.mark.parametrize("tenths", [0, 1, 3, 5, 7, 9])
def test_truncated(filled: Path, alone: Template, tenths: int) -> None:
    path = filled / FILE_NAME
    whole = path.read_bytes()
    before = digests(filled, alone)
    path.write_bytes(whole[: len(whole) * tenths // 10])
    assert named_or_fine(lambda: ask_everything(filled, alone))
    put_back(path, whole)
    assert digests(filled, alone) == before


@pytest.mark.parametrize("tenths", [0, 2, 4, 6, 8])
def test_a_flipped_bit(filled: Path, alone: Template, tenths: int) -> None:
    """In a page that is read it is named; in one that is not, whoever checks all pages finds it."""
    path = filled / FILE_NAME
    whole = path.read_bytes()
    before = digests(filled, alone)
    page = len(whole) // 4096 * tenths // 10
    broken = bytearray(whole)
    broken[page * 4096 + 2000] ^= 4
    path.write_bytes(bytes(broken))
    named = named_or_fine(lambda: ask_everything(filled, alone))
    if not named:
        put_back(path, bytes(broken))
        with pytest.raises(StoreError) as caught:
            check_every_page(filled, alone)
        said(caught.value)
    put_back(path, whole)
    assert digests(filled, alone) == before


def check_every_page(folder: Path, site: Template) -> None:
    """What `veilleuse verify` does before it reads anything."""
    from node.store.connection import check_pages

    replica = reopened(folder, site.contents["PUI-1"])
    try:
        check_pages(replica.connection)
    finally:
        replica.close()


def put_back(path: Path, data: bytes) -> None:
    """The file as it was, without what was written beside it since."""
    for left in path.parent.glob(f"{path.name}-*"):
        left.unlink()
    path.write_bytes(data)


def digests(folder: Path, site: Template) -> tuple[bytes, bytes]:
    """Of a closed replica."""
    replica = reopened(folder, site.contents["PUI-1"])
    try:
        return replica.digests()
    finally:
        replica.close()


def test_a_replica_of_another_workstation_or_site(filled: Path, alone: Template, template: Template) -> None:
    """Files were mixed up: the vault beside it opens another one."""
    stranger = template.contents["HDJ-1"]
    with pytest.raises(WrongKeyError) as wrong:
        Node(filled, stranger, NodeSettings(), network=False)
    said(wrong.value)
    key = alone.contents["PUI-1"].database_key
    with pytest.raises(OtherSiteError) as other:
        Replica(filled, key, b"another site....", lambda _content, _blob: True)
    said(other.value)
    assert digests(filled, alone)


def test_a_wrong_passphrase(tmp_path: Path) -> None:
    from tests.node.vault.builders import PASSPHRASE, contents, vault

    path = vault(tmp_path)
    with pytest.raises(WrongPassphraseError) as caught:
        open_vault(path, passphrase="zoologie volume sucre chien académie abaisser")
    for language in LANGUAGES:
        told = tell(caught.value, language)
        assert told is not None
        assert told.lines
    assert open_vault(tmp_path / VAULT, passphrase=PASSPHRASE) == contents()


def test_a_second_process(filled: Path, alone: Template) -> None:
    with pytest.raises(InUseError) as caught:
        two_at_once(filled, alone)
    said(caught.value)


def two_at_once(folder: Path, site: Template) -> None:
    """The first is not disturbed by the second."""
    first = reopened(folder, site.contents["PUI-1"])
    try:
        before = first.digests()
        try:
            Node(folder, site.contents["PUI-1"], NodeSettings(), network=False)
        finally:
            assert first.digests() == before
            with first.writing():
                first.local.put("still", b"mine")
    finally:
        first.close()


def room(station: Station, pages: int | None) -> None:
    """How large the database may become; anything when nil. What a full disk says, without filling one."""
    limit = 1073741823 if pages is None else pages
    station.replica.connection.do(f"PRAGMA max_page_count = {limit}")


def test_a_full_disk_during_a_commit(site: Station) -> None:
    """Refused in words, as often as it is tried; reading goes on; with room, so does everything."""
    patient = circuit.create(site)
    kept = site.do("nurse", NotePatient(patient=patient, text="avant"))
    session = site.session("pharmacist")
    pages = site.replica.connection.value("PRAGMA page_count")
    assert pages is not None
    room(site, pages)
    answers = [site.ask("nurse", NotePatient(patient=patient, text="x" * 900)) for _ in range(120)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    recorded = [answer for answer in answers if isinstance(answer, Recorded)]
    assert {answer.code for answer in refused} == {"store.disk_full"}
    assert isinstance(answers[-1], Refused)
    before, head = site.replica.digests(), site.replica.chain.head(site.desk.journal())
    # Whoever is signed in stays so, and reads what there is.
    assert len(circuit.record(site, patient).notes) == 1 + len(recorded)
    assert site.desk.sessions.get(session) is not None
    assert site.replica.digests() == before
    room(site, None)
    more = site.do("nurse", NotePatient(patient=patient, text="après"))
    assert [act.seq for act in more.acts] == [head.seq + 1]
    for answer in (kept, *recorded, more):
        assert all(site.replica.act(act) is not None for act in answer.acts)
    assert verify(site.replica).ok
    site.session("preparer")


def test_a_register_number_used_twice(
    stations: tuple[Station, Station, Station], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that has forgotten its register, as a copy of an old one would: an alarm names both bags."""
    here, there, _ = stations
    first = circuit.ready(here)
    second = circuit.ready(here, identity=WHO)
    bags = [circuit.claim(here, first.course, circuit.look(here, first.course).doses[0].dose)]
    number = circuit.bag_of(here, first.course, bags[0]).number
    with monkeypatch.context() as patch:
        patch.setattr(Queries, "next_number", lambda _self, _series: 1)
        bags.append(circuit.claim(here, second.course, circuit.look(here, second.course).doses[0].dose))
    assert circuit.bag_of(here, second.course, bags[1]).number == number
    exchange(here, there)
    for station in (here, there):
        rows = station.get("pharmacist", ListConflicts(mine=False), Conflicts).rows
        alarms = [row for row in rows if row.rule == "doubled_number"]
        assert {row.course for row in alarms} == {first.course, second.course}
        assert {row.subject for row in alarms} == set(bags)
        assert all(row.alarm and len(row.sides) == 2 for row in alarms)
        third = circuit.ready(station, identity=Identity("Tiers", "", "Paul", "1950-01-01", "M", "", ""))
        dose = circuit.look(station, third.course).doses[0].dose
        bag = circuit.claim(station, third.course, dose)
        assert circuit.bag_of(station, third.course, bag).number != number


def test_two_copies_of_one_workstation(template: Template, tmp_path: Path) -> None:
    """Both wrote in one journal: every branch is held everywhere; what somebody built on counts."""
    folder = copied(template, tmp_path)
    shutil.copytree(folder / "PUI-1", folder / "copy")
    contents, people, clock = template.contents, template.people, Clock()
    with (
        opened(folder, "PUI-1", contents["PUI-1"], people, clock, seed=31) as one,
        opened(folder, "copy", contents["PUI-1"], people, clock, seed=32) as other,
        opened(folder, "HDJ-1", contents["HDJ-1"], people, clock, seed=33) as third,
    ):
        patient = circuit.create(one)
        lost = circuit.create(other, WHO)
        exchange(one, third)
        third.do("nurse", NotePatient(patient=patient, text="vu ici"))
        known = dict.fromkeys(third.replica.vector("all"), 0)
        heard = third.replica.receive(other.replica.relay.after(known, "all", 2**30), None, 1)
        journal = other.desk.journal()
        assert (heard.evidence, [tip.journal for tip in heard.forks]) == ((), [journal])
        assert circuit.record(third, patient).banner.patient == patient
        identity = circuit.record(third, lost).banner.identity
        assert (identity.birth_name, identity.birth_date) == ("set_aside", NO_BIRTH), "and nobody's"
        # What the copy acknowledged stays with the copy, and reaches everybody to be settled.
        assert other.get("nurse", GetPatient(patient=lost), PatientRecord).banner.patient == lost
        for station in (one, other):
            everything = third.replica.relay.after({}, "all", 2**30)
            assert station.replica.receive(everything, None, 1).evidence == ()
            assert station.replica.digests() == third.replica.digests()
            assert not station.replica.wrote_all_of(journal)
            # Nobody waits: it goes on in a journal of its own, in which one signs in anew.
            assert station.refused("nurse", NotePatient(patient=patient, text="après")) == "session.none"
            station._sessions.clear()
            station.do("nurse", NotePatient(patient=patient, text="après"))
            assert station.desk.journal() != journal
            assert verify(station.replica).ok
            assert _troubles(station) == {"PUI-1": "elsewhere"}
        assert _troubles(third) == {"PUI-1": "fork"}
        assert verify(other.replica).ok


def _troubles(station: Station) -> dict[str, str]:
    """What the strip says is wrong, by workstation."""
    return {one.name: one.trouble for one in station.strip().peers if one.trouble}
