"""Taken over by one treatment and never let go by the other: a single bag stands in both, as if it were two.

An honest program says both in one transaction. Whoever says one half alone, whatever their reason, has each
of the two numbers held, with an alarm, until a pharmacist has found the bag and kept one.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from node.domain.merge.across import standing
from node.domain.merge.owners import OWNERS
from node.domain.state import Bag, Conflict, CourseState, Settlement
from node.domain.world import Found, World
from schema.ids import Id
from schema.rules import LET_GO
from schema.transaction import ActRef, FileRef, FileType

RULE: Final = "not_let_go"
KEEP: Final = "keep"


class _Side(msgspec.Struct, frozen=True):
    """The bag as one of the two treatments has it."""

    course: Id
    number: Id
    state: CourseState | None
    """Nil for a course of which nothing can be read here."""
    bag: Bag | None
    """Nil where the course has no such bag."""


def not_let_go(world: World) -> tuple[Found, ...]:
    """Bags that came from another dose, of whose leaving its course says nothing."""
    return tuple(found for new, old in _torn(world) for found in _held(new, old))


def _torn(world: World) -> Iterator[tuple[_Side, _Side]]:
    """(the new one, the old one) of each bag that only one of the two says has moved."""
    known = {**world.beside, **world.takers, **world.courses}
    for course, state in sorted({**world.takers, **world.courses}.items()):
        for bag in state.bags:
            if bag.source is None or not {course, bag.source[0]} & world.courses.keys():
                continue
            left, number = bag.source
            there = known.get(left)
            old = next((one for one in there.bags if one.bag == number), None) if there is not None else None
            let_go = old is not None and (course, bag.bag) in old.targets
            # Ended under the new number: the old one is all there is. Given, it is alarming all the same.
            if let_go or (_ended(bag) and not bag.administered) or LET_GO not in world.rules_of(bag.claim):
                continue
            yield _Side(course, bag.bag, state, bag), _Side(left, number, there, old)


def _ended(bag: Bag) -> bool:
    return bool(bag.destroyed or bag.recalled or bag.rejected or bag.voided or bag.reassigned)


def _held(new: _Side, old: _Side) -> Iterator[Found]:
    acts = {one.bag.claim for one in (new, old) if one.bag is not None}
    settled, apart = standing(_settlements(new, old, acts))
    for mine, other in ((new, old), (old, new)):
        # Of a number that was not kept nothing is left to hold once it has ended, as somebody has to say.
        over = mine.bag is None or (_ended(mine.bag) and not mine.bag.administered)
        yield Found(
            file=FileRef(FileType.COURSE, mine.course),
            conflict=Conflict(
                rule=RULE,
                subject=mine.number,
                dose=mine.bag.dose if mine.bag is not None else None,
                acts=tuple(sorted({*acts, *apart})),
                owners=OWNERS[RULE],
                choices=(KEEP,),
                alarm=True,
                blocks=settled is None or not (over or settled.keep == mine.number),
                settled=settled.act if settled is not None else None,
            ),
            # What cannot be read is written into by nobody.
            others=() if other.state is None else ((FileRef(FileType.COURSE, other.course), other.number),),
        )


def _settlements(new: _Side, old: _Side, acts: set[ActRef]) -> tuple[Settlement, ...]:
    """What was said of these two numbers, in either treatment; each act once."""
    pair = {new.number, old.number}
    found = {
        one.act: one
        for side in (new, old)
        for one in (side.state.settlements if side.state is not None else ())
        if one.rule == RULE and one.subject in pair and one.keep in pair and acts <= set(one.heads)
    }
    return tuple(found.values())
