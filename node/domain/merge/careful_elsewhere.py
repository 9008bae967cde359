"""A rejection or recall that is set aside, seen from where its bag went: it holds the new number too."""

from collections.abc import Mapping, Sequence
from typing import Final

from node.domain.merge.careful import DECIDED
from node.domain.merge.reattributed_elsewhere import gone
from node.domain.merge.withdrawn_since import DISMISS
from node.domain.old_numbers import OldNumber, OldNumbers
from node.domain.state import Bag, Conflict, CourseState
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import FileRef, FileType

RULE: Final = DECIDED


def careful_elsewhere(world: World) -> tuple[Found, ...]:
    """Bags that were another dose's, of which somebody whose word does not count said under the old number
    that nobody is to have them.
    """
    before = OldNumbers({**world.beside, **world.courses})
    holding: dict[Id, Mapping[Id, Sequence[Conflict]]] = {}
    found = []
    for course, state in sorted(world.courses.items()):
        for bag in state.bags:
            for old in () if gone(bag) else before.of(bag):
                if old.course not in holding:
                    holding[old.course] = _by_bag(old.state)
                found += [_held(course, bag, old, one) for one in holding[old.course].get(old.bag, ())]
    return tuple(found)


def _by_bag(state: CourseState) -> Mapping[Id, Sequence[Conflict]]:
    """What is asked about each bag of a course: looked through once, however many bags went elsewhere."""
    about = {one.act: one.subject for one in state.set_aside if one.subject is not None}
    found: dict[Id, list[Conflict]] = {}
    for conflict in state.conflicts:
        if conflict.rule == RULE:
            for bag in sorted({about[act] for act in conflict.acts if act in about}):
                found.setdefault(bag, []).append(conflict)
    return found


def _held(course: Id, bag: Bag, old: OldNumber, conflict: Conflict) -> Found:
    return Found(
        file=FileRef(FileType.COURSE, course),
        conflict=Conflict(
            rule=RULE,
            subject=bag.bag,
            dose=bag.dose,
            acts=conflict.acts,
            owners=conflict.owners,
            choices=conflict.choices,
            alarm=True,
            # Admitted, it counts: nobody is to have that bag under a later number either.
            blocks=_choice(conflict, old.state) != DISMISS,
            settled=conflict.settled,
        ),
        others=((FileRef(FileType.COURSE, old.course), conflict.subject),),
    )


def _choice(conflict: Conflict, state: CourseState) -> str:
    """What was said of it; empty while nothing is."""
    return next((one.choice for one in state.settlements if one.act == conflict.settled), "")
