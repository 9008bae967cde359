"""The prescriber's word of the day, "OK chimio": given for doses in the versions shown, or deferred."""

from datetime import date

from node.api.validation import DeferGoAhead, GiveGoAhead
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import first, in_conflict, over, stopped, unverified
from node.domain.situation import CourseSituation
from node.domain.validation import doses_of, not_as_shown, too_late_for_care
from schema.acts.validation import GoAheadDeferred, GoAheadGiven


def decide_give_go_ahead(command: GiveGoAhead, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Say that these doses may be given on that day, which is theirs; before or after validation."""
    refusal = not_as_shown(command, situation, who, "go_ahead")
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
    refusal = too_late_for_care(command, situation, who, "go_ahead")
    if refusal:
        return refusal
    body = GoAheadDeferred(command.items, command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))
