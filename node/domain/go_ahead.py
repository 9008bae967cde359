"""The prescriber's word of the day, "OK chimio": given for doses in the versions shown, or deferred."""

from datetime import date

from node.api.validation import DeferGoAhead, GiveGoAhead
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import (
    blank,
    first,
    in_conflict,
    not_in_force,
    over,
    stale,
    stopped,
    unreadable,
    unverified,
)
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from node.domain.validation import doses_of, no_items, unknown
from schema.acts.validation import GoAheadDeferred, GoAheadGiven


def decide_give_go_ahead(command: GiveGoAhead, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Say that these doses may be given on that day, which is theirs; before or after validation."""
    refusal = first(
        right_missing(who, "go_ahead"),
        stale(command.based_on, situation.course.heads),
        unreadable(situation, *(situation.dose(item.dose) for item in command.items)),
        no_items(command.items),
        *(not_in_force(situation, item) for item in command.items),
    )
    if refusal:
        return refusal
    for dose in doses_of(situation, command.items):
        refusal = first(
            stopped(dose),
            over(dose),
            unverified(situation, dose.dose),
            in_conflict(situation, "go_ahead", dose.dose),
        )
        if refusal:
            return refusal
    try:
        date.fromisoformat(command.day)
    except ValueError:
        return Refusal("day.unknown", {"day": command.day})
    if command.day < situation.today.isoformat():
        return Refusal("go_ahead.day_over", {"day": command.day})
    body = GoAheadGiven(command.items, command.day)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def decide_defer_go_ahead(command: DeferGoAhead, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Withhold or withdraw the go-ahead; to be careful is always possible, except on what is over."""
    refusal = first(
        right_missing(who, "go_ahead"),
        stale(command.based_on, situation.course.heads),
        blank(command.reason, "reason.missing"),
        no_items(command.items),
        *(unknown(situation, item) for item in command.items),
        *(over(dose) for dose in doses_of(situation, command.items)),
    )
    if refusal:
        return refusal
    body = GoAheadDeferred(command.items, command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))
