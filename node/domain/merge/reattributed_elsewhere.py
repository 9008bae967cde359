"""Re-attributed ‖ used, seen from where the bag went: what is open about the old number holds the new one."""

from collections.abc import Mapping

from msgspec.structs import replace

from node.domain.merge.reattributed_apart import KEEP, RULE
from node.domain.old_numbers import OldNumber, OldNumbers
from node.domain.state import Bag, Conflict, CourseState
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import FileRef, FileType


def reattributed_elsewhere(world: World) -> tuple[Found, ...]:
    """Bags that were another dose's, and about whose old number people disagree."""
    before = OldNumbers({**world.beside, **world.courses})
    disputed: dict[Id, Mapping[Id, Conflict]] = {}
    found = []
    for course, state in sorted(world.courses.items()):
        for bag in state.bags:
            for old in () if gone(bag) else before.of(bag):
                if old.course not in disputed:
                    about = (one for one in old.state.conflicts if one.rule == RULE)
                    disputed[old.course] = {one.subject: one for one in about}
                if old.bag in disputed[old.course]:
                    found.append(_held(course, bag, old, disputed[old.course][old.bag]))
    return tuple(found)


def gone(bag: Bag) -> bool:
    """It ended under the new number: what becomes of the old one holds nothing here."""
    ends = bag.destroyed or bag.rejected or bag.voided or bag.reassigned
    return bool(ends) and not bag.administered


def _held(course: Id, bag: Bag, old: OldNumber, conflict: Conflict) -> Found:
    # Settled: this number goes on only if it is the one that was kept, or what became of that one.
    kept = conflict.settled is not None and _kept(conflict, old.state) in old.since
    # Which one is kept is said where the old number was given up, or in the course that it went to.
    choices = tuple(one for one in conflict.choices if one != KEEP or len(old.since) == 1)
    return Found(
        file=FileRef(FileType.COURSE, course),
        conflict=replace(
            conflict, subject=bag.bag, dose=bag.dose, choices=choices, alarm=True, blocks=not kept
        ),
        others=((FileRef(FileType.COURSE, old.course), old.bag),),
    )


def _kept(conflict: Conflict, state: CourseState) -> Id | None:
    said = next((one for one in state.settlements if one.act == conflict.settled), None)
    return said.keep if said is not None and said.choice == KEEP else None
