"""Scenarios of the rules of people; those of workstations shut them out, and need a site of their own."""

from __future__ import annotations

from node.api.people import GrantRights
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


OF_MEMBERS: tuple[Scenario, ...] = (granted_and_withdrawn,)
