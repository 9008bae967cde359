"""The rows about people and workstations on real replicas: either heard of first, through a third, refolded.

What admission makes of each is asked at all three workstations as it was received, and again once everybody
was admitted and everything folded anew from the journals.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from node.api.forks import Forks, GetForks, SettleFork
from node.api.patient import NotePatient
from node.api.people import ChangePin, GrantRights, WithdrawRights
from node.api.workstations import (
    GetWorkstations,
    ReadmitWorkstation,
    RemoveWorkstation,
    SuspendWorkstation,
    Workstations,
    WorkstationView,
)
from node.domain.rights import ROLES
from schema.ids import Id
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.apart import Three
from tests.node.meeting import WAYS, meet
from tests.node.rows.living import look
from tests.node.stations import PIN, Clock, Station, Template, copied, exchange, opened, send
from ui.format import Format
from ui.presenters import disagreement


def everywhere(stations: Three) -> Iterator[Station]:
    """Each of them once all have met, and each again once it has folded everything anew."""
    one, other, third = stations
    for near in (one, other, one):
        exchange(near, third)
    assert len({station.replica.digests() for station in stations}) == 1
    yield from stations
    yield from refolded(stations)


def refolded(stations: Iterable[Station]) -> Iterator[Station]:
    """Each of them once it has admitted everybody and folded everything anew."""
    for station in stations:
        station.replica.readmit_all()
        station.replica.folding.refold_all()
        yield station


def notes(station: Station, patient: Id) -> set[str]:
    """What is noted of a patient, and counts."""
    return {note.text for note in circuit.record(station, patient).notes}


def known_everywhere(stations: Three) -> None:
    """What the first has goes to the others."""
    exchange(stations[0], stations[1])
    exchange(stations[0], stations[2])


def removed(station: Station, workstation: Id, reason: str = "volé") -> None:
    """By two administrators, at this workstation."""
    proposed = station.do("administrator", RemoveWorkstation(workstation=workstation, reason=reason, pin=PIN))
    station.agree(proposed)


def seen(station: Station, workstation: Station) -> WorkstationView:
    """How an administrator sees a workstation."""
    rows = station.get("administrator", GetWorkstations(), Workstations).workstations
    return next(row for row in rows if row.name == workstation.name)


@pytest.mark.parametrize("way", WAYS)
def test_a_pin_changed_twice_apart(stations: Three, way: str) -> None:
    one, other, _ = stations
    nurse = one.people["nurse"]
    known_everywhere(stations)
    for station, pin in ((one, "271828"), (other, "161803")):
        station.do("nurse", ChangePin(new_pin=pin, pin=PIN))
    meet(stations, way)
    opens = set()
    for station in everywhere(stations):
        person = station.replica.roll.now.people[nurse]
        assert len(person.keys) == 2, "both keys are valid in history"
        opens.add(person.opens)
    assert len(opens) == 1, "the first in fold order opens, everywhere the same"
    one.do("nurse", ChangePin(new_pin=PIN, pin="271828"))
    for station in everywhere(stations):
        assert len(station.replica.roll.now.people[nurse].keys) == 1, "until it is changed again"


@pytest.mark.parametrize("way", WAYS)
def test_a_right_granted_and_withdrawn_apart(stations: Three, way: str) -> None:
    one, other, _ = stations
    nurse = one.people["nurse"]
    known_everywhere(stations)
    one.do("administrator", WithdrawRights(person=nurse, rights=("administer",), pin=PIN))
    other.do("administrator2", GrantRights(person=nurse, rights=("administer", "measure"), pin=PIN))
    meet(stations, way)
    for station in everywhere(stations):
        rights = station.replica.roll.now.people[nurse].rights
        assert ("administer" in rights, "measure" in rights) == (False, True)
        row = circuit.inbox(station, "administrator", mine=True)["granted_and_withdrawn"]
        assert row.patient_name == "THÉORIQUE Garance"
        assert {side.stamp.workstation for side in row.sides} == {"PUI-1", "HDJ-1"}
    # Left as it is, by somebody who knows of both; or given again.
    one.do("administrator", WithdrawRights(person=nurse, rights=("administer",), pin=PIN))
    known_everywhere(stations)
    for station in stations:
        assert "granted_and_withdrawn" not in circuit.inbox(station, "administrator")
        assert not circuit.inbox(station, "administrator", settled=True)["granted_and_withdrawn"].open
        assert not station.replica.roll.now.may(nurse, "administer")


@pytest.mark.parametrize("way", WAYS)
def test_two_workstations_that_remove_each_other_are_both_removed_until_one_is_reinstated(
    stations: Three, way: str
) -> None:
    one, other, third = stations
    ids = {station.name: station.desk.vault.workstation for station in stations}
    known_everywhere(stations)
    removed(one, ids["HDJ-1"], "volé")
    removed(other, ids["PUI-1"], "perdu")
    meet(stations, way)
    for station in everywhere(stations):
        assert [seen(station, each).standing for each in stations] == ["removed", "removed", ""]
    for language in ("fr", "en"):
        found = look(third).all[language]
        (row,) = found["removed_mutually", FileRef(FileType.WORKSTATION, min(ids["PUI-1"], ids["HDJ-1"]))]
        assert (row.alarm, row.open) == (True, True)
        words = Format(language)
        assert disagreement.sentence(words, row) == words("conflict.removed_mutually")
        sides = disagreement.versions(words, row, third.clock.now_ms()).sides
        assert {(side.stamp.person, side.stamp.workstation) for side in row.sides} == {
            (person, workstation)
            for person in ("ZÉRO Ignace", "DEUXIÈME Jeanne")
            for workstation in ("PUI-1", "HDJ-1")
        }
        for side, view in zip(sides, row.sides, strict=True):
            assert view.stamp.person in side.origin
            # Who asks for it and who agrees at one place both ignore the two of the other place.
            assert len(view.unseen) == 2
            assert words.count("ui.settlement.unseen", 2, sides="x").split("x")[0] in side.seen
    asked = {role for role in ROLES if circuit.inbox(third, role, mine=True).get("removed_mutually")}
    assert asked == {"administrator"}
    back = third.do(
        "administrator",
        ReadmitWorkstation(workstation=ids["PUI-1"], reason="retrouvé", admit=True, pin=PIN),
    )
    third.agree(back)
    exchange(third, one)
    exchange(third, other)
    # It goes on in new journals: whoever had signed in there did so in the old one.
    for who in ("administrator", "pharmacist"):
        one.sign_in_again(who)
    for station in stations:
        assert [seen(station, each).standing for each in stations] == ["", "removed", ""]
        assert "removed_mutually" not in circuit.inbox(station, "pharmacist")


def test_two_that_are_to_stay_removed_are_no_alarm_for_good(stations: Three) -> None:
    one, other, third = stations
    ids = {station.name: station.desk.vault.workstation for station in stations}
    known_everywhere(stations)
    removed(one, ids["HDJ-1"], "volé")
    removed(other, ids["PUI-1"], "perdu")
    known_everywhere(stations)
    assert circuit.inbox(third, "administrator")["removed_mutually"].alarm
    limits = third.replica.roll.now.cuts(removal=True)
    removed(third, ids["HDJ-1"], "les deux restent retirés")
    assert "removed_mutually" not in circuit.inbox(third, "administrator")
    assert not circuit.inbox(third, "administrator", settled=True)["removed_mutually"].open
    assert [seen(third, each).standing for each in stations] == ["removed", "removed", ""]
    after = third.replica.roll.now.cuts(removal=True)
    held = all(one in after[journal] for journal, some in limits.items() for one in some)
    assert held, "nothing more is let through"


@pytest.mark.parametrize("way", WAYS)
def test_what_a_removal_had_seen_of_a_workstation_stays_and_the_rest_is_set_aside(
    stations: Three, way: str
) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    exchange(one, other)
    other.do("nurse", NotePatient(patient=patient, text="avant"))
    known_everywhere(stations)
    removed(one, other.desk.vault.workstation)
    other.do("nurse", NotePatient(patient=patient, text="après"))
    meet(stations, way)
    for station in everywhere(stations):
        view = seen(station, other)
        assert (view.standing, view.set_aside > 0) == ("removed", True)
        assert notes(station, patient) == {"avant"}


@pytest.mark.parametrize("way", WAYS)
def test_of_a_fork_what_others_built_on_counts_and_two_people_sign_how_far_the_rest_does(
    template: Template, tmp_path: Path, way: str
) -> None:
    folder, clock = copied(template, tmp_path), Clock()
    with ExitStack() as stack:

        def at(where: Path, name: str, seed: int) -> Station:
            contents = template.contents[name]
            return stack.enter_context(opened(where, name, contents, template.people, clock, seed=seed))

        pharmacy, third = at(folder, "PUI-1", 11), at(folder, "USC-1", 12)
        patient = circuit.create(pharmacy)
        with opened(folder, "HDJ-1", template.contents["HDJ-1"], template.people, clock, seed=13) as before:
            exchange(pharmacy, before)
        shutil.copytree(folder / "HDJ-1", tmp_path / "clone" / "HDJ-1")
        hospital, clone = at(folder, "HDJ-1", 14), at(tmp_path / "clone", "HDJ-1", 15)

        def note(station: Station, text: str) -> None:
            station.do("nurse", NotePatient(patient=patient, text=text))

        def shown_to(station: Station, language: str) -> None:
            """In front of the administrators: what begins each version, and what its author had seen."""
            asked = {role for role in ROLES if circuit.inbox(station, role, mine=True).get("journal_forked")}
            assert asked == {"administrator"}
            file = FileRef(FileType.WORKSTATION, hospital.desk.vault.workstation)
            (row,) = look(station).all[language]["journal_forked", file]
            assert (row.alarm, row.open, [side.stamp.workstation for side in row.sides]) == (
                True,
                True,
                ["HDJ-1", "HDJ-1"],
            )
            words = Format(language)
            assert disagreement.sentence(words, row) == words("conflict.journal_forked")
            sides = disagreement.versions(words, row, station.clock.now_ms()).sides
            assert [view.unseen for view in row.sides] == [(1,), (0,)]
            for number, (side, view) in enumerate(zip(sides, row.sides, strict=True), start=1):
                assert view.stamp.person in side.origin
                assert words.count("ui.settlement.unseen", 1, sides=str(3 - number)) in side.seen

        def hears_the_clone(station: Station) -> None:
            rows = [row.data for row in clone.replica.chain.everything()]
            station.replica.receive(rows, clone.desk.vault.workstation, clock.now_ms())

        note(hospital, "bâti dessus")
        send(hospital, pharmacy)
        note(pharmacy, "au vu de la première")
        note(hospital, "ici")
        send(hospital, pharmacy)
        note(clone, "là")
        if way == "one hears first":
            send(pharmacy, third)
            hears_the_clone(third)
        elif way == "the other hears first":
            hears_the_clone(third)
            send(pharmacy, third)
        else:
            hears_the_clone(pharmacy)
            send(pharmacy, third)
        both = (pharmacy, third)
        exchange(*both)
        for station in (*both, *refolded(both)):
            assert notes(station, patient) == {"bâti dessus", "au vu de la première"}
        exchange(*both)
        for station in both:
            for language in ("fr", "en"):
                shown_to(station, language)
        fork = pharmacy.get("administrator", GetForks(), Forks).forks[0]
        strand = hospital.desk.journal()
        ours = next(
            one.tip for one in fork.branches if one.tip.hash == hospital.replica.chain.head(strand).hash
        )
        settle = SettleFork(journal=fork.journal, tips=(ours,), pin=PIN)
        proposed = pharmacy.do("administrator", settle)
        assert notes(pharmacy, patient) == {"bâti dessus", "au vu de la première"}, "one is not enough"
        pharmacy.agree(proposed)
        exchange(*both)
        for station in (*both, *refolded(both)):
            assert notes(station, patient) == {"bâti dessus", "au vu de la première", "ici"}
            assert "journal_forked" not in circuit.inbox(station, "administrator")
            over = circuit.inbox(station, "administrator", settled=True)["journal_forked"]
            assert over.settled is not None
            assert over.settled.workstation == "PUI-1"


@pytest.mark.parametrize("way", WAYS)
def test_one_administrator_suspends_and_does_not_remove(stations: Three, way: str) -> None:
    one, other, _ = stations
    theirs = other.desk.vault.workstation
    known_everywhere(stations)
    one.do("administrator", SuspendWorkstation(workstation=theirs, reason="introuvable", pin=PIN))
    one.do("administrator", RemoveWorkstation(workstation=theirs, reason="volé", pin=PIN))
    circuit.create(other)
    meet(stations, way)
    for station in everywhere(stations):
        assert (seen(station, other).standing, seen(station, other).set_aside > 0) == ("suspended", True)
