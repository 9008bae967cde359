"""A dose and its bags as screens show them, with what a check between files adds to the fold."""

from collections.abc import Iterable
from typing import Final

import msgspec

from node.api.course import BagView, DoseView, KeptView, OffTheoretical, PreviousDose
from node.domain.bag_gates import over_before_its_day
from node.domain.drug_gates import mentions_required
from node.domain.gates import divergent, first, in_conflict, over, stopped, unverified
from node.domain.merge.made_twice import ANOTHER_KEPT
from node.domain.merge.made_twice import ROW as MADE_TWICE
from node.domain.merge.same_dose_twice import RULE as SAME_DOSE
from node.domain.merge.steps_held import AGAIN, BACK_TO, holds
from node.domain.off_theoretical import beyond_limit, level_of, percent_of, reference_of
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Conflict, CourseState, Dose
from node.views.patient import notes
from node.views.teller import Teller
from schema.acts.administration import DoseInterrupted
from schema.acts.course import CourseNoted
from schema.ids import Id
from schema.transaction import ActRef

_STRONGER: Final = frozenset({"given", "interrupted", "not_given", "stopped", "divergent"})
"""States that say more than "held"."""
_ENDED: Final = frozenset({"voided", "yielded", "rejected", "recalled", "destroyed", "reassigned"})
_ADVANCE: Final = (
    "claimed",
    "made",
    "checked",
    "returned",
    "released",
    "dispensed",
    "received",
    "interrupted",
    "given",
)
"""How far a bag came, from the least."""
_OF_ITS_BAG: Final = frozenset({"in_preparation", *_ADVANCE[1:7]})
"""States of a dose that are its bag's."""


class Standing(msgspec.Struct, frozen=True):
    """Where a dose stands once the checks between files have spoken."""

    state: str
    waits_for: tuple[str, ...]
    blocks: tuple[str, ...]
    crossed: bool
    """A disagreement with another file blocks it."""


def is_open(conflict: Conflict) -> bool:
    """Whether somebody still has to settle it."""
    return conflict.settled is None and bool(conflict.owners)


def across(situation: CourseSituation, *subjects: Id) -> list[Conflict]:
    """What the checks between files found on these doses or bags."""
    return [
        one.conflict
        for one in situation.found
        if one.file == situation.file and one.conflict.subject in subjects
    ]


def standing(dose: Dose, situation: CourseSituation) -> Standing:
    """State, next steps and blocks of a dose."""
    if situation.in_part:
        code = f"{situation.in_part}_known_in_part"
        waits_only = tuple(step for step in dose.waits_for if step == "settle")
        return Standing(_status(dose, situation), waits_only, (*dose.blocks, code), crossed=True)
    found = [one for one in across(situation, dose.dose, *dose.bags) if one.blocks or is_open(one)]
    blocking = [one for one in found if one.blocks]
    waits = [step for step in dose.waits_for if not any(holds(one.rule, step) for one in blocking)]
    again = [BACK_TO[one.rule] for one in blocking if one.rule in BACK_TO]
    again += _due_again(dose, situation)
    waits = [*(step for step in dict.fromkeys(again) if step not in waits), *waits]
    if any(is_open(one) for one in found) and "settle" not in waits:
        waits.append("settle")
    dropped = any(one.rule == SAME_DOSE and one.settled and one.blocks for one in found)
    if dropped and dose.status not in _STRONGER:
        # Settled as "the same": this one was dropped, the other is given. Nothing more is done with it.
        return Standing("stopped", (), ("same_dose_dropped",), crossed=True)
    held = blocking and dose.status not in _STRONGER
    state = "held" if held else _status(dose, situation)
    blocks = tuple(dict.fromkeys((*dose.blocks, *(one.rule for one in blocking))))
    return Standing(state, tuple(waits), blocks, bool(blocking))


