"""Workstations: named, suspended, cloned, removed while at work, readmitted; and the rules of the site."""

from __future__ import annotations

from node.api.agreement import Agree, GetProposals, Proposals
from node.api.forks import Forks, GetForks, SettleFork
from node.api.patient import NotePatient
from node.api.people import GrantRights, WithdrawRights
from node.api.rules import SwitchRule
from node.api.workstations import (
    MoveWorkstation,
    ReadmitWorkstation,
    RemoveWorkstation,
    RenameWorkstation,
    ResumeWorkstation,
    SuspendWorkstation,
)
from schema.acts.membership import RightsWithdrawn, WorkstationRemoved
from schema.ids import Id
from schema.rules import RULES, TWO_PEOPLE
from schema.transaction import FileRef, FileType
from tests.golden.stations import Day, write
from tests.node import circuit
from tests.node.stations import PIN, Station, exchange, other_branch, send


def _id(station: Station) -> Id:
    return station.desk.vault.workstation


def named(day: Day) -> None:
    """Another name and place, and the first ones again."""
    for name, place in (("USC-2", "couloir B"), ("USC-1", "Étage fictif")):
        day.one.do("administrator", RenameWorkstation(workstation=_id(day.third), name=name, pin=PIN))
        day.one.do("administrator", MoveWorkstation(workstation=_id(day.third), place=place, pin=PIN))
    day.meet()


def moved_apart(day: Day) -> None:
    """A place written otherwise on two sides, and once more by somebody who knew of both."""
    first = MoveWorkstation(workstation=_id(day.one), place="sous-sol", pin=PIN)
    day.one.do("administrator", first)
    day.other.do("administrator2", MoveWorkstation(workstation=_id(day.one), place="rez-de-jardin", pin=PIN))
    day.meet()
    day.one.do("administrator", first)
    day.meet()


def suspended(day: Day) -> None:
    """What a suspended workstation writes waits until that is lifted."""
    patient = circuit.create(day.one, day.somebody())
    exchange(day.one, day.third)
    day.one.do("administrator", SuspendWorkstation(workstation=_id(day.third), reason="où ?", pin=PIN))
    day.third.do("nurse", NotePatient(patient=patient, text="sans le savoir"))
    send(day.third, day.one)
    day.meet()
    day.one.do("administrator", ResumeWorkstation(workstation=_id(day.third), reason="là", pin=PIN))
    exchange(day.one, day.third)
    day.meet()


def cloned(day: Day) -> None:
    """A journal in two versions, and who lost a right or was suspended then; two people say which counts."""
    nurse = day.one.people["nurse"]
    patient = circuit.create(day.one, day.somebody())
    exchange(day.one, day.third)
    day.third.do("nurse", NotePatient(patient=patient, text="ici ou là"))
    journal = day.third.desk.journal()
    branch = other_branch(day.third.replica, journal, day.third.desk.seal_of(journal))
    send(day.third, day.one)
    day.one.replica.receive([branch], _id(day.other), day.one.clock.now_ms())
    day.meet()
    # What names several versions of one journal lets through one of them, and all by the later rules.
    day.one.do("administrator", SuspendWorkstation(workstation=_id(day.third), reason="copié", pin=PIN))
    day.one.do("administrator", WithdrawRights(person=nurse, rights=("receive",), pin=PIN))
    day.meet()
    day.one.do("administrator", GrantRights(person=nurse, rights=("receive",), pin=PIN))
    day.one.do("administrator", ResumeWorkstation(workstation=_id(day.third), reason="vu", pin=PIN))
    fork = next(
        one for one in day.one.get("administrator", GetForks(), Forks).forks if one.journal == journal
    )
    settled = SettleFork(journal=journal, tips=(fork.branches[0].tip,), pin=PIN)
    proposed = day.one.do("administrator", settled)
    day.one.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
    day.meet()
    _reopened(day)


def _reopened(day: Day) -> None:
    """It hears of all that, goes on in new journals, and people sign in there again."""
    send(day.one, day.third)
    day.third.desk.follow_journal()
    day.third._sessions.clear()
    send(day.third, day.one)
    exchange(day.one, day.third)
    day.meet()


def _works_on(day: Day) -> None:
    """It is removed while somebody gives a bag and weighs a patient there."""
    someone, dose = day.ready()
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    exchange(day.one, day.third)
    circuit.measure(day.third, someone.patient, "weight", "71")
    exchange(day.one, day.third)
    day.meet()
    _remove(day)
    circuit.give(day.third, someone, dose, bag)
    circuit.measure(day.third, someone.patient, "weight", "72")
    send(day.third, day.one)
    day.meet()
    send(day.one, day.third)


def _remove(day: Day) -> None:
    lost = _id(day.third)
    if TWO_PEOPLE in day.one.desk.members.rules:
        remove = RemoveWorkstation(workstation=lost, reason="perdu", pin=PIN)
        proposed = day.one.do("administrator", remove)
        day.one.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
    else:
        cuts = tuple(sorted(day.one.replica.vector("all").values()))
        removal = WorkstationRemoved(lost, "perdu", cuts)
        write(day.one, "administrator", FileRef(FileType.WORKSTATION, lost), removal, membership=True)


def removed(day: Day) -> None:
    """Removed while it works on: that is set aside, and warns; readmitted with it, in new journals."""
    _works_on(day)
    readmit = ReadmitWorkstation(workstation=_id(day.third), reason="retrouvé", admit=True, pin=PIN)
    back = day.one.do("administrator", readmit)
    day.one.do("administrator2", Agree(act=back.acts[0], pin=PIN))
    day.meet()
    _reopened(day)


def mutual(day: Day) -> None:
    """Two workstations remove each other and stay removed; one of them works on."""
    someone, dose = day.ready()
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    exchange(day.one, day.third)
    day.meet()
    for station, lost in ((day.other, day.third), (day.third, day.other)):
        remove = RemoveWorkstation(workstation=_id(lost), reason="perdu", pin=PIN)
        proposed = station.do("administrator", remove)
        station.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
    circuit.give(day.third, someone, dose, bag)
    circuit.measure(day.third, someone.patient, "weight", "72")
    for station in (day.other, day.third):
        send(station, day.one)


def by_one(day: Day) -> None:
    """One person does what takes two, by the older kinds: it counts for nothing any more."""
    administrator = day.one.people["administrator2"]
    cuts = tuple(sorted(day.one.replica.vector("all").values()))
    withdrawal = RightsWithdrawn(administrator, ("site.people",), cuts)
    write(day.one, "administrator", FileRef(FileType.PERSON, administrator), withdrawal, membership=True)
    other = _id(day.other)
    removal = WorkstationRemoved(other, "seul", cuts)
    write(day.one, "administrator", FileRef(FileType.WORKSTATION, other), removal, membership=True)
    day.meet()


def rules(day: Day) -> None:
    """Every rule is switched on, one at a time; the one of two people by two."""
    for name in sorted(RULES):
        day.one.do("administrator", SwitchRule(name=name, pin=PIN))
        for waiting in day.one.get("administrator2", GetProposals(), Proposals).proposals:
            day.one.do("administrator2", Agree(act=waiting.act, pin=PIN))
    day.meet()
    exchange(day.one, day.third)
    day.meet()
    assert set(day.other.desk.members.rules) == set(RULES)
