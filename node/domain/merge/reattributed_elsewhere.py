"""Re-attributed ‖ used, seen from where the bag went: what is open about the old number holds the new one."""

from collections.abc import Iterator

from node.domain.merge.reattributed_apart import KEEP, RULE
from node.domain.state import Bag, Conflict, CourseState
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import FileRef, FileType


def reattributed_elsewhere(world: World) -> tuple[Found, ...]:
    """Bags that were another dose's, and about whose old number people disagree."""
    return tuple(
        found
        for course, state in sorted(world.courses.items())
        for bag in state.bags
        if bag.source is not None and not gone(bag)
        for found in _held(course, bag, bag.source, world)
    )


def gone(bag: Bag) -> bool:
    """It ended under the new number: what becomes of the old one holds nothing here."""
    ends = bag.destroyed or bag.rejected or bag.voided or bag.reassigned
    return bool(ends) and not bag.administered


def _held(course: Id, bag: Bag, source: tuple[Id, Id], world: World) -> Iterator[Found]:
    old_course, old_bag = source
    state = world.courses.get(old_course) or world.beside.get(old_course)
    for conflict in state.conflicts if state is not None else ():
        if (conflict.rule, conflict.subject) != (RULE, old_bag):
            continue
        # Settled: this number goes on only if it is the one that was kept.
        kept = conflict.settled is not None and state is not None and _kept(conflict, state) == bag.bag
        yield Found(
            file=FileRef(FileType.COURSE, course),
            conflict=Conflict(
                rule=RULE,
                subject=bag.bag,
                dose=bag.dose,
                acts=conflict.acts,
                owners=conflict.owners,
                choices=conflict.choices,
                alarm=True,
                blocks=not kept,
                settled=conflict.settled,
            ),
            others=((FileRef(FileType.COURSE, old_course), old_bag),),
        )


def _kept(conflict: Conflict, state: CourseState) -> Id | None:
    said = next((one for one in state.settlements if one.act == conflict.settled), None)
    return said.keep if said is not None and said.choice == KEEP else None
