"""A lot recalled ‖ used: an alarm on every bag with a vial of it, naming the bag and its patient.

Whether the recall was known when the vial was set out makes no difference to who has it in an arm.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from node.domain.lot import LotState, lot_of, same_lot
from node.domain.merge.across import standing
from node.domain.merge.owners import OWNERS
from node.domain.state import Bag, Conflict, CourseState
from node.domain.world import Found, World
from schema.transaction import FileRef, FileType

RULE: Final = "lot_recalled"
REVIEWED, NOT_CONCERNED = "reviewed", "not_concerned"


def lot_recalled(world: World) -> tuple[Found, ...]:
    """Bags that hold a vial of a lot whose recall is in force."""
    recalled = [lot for _, lot in sorted(world.lots.items()) if lot.recalls]
    return tuple(
        found
        for course, state in sorted(world.courses.items())
        for bag in state.bags
        for found in _of_bag(FileRef(FileType.COURSE, course), state, bag, recalled)
    )


def _of_bag(file: FileRef, state: CourseState, bag: Bag, recalled: Iterable[LotState]) -> Iterator[Found]:
    # A lot is one by its number; a mistyped expiry must not hide a bag, so such a bag is in it until
    # somebody has looked at the vial.
    lots = [
        lot
        for lot in recalled
        if lot.named is not None and any(same_lot(lot_of(vial), lot.named) for vial in bag.content.vials)
    ]
    # A bag that does not exist any more, or goes on under another number, harms nobody here.
    if not lots or (not bag.administered and _gone(bag)):
        return
    acts = tuple(sorted({bag.claim, *(act for lot in lots for act in lot.recalls)}))
    # Given: nothing can be undone, a pharmacist says that patient and prescriber know.
    # Not given: it is recalled or destroyed, unless somebody read another number on the vial itself.
    choices = (REVIEWED, NOT_CONCERNED) if bag.administered else (NOT_CONCERNED,)
    answers = [
        one
        for one in state.settlements
        if (one.rule, one.subject) == (RULE, bag.bag)
        and one.choice in choices
        and set(acts) <= set(one.heads)
    ]
    # Two people who say otherwise, each for themselves, settle nothing.
    reopens = any(lot.reopens for lot in lots)
    answer, disagreeing = standing(answers if reopens else answers[:1])
    # Recalled under its own number while it is not given: there is nothing left to say of it.
    ended = bag.recalled[0] if bag.recalled and not bag.administered else None
    settled = answer.act if answer is not None else ended
    yield Found(
        file=file,
        conflict=Conflict(
            rule=RULE,
            subject=bag.bag,
            dose=bag.dose,
            acts=tuple(sorted({*acts, *disagreeing})),
            owners=OWNERS[RULE],
            choices=choices,
            alarm=True,
            blocks=settled is None and not bag.administered,
            settled=settled,
        ),
    )


def _gone(bag: Bag) -> bool:
    return bool(bag.destroyed or bag.rejected or bag.voided or bag.reassigned) or bag.yielded