def _status(dose: Dose, situation: CourseSituation) -> str:
    """As folded; where a bag was kept, the state of that one, though the other had come further."""
    bag = live_bag(dose, situation.course.bags)
    if bag is None or dose.status not in _OF_ITS_BAG or bag.status not in _ADVANCE[:7]:
        return dose.status
    return "in_preparation" if bag.status == "claimed" else bag.status


def _due_again(dose: Dose, situation: CourseSituation) -> list[str]:
    """Decisions that end a disagreement which nothing else ends, where nothing else forbids them."""
    steps = (
        AGAIN[one.rule]
        for one in situation.course.conflicts
        if one.subject == dose.dose and one.blocks and is_open(one) and not one.choices and one.rule in AGAIN
    )
    return [
        step
        for step in dict.fromkeys(steps)
        if first(
            stopped(dose),
            over(dose),
            divergent(dose),
            unverified(situation, dose.dose),
            in_conflict(situation, step, dose.dose),
        )
        is None
    ]


def live_bag(dose: Dose, bags: Iterable[Bag]) -> Bag | None:
    """The dose's bag that counts: of those neither ended nor held, else of those not ended, the furthest.

    The last one when every one has ended. Of two bags one of which was kept, the other stays held: it is
    never the one that goes on.
    """
    mine = [bag for bag in bags if bag.dose == dose.dose]
    counting = _counting(mine)
    return (counting or mine)[-1] if mine else None


def bags_told(dose: Dose, bags: Iterable[Bag]) -> tuple[Bag, ...]:
    """The bags whose state the dose's own tells, several when they came equally far; none once all ended."""
    return tuple(_counting([bag for bag in bags if bag.dose == dose.dose]))


def _counting(mine: list[Bag]) -> list[Bag]:
    alive = [bag for bag in mine if bag.status not in _ENDED]
    among = [bag for bag in alive if not bag.held] or alive
    furthest = max((_ADVANCE.index(bag.status) for bag in among), default=0)
    return [bag for bag in among if _ADVANCE.index(bag.status) == furthest]


def previous_given(dose: Dose, situation: CourseSituation) -> Dose | None:
    """The same line's dose last given before this one's day, in this cycle or an earlier one."""
    order = dose.versions[0].order
    given = [
        (one.cycle, one.versions[0].order.day, one)
        for one in situation.course.doses
        if one.given and not one.interrupted and one.versions and one.versions[0].order.line == order.line
    ]
    earlier = [one for one in given if one[:2] < (dose.cycle, order.day)]
    return max(earlier, key=lambda one: one[:2])[2] if earlier else None


def _previous(dose: Dose, situation: CourseSituation) -> PreviousDose | None:
    last = previous_given(dose, situation)
    if last is None:
        return None
    order = last.versions[0].order
    return PreviousDose(order.prescribed, last.cycle, order.day)


def _off(dose: Dose, situation: CourseSituation) -> OffTheoretical | None:
    """How far it is off what the regimen comes to; nil within the site's limits."""
    order = dose.versions[0].order
    level = level_of(order, situation.dose_limits)
    if level == "within":
        return None
    stopped_here = beyond_limit(situation, dose) is not None
    return OffTheoretical(reference_of(order), percent_of(order), stopped_here)


def _ended_by(bag: Bag) -> ActRef | None:
    """The act that ended it; nil while it counts, and of a claim that merely yields to another."""
    ends = (*bag.destroyed[:1], *bag.recalled[:1], *bag.reassigned[:1], bag.rejected, bag.voided)
    return next((act for act in ends if act is not None), None)


def _reason(ended: ActRef | None, tell: Teller) -> str:
    act = tell.act(ended) if ended is not None else None
    return str(getattr(act.body, "reason", "")) if act is not None else ""


def is_held(bag: Bag, *, crossed: bool) -> bool:
    """Whether it waits for a decision, its own file's or, `crossed`, one between files."""
    return bag.held or (crossed and bag.status not in _ENDED | {"given", "interrupted"})


def shown_state(bag: Bag, *, crossed: bool = False) -> str:
    """A bag's state in a list of bags: one that is held reads as held, whatever step it came to."""
    return "held" if is_held(bag, crossed=crossed) else bag.status


