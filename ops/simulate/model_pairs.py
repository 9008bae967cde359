"""Which pairs of acts on a dose disagree, and in which of them somebody may be in danger."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ops.simulate.model_acts import ENDS, EXISTS, GIVEN, GONE, WARD, Act
from schema.ids import Id

if TYPE_CHECKING:
    from ops.simulate.model_doses import Dose


def always(*_: object) -> bool:
    """Whatever it is."""
    return True


def never(*_: object) -> bool:
    """Nothing."""
    return False


def differ(dose: "Dose", one: Act, other: Act) -> bool:
    """They order different things."""
    return dose.content[one.ref] != dose.content[other.ref]


def of_another(dose: "Dose", one: Act, other: Act) -> bool:
    """A decision on a version, and an order of something else."""
    order, decision = (one, other) if one.role == "ordered" else (other, one)
    return any(not dose.alike(version, order) for version in dose.decided_on(decision))


def made_of_another(dose: "Dose", one: Act, other: Act) -> bool:
    """What was told of a bag, and an order of something else: unknown to it, or made while it was about."""
    order, step = (one, other) if one.role == "ordered" else (other, one)
    claim = dose.claims.get(step.bag)
    if claim is None or dose.alike(claim.says("item").revision, order) or step.knew(order):
        return False
    return one.apart(other) or not any(order.knew(end) for end in dose.of(*GIVEN, *ENDS, bag=step.bag))


def moved_or_other(dose: "Dose", one: Act, other: Act) -> bool:
    """A go-ahead, and another version or another day."""
    plan = next((act for act in (one, other) if act.role == "planned"), None)
    return dose.moves(plan) if plan is not None else of_another(dose, one, other)


def two_days(_: "Dose", one: Act, other: Act) -> bool:
    """One leaves the dose out, or they are for two days."""
    return "left_out" in {one.role, other.role} or one.says("day") != other.says("day")


def dates_differ(dose: "Dose", one: Act, other: Act) -> bool:
    """Plannings of one cycle for two days, or a planning and an order of another date."""
    plan, rest = (one, other) if one.role == "planned" else (other, one)
    if plan.says("cycle") != rest.says("cycle"):
        return False
    if rest.role == "planned":
        return bool(plan.says("day_one") != rest.says("day_one"))
    order = dose.order_of[rest.ref]
    try:
        due = date.fromisoformat(plan.says("day_one")) + timedelta(days=order.day - 1)
    except (ValueError, OverflowError):
        return True
    return due.isoformat() != order.planned


def called_off(dose: "Dose", one: Act, other: Act) -> bool:
    """A day that did move, or a deferral, or not given; and a bag."""
    plan = next((act for act in (one, other) if act.role == "planned"), None)
    return plan is None or dose.moves(plan)


def went_elsewhere(_: "Dose", one: Act, other: Act) -> bool:
    """Told apart; else what is left to tell of a thing that is gone, or was possible no more."""
    if one.apart(other):
        return True
    if other.role == "reassigned":
        return one.role in {*GIVEN, *GONE, "reassigned"}
    return other.role in {*GIVEN, "recalled"}


def two_claims(dose: "Dose", one: Act, other: Act) -> bool:
    """The second does not replace the first, and at most one was made."""
    return not _replaces(dose, other, one) and not (dose.exists(one.bag) and dose.exists(other.bag))


def two_makings(dose: "Dose", one: Act, other: Act) -> bool:
    """Each is what tells that its bag was made, and the second does not replace the first."""
    tell = all(act.bag in dose.claims and act in _tellers(dose, act.bag) for act in (one, other))
    return tell and not _replaces(dose, other, one)


def _tellers(dose: "Dose", bag: Id) -> list[Act]:
    return dose.of("made", bag=bag) or dose.of(*EXISTS, bag=bag)[:1]


def _replaces(dose: "Dose", act: Act, before: Act) -> bool:
    """Its author knew that the other bag had ended."""
    return act.knew(before) and any(act.knew(end) for end in dose.of(*ENDS, bag=before.bag))


def given_up(dose: "Dose", one: Act, other: Act) -> bool:
    """By somebody who did not know that it was made."""
    void = one if one.role == "voided" else other
    return not any(void.knew(told) for told in dose.of(*EXISTS, bag=void.bag))


def told_alike(_: "Dose", one: Act, other: Act) -> bool:
    """Both tell the same."""
    return one.role == other.role


def untrue(_: "Dose", one: Act, other: Act) -> bool:
    """Unless it is how that administration ended: told knowing of its beginning, of no earlier hour."""
    ended = other.role == "interrupted" and other.knew(one)
    return not ended or bool(one.says("told").happened_at > other.says("told").happened_at)


def not_so(_: "Dose", one: Act, other: Act) -> bool:
    """A bag that came back says the contrary only of itself, and to those who did not know."""
    return "returned" not in {one.role, other.role} or (one.bag == other.bag and one.apart(other))


# -- how bad


def used(_: "Dose", one: Act, other: Act) -> bool:
    """The bag left the pharmacy, or was given."""
    return bool({one.role, other.role} & {*WARD})


def on_ward(dose: "Dose", one: Act, other: Act) -> bool:
    """The bag is out there, or was given."""
    bag = one.bag or other.bag
    return dose.is_out(bag) or bool(dose.of(*GIVEN, bag=bag))


def do_not_connect(dose: "Dose", one: Act, other: Act) -> bool:
    """Used apart from a stop; or a bag waits on the ward while that stop holds."""
    stop = one if one.role == "stopped" else other
    waits = any(
        dose.is_out(bag) and not dose.of(*GIVEN, bag=bag) and dose.state_of(bag) not in {"ended", "yields"}
        for bag in dose.claims
    )
    return used(dose, one, other) or (waits and not dose.lifted(stop))


def second_at_hand(dose: "Dose", one: Act, other: Act) -> bool:
    """One of the two waits on the ward."""
    return any(
        dose.is_out(bag) and dose.live(bag) and not dose.of(*GIVEN, bag=bag) for bag in (one.bag, other.bag)
    )
