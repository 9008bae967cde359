"""Whatever a hostile workstation says to one and to another, both end with the same, and work goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from node.api.agreement import Agree
from node.api.base import Command, Refused
from node.api.course import GetCourse
from node.api.patient import GetPatient
from node.api.preparation import PreparationProposal, ProposePreparation
from node.api.settlement import ListConflicts
from node.api.site import GetDigests, GetStatus, Status
from node.api.worklist import GetWorklist
from node.api.workstations import RemoveWorkstation, SuspendWorkstation
from node.carry_out import write_carry
from schema.acts.membership import JournalOpened, WorkstationEnrolled
from schema.acts.patient import PatientNoted
from schema.codec import encode
from schema.ids import Id
from schema.transaction import ActRef, FileRef, Tip, journal_id
from sync.journal import EMPTY, Head, public_key
from sync.membership import CLINICAL, MEMBERSHIP
from sync.ports import Member
from sync.receipts import RECEIPT, RULES, Receipt, write_receipt
from sync.roster import Roster
from sync.settings import Identity
from sync.tls import fingerprint
from tests.crash.attempts import goes_on, journals, notes, together
from tests.crash.hostile import Hostile, everything, intact, meet, tell, verdict
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import PIN, Station, exchange

SECRET = b"\x33" * 32


def test_one_branch_to_one_and_another_to_another(stations: Three) -> None:
    """Each builds on what it was shown; what nobody built on is set aside, at both alike."""
    one, other, hostile, patient = together(stations, "nurse")
    before = intact(one, journals(one, other))
    start = hostile.heads[CLINICAL]
    left = notes(hostile, patient, ["a 1", "a 2", "a 3"], start)
    right = notes(hostile, patient, ["b 1", "b 2"], start)
    tell(one, *(w.data for w in left))
    tell(other, *(w.data for w in right))
    circuit.measure(one, patient, "creatinine", "80")
    meet(one, other)
    later = notes(hostile, patient, ["a 4"], Head(left[-1].core.seq, left[-1].hash, left[-1].core.order))
    tell(other, later[0].data)
    meet(one, other)
    for station in (one, other):
        assert [verdict(station, w) for w in left] == ["", "", ""], "the pharmacy had built on it"
        assert [verdict(station, w) for w in right] == ["forked", "forked"]
        assert verdict(station, later[0]) == "forked"
        assert before.items() <= intact(station, journals(one, other)).items()
        assert {"a 1", "a 3"} <= {note.text for note in circuit.record(station, patient).notes}
    assert any(row.code == "fork" for row in one.replica.incoming.evidence.newest(50))
    assert {w.data for w in (*left, *right)} <= set(everything(other))


def test_hundreds_of_branches(stations: Three) -> None:
    """Begun anywhere, half of them told to one and half to the other."""
    one, other, hostile, patient = together(stations, "nurse")
    before = intact(one, journals(one, other))
    start = hostile.heads[CLINICAL]
    for number in range(60):
        branch = notes(hostile, patient, [f"{number}", f"{number} encore"], start)
        tell((one, other)[number % 2], *(w.data for w in branch))
        if number % 20 == 7:
            start = Head(branch[0].core.seq, branch[0].hash, branch[0].core.order)
    goes_on(one, other, patient, before)


def _opened(hostile: Hostile, workstation: Id, scope: str) -> JournalOpened:
    key = public_key(hostile.seal_key)
    journal = journal_id(hostile.station.replica.site, key, SECRET)
    return JournalOpened(journal, workstation, scope, key, SECRET, None)


@pytest.mark.parametrize("first", [0, 1])
def test_one_journal_announced_as_two_things(stations: Three, first: int) -> None:
    """To one as its own clinical journal, to the other as a membership journal of its clone."""
    one, other, hostile, patient = together(stations, "administrator")
    before = intact(one, journals(one, other))
    admin, mine, clone = hostile.stolen("administrator"), hostile.station.desk.vault.workstation, b"\x0c" * 16
    key = public_key(hostile.seal_key)
    enrolled = WorkstationEnrolled(clone, "Clone", "là", key, b"\x30" * 64, "age1fictif", None)
    base = hostile.forge(
        [hostile.act(enrolled, clone, admin, signed=True)], scope=MEMBERSHIP, saw=hostile.saw(MEMBERSHIP)
    )
    hostile.stands(base, MEMBERSHIP)
    said = [
        hostile.forge([hostile.act(opened, opened.workstation, admin, signed=True)], scope=MEMBERSHIP)
        for opened in (_opened(hostile, mine, CLINICAL), _opened(hostile, clone, MEMBERSHIP))
    ]
    journal = _opened(hostile, mine, CLINICAL).journal
    note = PatientNoted("deux fois")
    written = [
        hostile.forge(
            [hostile.act(note, patient, admin)],
            journal=journal,
            head=EMPTY,
            saw=[(Tip(one_said.core.journal, one_said.core.seq, one_said.hash), one_said.core.order)],
        )
        for one_said in said
    ]
    apart = hostile.forge([hostile.act(note, patient, admin)], journal=journal, head=EMPTY)
    for number, station in enumerate((one, other)):
        told = said[(number + first) % 2], written[(number + first) % 2], apart
        outcome = tell(station, base.data, *(w.data for w in told))
        assert (outcome.new, outcome.evidence) == (4, ())
    goes_on(one, other, patient, before)
    for station in (one, other):
        assert station.desk.journal() in journals(station)
    assert [verdict(one, w) for w in written] == [verdict(other, w) for w in written]
    assert verdict(one, apart) == verdict(other, apart) == "unannounced"


def test_floods(stations: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits and what is evidence is bounded; the rest is stored; others' acts come through meanwhile."""
    monkeypatch.setattr("node.store.waiting.KEPT", 50)
    one, other, hostile, patient = together(stations, "nurse")
    before = intact(one, journals(one, other))
    nurse = hostile.stolen("nurse")
    note = hostile.act(PatientNoted("x"), patient, nurse)
    strangers = [
        hostile.forge([note], journal=bytes([n, 1] * 8), head=EMPTY, saw=()).data for n in range(200)
    ]
    nowhere = [(Tip(bytes([n, 2] * 8), 2**52, b"\x01" * 32), 1) for n in range(200)]
    waits = hostile.forge([note], saw=sorted(nowhere)).data
    for station in (one, other):
        assert tell(station, *strangers, waits).new == 0
        kept = station.replica.connection.value("SELECT count(*) FROM waiting")
        assert kept == 50
        tell(station, *(f"rien {n}".encode() for n in range(3000)))
        assert len(station.replica.incoming.evidence.newest(5000)) == 2000
    nobody = [ActRef(bytes([n]) * 16, 2**52, 63, b"\x02" * 32) for n in range(256)]
    places = tuple(FileRef(65535, bytes([n]) * 16) for n in range(64))
    wide = replace(note, mentions=places, based_on=tuple(nobody), body=encode(PatientNoted("y" * 500)))
    for kind in ("zzz/9", "\x00", "é" * 64, "patient.noted/2"):
        for critical in (False, True):
            other_file = FileRef(2, b"\x0f" * 16)
            act = replace(wide, kind=kind, critical=critical, file=other_file)
            told = hostile.forge([act] * 9, at=2**53 - 1)
            hostile.stands(told)
            for station in (one, other):
                assert (tell(station, told.data).new, verdict(station, told)) == (1, "")
    many = hostile.forge([note] * 64)
    hostile.stands(many)
    tell(one, many.data)
    goes_on(one, other, patient, before)