def other_bags(dose: Dose, bags: Iterable[Bag], counts: Bag | None) -> tuple[Id, ...]:
    """The dose's bags that have not ended, but for the one that counts."""
    mine = (bag for bag in bags if bag.dose == dose.dose and bag.status not in _ENDED)
    return tuple(bag.bag for bag in mine if counts is None or bag.bag != counts.bag)


def _kept(bag: Bag, course: CourseState, tell: Teller) -> KeptView | None:
    """Which bag was kept instead of this one, and who said so."""
    if ANOTHER_KEPT not in bag.blocks:
        return None
    acts = {one.settled for one in course.conflicts if one.subject == bag.dose and one.settled is not None}
    said = [one for one in course.settlements if one.act in acts and one.rule == MADE_TWICE.rule]
    numbers = {one.bag: tell.number(one.content.series, one.content.number) for one in course.bags}
    found = (
        KeptView(numbers[one.keep], tell.stamp(one.act))
        for one in said
        if one.keep in numbers and one.keep != bag.bag
    )
    return next(found, None)


def bag_view(bag: Bag, dose: Dose, situation: CourseSituation, *, crossed: bool, tell: Teller) -> BagView:
    """One bag of this dose."""
    content = bag.content
    late = over_before_its_day(situation, dose, content.use_by) is not None
    ended = _ended_by(bag)
    return BagView(
        bag=bag.bag,
        dose=bag.dose,
        state=bag.status,
        held=is_held(bag, crossed=crossed),
        number=tell.number(content.series, content.number),
        vials=content.vials,
        draw=content.draw,
        diluent=content.diluent,
        final_volume=content.final_volume,
        final_concentration=content.final_concentration,
        use_by=content.use_by,
        claimed=tell.stamp(bag.claim),
        made=tell.first(bag.made),
        checked=tell.first(bag.checked),
        released=tell.stamp_if(bag.released),
        dispensed=tell.first(bag.dispensed),
        received=tell.first(bag.received),
        revision=bag.revision,
        returned=tell.stamp(bag.returned[-1]) if bag.returned else None,
        ended=tell.stamp_if(ended),
        reason=_reason(ended, tell),
        blocks=bag.blocks,
        kept=_kept(bag, situation.course, tell),
        over_before=dose.versions[0].order.planned if late and not bag.administered else "",
    )


def dose_view(dose: Dose, situation: CourseSituation, tell: Teller) -> DoseView:
    """One dose with its versions, bags and next steps. It must have a version."""
    where = standing(dose, situation)
    crossed = where.crossed
    return DoseView(
        dose=dose.dose,
        cycle=dose.cycle,
        versions=tuple(version.act for version in dose.versions),
        order=dose.versions[0].order,
        prescribed=tell.stamp(dose.versions[0].act),
        state=where.state,
        validated=tell.stamp_if(dose.validated),
        go_ahead=tell.stamp_if(dose.go_ahead),
        held=tell.stamp_if(dose.held),
        stopped=tell.first(dose.stops),
        bags=tuple(
            bag_view(bag, dose, situation, crossed=crossed, tell=tell)
            for bag in situation.course.bags
            if bag.dose == dose.dose
        ),
        given=tell.stamps(dose.given),
        not_given=tell.stamps(dose.not_given),
        interrupted=tell.stamps(dose.interrupted),
        parts=tuple(
            told.amount for ref in dose.interrupted if (told := tell.body(ref, DoseInterrupted)) is not None
        ),
        waits_for=where.waits_for,
        blocks=where.blocks,
        previous=_previous(dose, situation),
        notes=notes(
            (
                ref
                for ref in situation.course.notes
                if (body := tell.body(ref, CourseNoted)) is not None and body.dose == dose.dose
            ),
            tell,
        ),
        mentions=mentions_required(situation, dose.versions[0].order.substance),
        off=_off(dose, situation),
    )
