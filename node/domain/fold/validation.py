"""Validation and go-ahead in force: the safer decision holds until one that knew of it says otherwise."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from node.domain.fold.prescription import Versions
from node.domain.fold.steps import Role, Step
from node.domain.history import before, concurrent
from schema.acts.course import CyclePlanned
from schema.acts.validation import GoAheadGiven, PrescriptionValidated
from schema.transaction import ActRef


class Decisions(msgspec.Struct, frozen=True):
    """What stands of the decisions on one dose."""

    validated: Step | None
    mentions: tuple[str, ...]
    held: Step | None
    go_ahead: Step | None
    deferred: Step | None
    validate_again: bool
    """It was validated, in another version or without knowing of a hold."""
    confirm_again: bool
    """It had a go-ahead, for another version or another day."""


def decisions_of(versions: Versions, by_role: Mapping[Role, Sequence[Step]]) -> Decisions:
    """The decisions in force on a dose."""
    holds, validations = by_role.get(Role.HELD, ()), by_role.get(Role.VALIDATED, ())
    deferrals, go_aheads = by_role.get(Role.DEFERRED, ()), by_role.get(Role.GO_AHEAD, ())
    valid = _standing(validations, versions.in_force, holds)
    moves = [*moved_plans(by_role.get(Role.PLANNED, ())), *by_role.get(Role.LEFT_OUT, ())]
    going = _standing(go_aheads, versions.in_force, [*deferrals, *moves])
    # Given apart for two days: for which one is for a prescriber to say.
    if len({step.act.body.day for step in going if isinstance(step.act.body, GoAheadGiven)}) > 1:
        going = []
    held = next((hold for hold in holds if not _answered(hold, versions, validations)), None)
    deferred = _unanswered(deferrals, go_aheads)
    mentions: set[str] = set()
    for step in valid:
        if isinstance(step.act.body, PrescriptionValidated):
            mentions.update(step.act.body.mentions)
    return Decisions(
        validated=valid[0] if valid else None,
        mentions=tuple(sorted(mentions)),
        held=held,
        go_ahead=going[0] if going else None,
        deferred=deferred,
        validate_again=bool(validations) and not valid and held is None,
        confirm_again=bool(go_aheads) and not going and deferred is None,
    )


def _standing(goes: Sequence[Step], versions: Collection[ActRef], stays: Sequence[Step]) -> list[Step]:
    """The latest decisions to go that are about the version in force and knew of every one to stay."""
    good = [
        go
        for go in goes
        if go.version in versions and all(before(stay.act, go.act) for stay in stays if _opposes(stay, go))
    ]
    return [go for go in good if not any(before(go.act, other.act) for other in good)]


def _opposes(stay: Step, go: Step) -> bool:
    """Being left out of a go-ahead counts only against one given apart; it withdraws nothing known."""
    return stay.role is not Role.LEFT_OUT or concurrent(stay.act, go.act)


def _answered(hold: Step, versions: Versions, validations: Sequence[Step]) -> bool:
    """A pharmacist validated knowing of it, or a prescriber wrote another version in answer to it.

    A prescriber who only says the same again has not answered.
    """
    return any(before(hold.act, validated.act) for validated in validations) or any(
        before(hold.act, order.act) and (hold.version is None or not versions.alike(order.ref, hold.version))
        for order in versions.orders
    )


def _unanswered(stays: Sequence[Step], goes: Sequence[Step]) -> Step | None:
    """The first decision to stay that no decision to go knew of."""
    return next((stay for stay in stays if not any(before(stay.act, go.act) for go in goes)), None)


def moved_plans(plans: Sequence[Step]) -> list[Step]:
    """The plannings of a cycle that moved it: another day than the one before, or than one planned apart."""
    moved = []
    for plan in plans:
        past = [other for other in plans if before(other.act, plan.act)]
        last = [other for other in past if not any(before(other.act, later.act) for later in past)]
        apart = [other for other in plans if concurrent(other.act, plan.act)]
        if any(_day_one(other) != _day_one(plan) for other in (*last, *apart)):
            moved.append(plan)
    return moved


def _day_one(plan: Step) -> str:
    return plan.act.body.day_one if isinstance(plan.act.body, CyclePlanned) else ""