def test_an_hour_that_no_calendar_has_breaks_no_screen(stations: Three) -> None:
    """The clock of its acts, and of its receipts, stands at the year 287396."""
    one, other, hostile, _ = together(stations, "nurse")
    ill = circuit.ready(one, identity=replace(circuit.JEANNE, birth_name="Voisin", ipp="1"))
    exchange(one, hostile.station)
    nurse = hostile.stolen("nurse")
    far = 2**53 - 1
    written = hostile.forge([hostile.act(PatientNoted("demain"), ill.patient, nurse)], at=far)
    hostile.stands(written)
    for station in (one, other):
        tell(station, *everything(one), written.data)
        assert verdict(station, written) == ""
    _lie(hostile, one, other, at=far)
    screens: tuple[tuple[str, Command], ...] = (
        ("pharmacist", GetCourse(course=ill.course)),
        ("nurse", GetPatient(patient=ill.patient)),
        ("pharmacist", GetWorklist(day="2026-06-05")),
        ("pharmacist", ListConflicts(mine=False, settled=True)),
        ("pharmacist", GetStatus()),
        ("pharmacist", GetDigests()),
    )
    for station in (one, other):
        for person, command in screens:
            answer = station.ask(person, command)
            assert not (isinstance(answer, Refused) and answer.code == "request.defect"), (command, answer)
    dose = circuit.look(one, ill.course).doses[0].dose
    circuit.give(one, ill, dose, circuit.on_the_ward(one, ill.course, dose))


def _lie(hostile: Hostile, *stations: Station, at: int, state: bytes = b"\x66" * 32) -> None:
    """A receipt that claims everything the first station holds, and this state."""
    third = hostile.station
    tips = stations[0].replica.vector("all")
    with third.replica.writing():
        third.desk.publish(
            third.desk.vault.workstation,
            RECEIPT,
            write_receipt(Receipt(tuple(sorted(tips.values())), state, RULES, at)),
        )
    records = third.replica.records.every()
    for station in stations:
        with station.replica.writing():
            station.replica.records.accept(station.replica.site, records)


