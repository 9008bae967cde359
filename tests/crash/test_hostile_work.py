"""What a hostile workstation invents stops no work: it shows, with who can lift it, or blocks nothing."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from node.api.course import DoseView
from node.api.release import Release
from node.api.settlement import AgreeDerogation, AskDerogation
from node.api.validation import Validate
from node.port import Port
from node.store.verify import verify
from schema.acts.administration import DoseGiven
from schema.acts.base import Told
from schema.acts.patient import PatientNoted
from schema.transaction import FileRef, FileType, Tip
from sync.receipts import RECEIPT
from tests.crash.hostile import Hostile, intact, meet, tell
from tests.node import circuit
from tests.node.apart import Three
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station, exchange


def prepared(stations: Three) -> tuple[Station, Station, Hostile, Treated]:
    """Two honest ones with a dose ready to be prepared, and the hostile one, all alike."""
    one, other, third = stations
    Hostile(third).stolen("nurse")
    ill = circuit.ready(one)
    exchange(one, third)
    exchange(one, other)
    return one, other, Hostile(third), ill


def first_dose(station: Station, ill: Treated) -> DoseView:
    """The first dose of the course."""
    return circuit.look(station, ill.course).doses[0]


def invented(one: Station, ill: Treated) -> DoseGiven:
    """An account that nobody gave."""
    told = Told(one.clock.now_ms(), False, None, "seen")
    return DoseGiven(first_dose(one, ill).dose, b"\x02" * 16, ill.patient, told, "")


def test_accounts_by_nobody_that_cannot_be_read_block_nothing(stations: Three) -> None:
    """Unsigned, of unknown kinds, of rubbish: in no session, in a forged one, with a forged key."""
    one, other, hostile, ill = prepared(stations)
    nurse, pharmacist = hostile.stolen("nurse"), one.people["pharmacist"]
    body = invented(one, ill)
    forged = [
        replace(hostile.act(body, ill.course, nurse, signed=False), **changes)
        for changes in (
            {"actor": None, "by": None},
            {"actor": pharmacist},
            {"kind": "zzz/1", "actor": None, "by": None},
            {"kind": "zzz/1", "by": b"\x09" * 16},
            {"body": b"\xc1", "actor": pharmacist},
        )
    ]
    forged.append(replace(hostile.act(body, ill.course, nurse, actor=pharmacist), body=b"\xc1"))
    for act in forged:
        data = hostile.stands(hostile.forge([act]))
        tell(one, data)
        tell(other, data)
    for station in (one, other):
        assert first_dose(station, ill).blocks == ()
    meet(one, other)
    dose = first_dose(one, ill).dose
    circuit.give(one, ill, dose, circuit.on_the_ward(one, ill.course, dose))


def test_an_account_by_nobody_warns_until_a_pharmacist_dismisses_it(stations: Three) -> None:
    """Well signed, with a key that nobody introduced: possibly given, until somebody looked."""
    one, other, hostile, ill = prepared(stations)
    nurse = hostile.stolen("nurse")
    act = hostile.act(invented(one, ill), ill.course, nurse, by=b"\x0b" * 16)
    tell(one, hostile.stands(hostile.forge([act])))
    meet(one, other)
    for station in (one, other):
        assert "set_aside" in first_dose(station, ill).blocks
    circuit.settle(other, circuit.inbox(other)["set_aside"], "dismissed", "pharmacist")
    meet(one, other)
    dose = first_dose(one, ill).dose
    circuit.give(one, ill, dose, circuit.on_the_ward(one, ill.course, dose))


def test_a_stolen_session_can_stop_a_course_and_nothing_beside_it(stations: Three) -> None:
    """A kind that nobody knows, said to be critical: its file is known in part, the others are not."""
    one, other, hostile, ill = prepared(stations)
    spared = circuit.ready(one, identity=replace(circuit.JEANNE, birth_name="Voisin", ipp="1"))
    note = hostile.act(PatientNoted("x"), ill.course, hostile.stolen("nurse"))
    act = replace(note, kind="zzz/1", critical=True, right="", file=FileRef(FileType.COURSE, ill.course))
    tell(one, hostile.stands(hostile.forge([act])))
    meet(one, other)
    for station in (one, other):
        assert first_dose(station, ill).blocks == ("known_in_part",)
    dose = first_dose(other, spared).dose
    circuit.give(other, spared, dose, circuit.on_the_ward(other, spared.course, dose))
    again = circuit.include(one, ill.patient, "mFOLFOX6")
    circuit.prescribe(one, again)
    assert not {"known_in_part", "unreadable"} & set(circuit.look(one, again).doses[0].blocks)


def passed(one: Station, other: Station, ill: Treated) -> None:
    """A prescriber and a pharmacist, each at their workstation, let this dose go on all the same."""
    view = circuit.look(one, ill.course)
    ask = AskDerogation(
        course=ill.course,
        subject=view.doses[0].dose,
        rule="course.known_in_part",
        revision=view.doses[0].versions[0],
        reason="aucun poste n’en sait plus",
        pin=PIN,
        based_on=view.heads,
    )
    asked = one.do("prescriber", ask).acts[0]
    meet(one, other)
    heads = circuit.look(other, ill.course).heads
    other.do("pharmacist", AgreeDerogation(course=ill.course, asked=asked, pin=PIN, based_on=heads))
    meet(one, other)


@pytest.mark.parametrize("block", ["known_in_part", "unreadable"])
def test_two_people_pass_what_nobody_can_read_for_one_dose_and_what_they_had_heard_of(
    stations: Three, block: str
) -> None:
    one, other, hostile, ill = prepared(stations)

    def nonsense() -> bytes:
        """Of a kind that nobody knows, or rubbish of one that everybody does."""
        nurse = hostile.stolen("nurse")
        if block == "unreadable":
            act = replace(hostile.act(invented(one, ill), ill.course, nurse), body=b"\xc1")
        else:
            note = hostile.act(PatientNoted("x"), ill.course, nurse)
            file = FileRef(FileType.COURSE, ill.course)
            act = replace(note, kind="zzz/1", critical=True, right="", file=file)
        return hostile.stands(hostile.forge([act]))

    tell(one, nonsense())
    meet(one, other)
    view = circuit.look(one, ill.course)
    validate = Validate(course=ill.course, items=circuit.items(view), pin=PIN, based_on=view.heads)
    assert one.refused("pharmacist", validate) == f"course.{block}"
    passed(one, other, ill)
    first, second = circuit.look(other, ill.course).doses[:2]
    assert (first.blocks, second.blocks) == ((), (block,))
    bag = circuit.claim(other, ill.course, first.dose)
    # Something more that nobody can read: they had not heard of that.
    tell(one, nonsense())
    meet(one, other)
    assert first_dose(other, ill).blocks == (block,)
    circuit.make(other, ill.course, bag)
    circuit.check(other, ill.course, bag)
    heads = circuit.look(other, ill.course).heads
    release = Release(course=ill.course, bag=bag, released=True, reason="", pin=PIN, based_on=heads)
    assert other.refused("pharmacist", release) == f"course.{block}"
    passed(one, other, ill)
    circuit.release(other, ill.course, bag)
    circuit.dispense(other, ill.course, bag)
    circuit.receive(other, ill.course, bag)
    circuit.give(other, ill, first.dose, bag)
    meet(one, other)
    assert first_dose(one, ill).state == "given"
    assert one.replica.digests() == other.replica.digests()
    assert verify(one.replica).ok


def test_what_it_says_that_it_holds_proves_nothing(stations: Three) -> None:
    """Heads of others' journals further than they go: nobody takes them for written."""
    one, other, hostile, ill = prepared(stations)
    third = hostile.station.desk.vault.workstation
    before = intact(one, [one.desk.journal(), other.desk.journal()])
    lies = tuple(
        Tip(journal, 2**52, bytes([n]) * 32) for n, journal in enumerate(sorted(one.desk.members.journals))
    )
    lacking = one.replica.relay.lacking(lies, {}, "all", 2**20)
    assert lacking.transactions == ()
    assert lacking.strange == set(one.desk.members.journals)
    with ThreadPoolExecutor(1) as writer:
        port = Port(one.desk, one.services, writer)
        old = one.desk.journal()
        for tip in lies:
            values = {"journal": tip.journal.hex(), "seq": str(tip.seq), "hash": tip.hash.hex()}
            asyncio.run(port.note_peer(third, "elsewhere", values))
        asyncio.run(port.publish_receipt())
    assert one.desk.journal() != old, "believed once, in case it is a copy that wrote them"
    assert before.items() <= intact(one, [old, other.desk.journal()]).items()
    one.sign_in_again("nurse")
    circuit.measure(one, ill.patient, "weight", "71")
    meet(one, other)
    record = other.replica.records.get(third, RECEIPT)
    assert record is None or record.workstation == third
    assert verify(one.replica).ok
    assert verify(other.replica).ok
