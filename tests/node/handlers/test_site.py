"""The site's own affairs."""

from __future__ import annotations

from pathlib import Path

from node.api.base import Progress, Refused
from node.api.messages import decode_response
from node.api.session import SignedIn, SignIn
from node.api.settlement import Conflicts, ListConflicts
from node.api.site import (
    CatalogueHits,
    CatalogueImported,
    Digests,
    EnrolPerson,
    GetDigests,
    GetStatus,
    ImportCatalogue,
    SearchCatalogue,
    SnapshotTaken,
    Status,
    TakeSnapshot,
    Verified,
    Verify,
)
from tests.node import circuit
from tests.node.intake.excerpt import files
from tests.node.stations import PIN, Station, exchange, send


def _enrol(role: str = "nurse", new_pin: str = "161803") -> EnrolPerson:
    return EnrolPerson(
        family_name="Nouvelle",
        first_name="Iris",
        title="",
        role=role,
        licence="",
        new_pin=new_pin,
        pin=PIN,
    )


def test_a_new_colleague_signs_in_with_their_own_pin(stations: tuple[Station, Station, Station]) -> None:
    one, other, _ = stations
    person = one.do("administrator", _enrol()).created[0]
    exchange(one, other)
    for station in (one, other):
        signed = station.call(None, SignIn(person=person, pin="161803"))
        assert isinstance(signed, SignedIn)
        assert "administer" in signed.person.rights


def test_who_may_enrol_and_how(site: Station) -> None:
    assert site.refused("pharmacist", _enrol()) == "right.missing"
    assert site.refused("administrator", _enrol(role="wizard")) == "site.unknown_role"
    assert site.refused("administrator", _enrol(new_pin="123456")) == "pin.run"


def test_the_strip_counts_what_is_only_here_and_what_waits(site: Station) -> None:
    someone = circuit.ready(site)
    calm = site.get("nurse", GetStatus(), Status)
    assert (calm.conflicts, calm.alarms, calm.set_aside) == (0, 0, 0)
    assert calm.only_here > 0
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    nurse, prescriber = (site.get(who, GetStatus(), Status) for who in ("nurse", "prescriber"))
    assert (nurse.conflicts, nurse.my_conflicts, prescriber.my_conflicts) == (4, 0, 4)
    for who, status in (("nurse", nurse), ("prescriber", prescriber)):
        assert len(site.get(who, ListConflicts(), Conflicts).rows) == status.my_conflicts, (
            "as the list has it"
        )
    dose = circuit.dose_of(site, someone.course, "L1").dose
    circuit.not_give(site, someone.course, dose)
    assert site.get("nurse", GetStatus(), Status).conflicts == 3


def test_another_state_of_the_same_transactions_is_an_alarm(
    stations: tuple[Station, Station, Station],
) -> None:
    one, other, _ = stations
    circuit.create(one)
    exchange(one, other)
    assert one.get("nurse", GetStatus(), Status).diverging == ()
    exchange(one, other)
    with other.replica.writing():
        other.replica.connection.do("UPDATE states SET trouble = 'altered' WHERE file = 1")
    other.publish_receipt()
    send(other, one)
    for station in (one, other):
        assert station.strip().diverging == ("HDJ-1", "PUI-1")
    assert [peer.trouble for peer in one.strip().peers if peer.name == "HDJ-1"] == ["divergence"]
    other.replica.folding.refold_all()
    other.publish_receipt()
    send(other, one)
    assert one.strip().diverging == ()


def test_the_strip_says_whether_the_session_is_open(site: Station) -> None:
    assert site.get("nurse", GetStatus(), Status).signed_in
    for session in (None, bytes(16)):
        status = site.call(session, GetStatus())
        assert isinstance(status, Status)
        assert not status.signed_in