def test_a_receipt_that_lies(stations: Three) -> None:
    """It says that it holds what it does not: it is named by the alarm, and vouches for itself alone."""
    one, other, hostile, _ = together(stations, "nurse")
    ill = circuit.ready(one, identity=replace(circuit.JEANNE, birth_name="Voisin", ipp="1"))
    one.publish_receipt()
    alone = one.desk.only_here()
    assert alone > 0
    _lie(hostile, one, at=one.clock.now_ms())
    status = one.get("pharmacist", GetStatus(), Status)
    assert hostile.station.name in status.diverging
    assert other.name not in status.diverging
    dose = circuit.look(one, ill.course).doses[0].dose
    asked = ProposePreparation(course=ill.course, dose=dose)
    lines = {c.workstation: c for c in one.get("preparer", asked, PreparationProposal).confirmed}
    assert not lines[other.name].holds, "a receipt speaks for its own workstation"
    meet(one, other)
    # A receipt in another's name is nobody's.
    third = hostile.station
    with third.replica.writing():
        third.desk.publish(other.desk.vault.workstation, RECEIPT, b"\x90")
    forged = third.replica.records.get(other.desk.vault.workstation, RECEIPT)
    assert forged is not None
    with one.replica.writing():
        assert one.replica.records.accept(one.replica.site, [forged]) == 0


def test_keys_of_rubbish_and_of_others(stations: Three, tmp_path: Path) -> None:
    """Clones enrolled with no certificate, with the pharmacy's, with what nothing can be sealed to."""
    one, other, hostile, patient = together(stations, "administrator")
    admin = hostile.stolen("administrator")
    certificate = one.desk.vault.tls_certificate
    for n, der in ((1, b"\x30" * 64), (2, certificate), (3, certificate[:-1])):
        clone = bytes([n]) * 16
        enrolled = WorkstationEnrolled(clone, f"Faux {n}", "là", b"\x0d" * 32, der, "age1faux", None)
        act = hostile.act(enrolled, clone, admin, signed=True)
        saw = () if hostile.heads[MEMBERSHIP].seq else hostile.saw(MEMBERSHIP)
        data = hostile.stands(hostile.forge([act], scope=MEMBERSHIP, saw=saw), MEMBERSHIP)
        assert (tell(one, data).new, tell(other, data).new) == (1, 1)
    members = [
        Member(m.id, m.name, m.certificate, m.seal_key) for m in other.desk.members.workstations.values()
    ]
    assert len(members) == 6
    vault = other.desk.vault
    roster = Roster(
        Identity(vault.site, vault.workstation, vault.tls_certificate, vault.channel_key()), bytes, ()
    )
    came, _ = roster.refresh(members)
    assert {peer.member.name for peer in came} == {one.name, hostile.station.name}
    found = roster.member(fingerprint(certificate))
    assert found is not None
    assert found.name == one.name
    assert write_carry(other.desk, tmp_path).readers == (one.name, hostile.station.name)
    goes_on(one, other, patient)


@pytest.mark.parametrize("how", ["suspended", "removed"])
def test_it_goes_on_after_a_cut(stations: Three, how: str) -> None:
    """In its old journals, denying that it knows, and in new ones; told to one, passed on to the other."""
    one, other, hostile, patient = together(stations, "nurse")
    third = hostile.station.desk.vault.workstation
    if how == "suspended":
        one.do("administrator", SuspendWorkstation(workstation=third, reason="volé", pin=PIN))
    else:
        proposed = one.do("administrator", RemoveWorkstation(workstation=third, reason="volé", pin=PIN))
        meet(one, other)
        other.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
    before = intact(one, journals(one, other))
    code = "suspended" if how == "suspended" else "cut"
    after = notes(hostile, patient, ["après 1", "après 2"])
    hostile.stands(after[-1])
    key = public_key(hostile.seal_key)
    new = journal_id(one.replica.site, key, SECRET)
    announced = hostile.forge(
        [hostile.act(JournalOpened(new, third, CLINICAL, key, SECRET, None), third, signed=False)],
        scope=MEMBERSHIP,
        saw=hostile.saw(MEMBERSHIP),
    )
    nurse = hostile.stolen("nurse")
    in_new = hostile.forge(
        [hostile.act(PatientNoted("après 3"), patient, nurse)],
        journal=new,
        head=EMPTY,
        saw=[(Tip(announced.core.journal, announced.core.seq, announced.hash), announced.core.order)],
    )
    outcome = tell(one, announced.data, in_new.data, *(w.data for w in after))
    assert outcome.evidence == ()
    meet(one, other)
    for station in (one, other):
        assert [verdict(station, w) for w in after] == [code, code]
        assert verdict(station, announced) == "unsigned"
        assert verdict(station, in_new) is None, "a journal that nobody announced waits"
        assert circuit.record(station, patient).notes == ()
        assert not station.desk.members.workstations[third].welcome
    record = hostile.station.replica.records.named(RECEIPT)
    _lie(hostile, one, at=one.clock.now_ms())
    kept = one.replica.records.get(third, RECEIPT)
    assert kept is None or kept.counter <= max(r.counter for r in record if r.owner == third)
    goes_on(one, other, patient, before)
