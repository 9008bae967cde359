"""A rejection or recall that is set aside, seen from where its bag went: it holds the new number too."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from node.domain.merge.careful import DECIDED
from node.domain.merge.reattributed_elsewhere import gone
from node.domain.merge.withdrawn_since import DISMISS
from node.domain.old_numbers import OldNumber, OldNumbers
from node.domain.state import Bag, Conflict, CourseState
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType

RULE: Final = DECIDED


class _Asked(msgspec.Struct, frozen=True):
    """What is asked in a course about its bags."""

    of: Mapping[Id, Sequence[Conflict]]
    """By bag."""
    said: Mapping[ActRef, str]
    """What each settlement chose."""


def careful_elsewhere(world: World) -> tuple[Found, ...]:
    """Bags that were another dose's, of which somebody whose word does not count said under the old number
    that nobody is to have them.
    """
    before = OldNumbers({**world.beside, **world.courses})
    holding: dict[Id, _Asked] = {}
    found = []
    for course, state in sorted(world.courses.items()):
        for bag in state.bags:
            for old in () if gone(bag) else before.of(bag):
                if old.course not in holding:
                    holding[old.course] = _asked(old.state)
                asked = holding[old.course]
                found += [_held(course, bag, old, one, asked.said) for one in asked.of.get(old.bag, ())]
    return tuple(found)


def _asked(state: CourseState) -> _Asked:
    """A course is looked through once, however many of its bags went elsewhere."""
    about = {one.act: one.subject for one in state.set_aside if one.subject is not None}
    found: dict[Id, list[Conflict]] = {}
    for conflict in state.conflicts:
        if conflict.rule == RULE:
            for bag in sorted({about[act] for act in conflict.acts if act in about}):
                found.setdefault(bag, []).append(conflict)
    return _Asked(found, {one.act: one.choice for one in state.settlements})


def _held(course: Id, bag: Bag, old: OldNumber, conflict: Conflict, said: Mapping[ActRef, str]) -> Found:
    return Found(
        file=FileRef(FileType.COURSE, course),
        conflict=replace(
            conflict,
            subject=bag.bag,
            dose=bag.dose,
            alarm=True,
            # Admitted, it counts: nobody is to have that bag under a later number either.
            blocks=conflict.settled is None or said.get(conflict.settled) != DISMISS,
        ),
        others=((FileRef(FileType.COURSE, old.course), conflict.subject),),
    )