def test_digests_name_every_conflict(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    told = site.get("nurse", GetDigests(), Digests)
    assert {(one.rule, one.open, one.settled_by) for one in told.conflicts} == {("newer_weight", True, None)}
    assert (told.transactions, told.acts, told.set_aside) == site.replica.counts()


def test_tables_are_written_anew_only_for_who_looks_after_them(site: Station) -> None:
    answer = site.call(None, Verify(heal=True))
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"
    assert site.refused("nurse", Verify(heal=True)) == "right.missing"
    assert site.get("pharmacist", Verify(heal=True), Verified).ok
    assert isinstance(site.call(None, Verify()), Verified)


def test_the_drug_database_is_imported_once(site: Station, tmp_path: Path) -> None:
    folder = tmp_path / "bdpm"
    folder.mkdir()
    for name, content in files().items():
        (folder / name).write_bytes(content)
    command = ImportCatalogue(folder=str(folder), data_of="2026-06-01", pin=PIN)
    assert site.refused("nurse", command) == "right.missing"
    first = site.get("pharmacist", command, CatalogueImported)
    assert first.rows == first.taken + first.rejected
    assert not first.known_already
    assert site.get("pharmacist", command, CatalogueImported).known_already
    hits = site.get("pharmacist", SearchCatalogue(text="", limit=5), CatalogueHits)
    assert hits.total >= len(hits.entries)
    empty = ImportCatalogue(folder=str(tmp_path / "nowhere"), data_of="2026-06-01", pin=PIN)
    assert site.refused("pharmacist", empty)


def test_a_wrong_date_of_the_drug_database_is_corrected_everywhere(
    stations: tuple[Station, Station, Station], tmp_path: Path
) -> None:
    one, other, _ = stations
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)

    def taken(day: str) -> CatalogueImported:
        command = ImportCatalogue(folder=str(tmp_path), data_of=day, pin=PIN)
        return one.get("pharmacist", command, CatalogueImported)

    first = taken("2026-06-01")
    with other.replica.writing():
        blob = one.replica.blobs.get(bytes.fromhex(first.content))
        assert blob is not None
        other.replica.blobs.put("bdpm", bytes.fromhex(first.content), blob)
    exchange(one, other)
    assert other.get("nurse", GetStatus(), Status).catalogue_of == "2026-06-01"
    again = taken("2026-05-18")
    assert (again.redated, again.known_already) == (True, False)
    exchange(one, other)
    for station in (one, other):
        assert station.get("nurse", GetStatus(), Status).catalogue_of == "2026-05-18"
    assert taken("2026-05-18").known_already
    ahead = ImportCatalogue(folder=str(tmp_path), data_of="9998-01-01", pin=PIN)
    assert one.refused("pharmacist", ahead) == "import.future"


def test_a_snapshot_is_what_the_replica_says(site: Station, tmp_path: Path) -> None:
    circuit.treated(site)
    assert site.refused("nurse", TakeSnapshot(folder=str(tmp_path))) == "right.missing"
    taken = site.get("pharmacist", TakeSnapshot(folder=str(tmp_path)), SnapshotTaken)
    assert Path(taken.path).stat().st_size == taken.size
    assert taken.state_digest == site.get("pharmacist", GetDigests(), Digests).state
    assert site.get("pharmacist", GetStatus(), Status).last_snapshot is not None


def test_verification_finds_nothing_in_a_healthy_replica(site: Station) -> None:
    circuit.treated(site)
    verified = site.get("nurse", Verify(), Verified)
    assert verified.ok
    assert verified.acts == site.replica.counts()[1]


def test_an_import_tells_how_far_it_is(site: Station, tmp_path: Path) -> None:
    heard: list[Progress] = []
    site.services.watch(lambda data: heard.append(event) if (event := _progress(data)) else None)
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)
    command = ImportCatalogue(folder=str(tmp_path), data_of="2026-06-01", pin=PIN)
    site.get("pharmacist", command, CatalogueImported)
    total = sum(len(content) for content in files().values())
    assert heard[-1] == Progress(what="import", done=total, total=total)
    assert [one.done for one in heard] == sorted(one.done for one in heard)


def _progress(data: bytes) -> Progress | None:
    _, answer = decode_response(data)
    return answer if isinstance(answer, Progress) else None
