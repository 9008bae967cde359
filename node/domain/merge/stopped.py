"""Stop ‖ anything that advances what it covers, resumptions included: stopped."""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.course import lifts
from node.domain.fold.steps import Role
from node.domain.history import Act, before
from node.domain.merge.row import Found, Pair, Row
from node.domain.merge.ways import HANDED_OVER, all_knowing, knowing
from schema.ids import Id
from schema.rules import STOP_BY_TWO


def find(pair: Pair, case: DoseCase) -> Found | None:
    """A stop that covers the dose at its level, and a step that advanced the dose apart from it."""
    stop = pair.get(Role.STOPPED)
    other = pair.other(stop)
    # A bag on the ward, whoever brought it there: "do not connect, call the pharmacy".
    # Given meanwhile: kept, and flagged as given after a stop unknown at the time.
    on_the_ward = any(bag.handed_over and not bag.given for bag in case.live)
    return Found(
        subject=case.dose,
        acts=(stop.act, other.act),
        alarm=other.role in HANDED_OVER or (on_the_ward and stop.ref not in case.lifted),
    )


def way_out(_subject: Id, acts: Sequence[Act], case: DoseCase) -> Act | None:
    """Resumed, every stop of it, by somebody who knew what had happened apart from them."""
    stops = [step for step in case.of(Role.STOPPED) if step.act in acts]
    if any(stop.ref not in case.lifted for stop in stops):
        return None
    return knowing(case.of(Role.RESUMED), acts)


def by_two(words: Sequence[Act], acts: Sequence[Act], case: DoseCase) -> Sequence[Act] | None:
    """A prescriber and a pharmacist, where the dose would go on; a resumption is the prescriber's word.

    As long as a stop covers it, or where nothing of it is left to do, nothing goes on by one person's look;
    and whoever looked while it was stopped did not say that it may go on.
    Holds for words that have the rule `stop_by_two` in their past: others end it alone.
    """
    if case.stops or case.over:
        return None
    resumptions = case.of(Role.RESUMED)
    every = [*words, *all_knowing(resumptions, acts)]
    if not all(STOP_BY_TWO in word.rules for word in every):
        return None
    stops = [step.act for step in case.of(Role.STOPPED) if step.act in acts]
    lifted = [[*lifts(stop, (step.act for step in resumptions))] for stop in stops]
    return [
        word
        for word in every
        if all(any(lift.ref == word.ref or before(lift, word) for lift in its) for its in lifted)
    ]


ROW = Row(
    rule="stopped",
    find=find,
    way_out=way_out,
    by_two=by_two,
    owners=("prescribe", "validate"),
    choices=("reviewed",),
)
