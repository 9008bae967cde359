"""Scenarios of the rules of people; those of workstations shut them out, and need a site of their own."""

from __future__ import annotations

from node.api.people import GrantRights, RenamePerson
from node.api.workstations import MoveWorkstation
from schema.transaction import FileRef, FileType
from tests.node.rows.parting import Expected, Parting, Scenario, Story
from tests.node.stations import PIN


def granted_and_withdrawn(p: Parting) -> Story:
    leaver = p.leaver("Indécise", "nurse", enrolled_there=True)
    person = p.people[leaver]
    grant = GrantRights(person=person, rights=("measure", "administer"), pin=PIN)
    yield None
    p.withdraws(leaver, "administer")
    yield None
    p.other.do("administrator2", grant)
    yield Expected(FileRef(FileType.PERSON, person))
    p.one.do("administrator", grant)


def person_renamed_apart(p: Parting) -> Story:
    person = p.people[p.leaver("Renommée", "nurse")]

    def written(name: str) -> RenamePerson:
        return RenamePerson(
            person=person,
            family_name=name,
            first_name="Paule",
            title="",
            profession="nurse",
            licence="",
            pin=PIN,
        )

    yield None
    p.one.do("administrator", written("Préparat"))
    yield None
    p.other.do("administrator2", written("Prepamat"))
    yield Expected(FileRef(FileType.PERSON, person), told="PRÉPARAT Paule")
    p.one.do("administrator", written("Prepamat"))


def workstation_renamed_apart(p: Parting) -> Story:
    one = p.one.desk.vault.workstation
    yield None
    p.one.do("administrator", MoveWorkstation(workstation=one, place="sous-sol", pin=PIN))
    yield None
    p.other.do("administrator2", MoveWorkstation(workstation=one, place="rez-de-jardin", pin=PIN))
    yield Expected(FileRef(FileType.WORKSTATION, one), told="rez-de-jardin")
    p.one.do("administrator", MoveWorkstation(workstation=one, place="sous-sol", pin=PIN))


OF_MEMBERS: tuple[Scenario, ...] = (
    granted_and_withdrawn,
    person_renamed_apart,
    workstation_renamed_apart,
)
