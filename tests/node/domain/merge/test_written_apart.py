"""A name or a place written on two sides apart: told until somebody who knew of both wrote it again."""

from __future__ import annotations

import pytest

from node.domain.merge.written_apart import PERSON, WORKSTATION, written_apart
from node.domain.state import Conflict
from schema.acts.people import PersonRenamed
from schema.acts.workstations import WorkstationMoved, WorkstationRenamed
from schema.codec import Wire
from schema.transaction import FileRef, FileType
from tests.node.domain.acts import Site, an_id

ONE = an_id("one")


def person(name: str) -> PersonRenamed:
    return PersonRenamed(ONE, name, "Pia", "", "preparer", "")


SAID = [
    (PERSON, person("Préparat"), person("Prepamat")),
    (WORKSTATION, WorkstationRenamed(ONE, "HDJ-2"), WorkstationRenamed(ONE, "HDJ-3")),
    (WORKSTATION, WorkstationMoved(ONE, "étage"), WorkstationMoved(ONE, "sous-sol")),
]


def found(site: Site, rule: str) -> Conflict | None:
    kind = FileType.PERSON if rule == PERSON else FileType.WORKSTATION
    return written_apart(FileRef(kind, ONE), reversed(site.acts))


@pytest.mark.parametrize(("rule", "one", "other"), SAID)
def test_told_until_written_again_by_somebody_who_knew_of_both(rule: str, one: Wire, other: Wire) -> None:
    site = Site()
    sides = {site.act("x", one, ONE).ref, site.act("y", other, ONE).ref}
    conflict = found(site, rule)
    assert conflict is not None
    assert (conflict.rule, set(conflict.acts), conflict.settled) == (rule, sides, None)
    assert (conflict.alarm, conflict.blocks, conflict.choices) == (False, False, ())
    site.meet("x", "y")
    last = site.act("x", one, ONE)
    conflict = found(site, rule)
    assert conflict is not None
    assert (set(conflict.acts), conflict.settled) == (sides, last.ref)


@pytest.mark.parametrize(("rule", "one", "other"), SAID)
def test_whoever_did_not_know_of_both_ends_nothing(rule: str, one: Wire, other: Wire) -> None:
    site = Site()
    site.act("x", one, ONE)
    theirs = site.act("y", other, ONE)
    mine = site.act("x", one, ONE)
    conflict = found(site, rule)
    assert conflict is not None
    assert (set(conflict.acts), conflict.settled) == ({mine.ref, theirs.ref}, None)


@pytest.mark.parametrize(("rule", "one", "other"), SAID)
def test_the_same_written_twice_or_one_after_the_other_is_none(rule: str, one: Wire, other: Wire) -> None:
    site = Site()
    site.act("x", one, ONE)
    site.act("y", one, ONE)
    assert found(site, rule) is None
    site.meet("x", "y")
    site.act("y", other, ONE)
    assert found(site, rule) is None


def test_a_name_and_a_place_do_not_meet_and_what_is_set_aside_says_nothing() -> None:
    site = Site()
    site.act("x", WorkstationRenamed(ONE, "HDJ-2"), ONE)
    site.act("y", WorkstationMoved(ONE, "sous-sol"), ONE)
    site.act("z", WorkstationRenamed(ONE, "HDJ-3"), ONE, set_aside="right")
    assert found(site, WORKSTATION) is None
