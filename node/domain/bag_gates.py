"""What keeps a bag from its next step by its own fate: recalled, ended, returned, held, out of date."""

from node.domain.decision import Refusal
from node.domain.gates import first
from node.domain.lifting import unless_lifted
from node.domain.merge.lot_recalled import RULE as LOT_RECALLED
from node.domain.merge.made_twice import ANOTHER_KEPT
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.dates import moment


def recalled_or_destroyed(bag: Bag) -> Refusal | None:
    """Never used, whoever agrees."""
    if bag.recalled:
        return Refusal("bag.recalled")
    return Refusal("bag.destroyed") if bag.destroyed else None


def lot_recalled(situation: CourseSituation, bag: Bag) -> Refusal | None:
    """A vial in it is of a recalled lot, and nobody has looked at the bag yet: never used, whoever agrees."""
    open_ones = (
        one.conflict
        for one in situation.found
        if (one.file, one.conflict.rule, one.conflict.subject) == (situation.file, LOT_RECALLED, bag.bag)
    )
    return next((Refusal("bag.lot_recalled") for one in open_ones if one.settled is None), None)


def ended(bag: Bag) -> Refusal | None:
    """It is not going to be used: recalled, destroyed, gone to another dose, rejected, given up, yielded."""
    return recalled_or_destroyed(bag) or first(
        Refusal("bag.reassigned") if bag.reassigned else None,
        Refusal("bag.rejected") if bag.rejected else None,
        Refusal("bag.voided") if bag.voided else None,
        Refusal("bag.yielded") if bag.yielded else None,
    )


def returned(bag: Bag) -> Refusal | None:
    """It came back from a ward, and no pharmacist has looked at it since."""
    return Refusal("bag.returned") if bag.status == "returned" else None


def bag_held(bag: Bag) -> Refusal | None:
    """A conflict holds this bag; or one is settled, and another bag was kept."""
    if not bag.held:
        return None
    return Refusal("bag.another_kept" if ANOTHER_KEPT in bag.blocks else "bag.held")


def expired(bag: Bag, dose: Dose, at_ms: int) -> Refusal | None:
    """Past its use-by instant, unless two people agreed."""
    late = at_ms > bag.content.use_by
    refusal = Refusal("bag.expired", {"use_by": str(bag.content.use_by)}) if late else None
    return unless_lifted(refusal, dose, bag)


def over_before_its_day(situation: CourseSituation, dose: Dose, use_by: int) -> Refusal | None:
    """It must not be used any more when the day for which the dose is planned begins."""
    planned = dose.versions[0].order.planned
    if moment(use_by, situation.zone).date().isoformat() >= planned:
        return None
    return Refusal("bag.over_before_its_day", {"use_by": str(use_by), "day": planned})
