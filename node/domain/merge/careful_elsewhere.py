"""A rejection or recall that is set aside, seen from where its bag went: it holds the new number too."""

from collections.abc import Mapping, Sequence
from typing import Final

from node.domain.merge.careful import DECIDED
from node.domain.merge.reattributed_elsewhere import gone
from node.domain.merge.withdrawn_since import DISMISS
from node.domain.state import Bag, Conflict, CourseState
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import FileRef, FileType

RULE: Final = DECIDED


def careful_elsewhere(world: World) -> tuple[Found, ...]:
    """Bags that were another dose's, of which somebody whose word does not count said under the old number
    that nobody is to have them.
    """
    holding: dict[Id, Mapping[Id, Sequence[Conflict]]] = {}
    found = []
    for course, state in sorted(world.courses.items()):
        for bag in state.bags:
            if bag.source is None or gone(bag):
                continue
            old_course, old_bag = bag.source
            old = world.courses.get(old_course) or world.beside.get(old_course)
            if old is None:
                continue
            if old_course not in holding:
                holding[old_course] = _by_bag(old)
            found += [
                _held(course, bag, old_course, old, one) for one in holding[old_course].get(old_bag, ())
            ]
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


def _held(course: Id, bag: Bag, old_course: Id, old: CourseState, conflict: Conflict) -> Found:
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
            # Admitted, it counts: nobody is to have that bag under this number either.
            blocks=_choice(conflict, old) != DISMISS,
            settled=conflict.settled,
        ),
        others=((FileRef(FileType.COURSE, old_course), conflict.subject),),
    )


def _choice(conflict: Conflict, state: CourseState) -> str:
    """What was said of it; empty while nothing is."""
    return next((one.choice for one in state.settlements if one.act == conflict.settled), "")
