"""Given ‖ interrupted, one bag: both are kept, the dose is blocked, with an alarm."""

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge.row import Found, Pair, Row
from schema.acts.administration import DoseGiven, DoseInterrupted


def find(pair: Pair, case: DoseCase) -> Found | None:
    """One account says that the bag was given, another that it was given only in part."""
    # Given is told when the bag is connected, too: who knew of that, and tells of a later hour at which it
    # ended before its time, contradicts nobody.
    if (
        not pair.apart
        and pair.second.role is Role.INTERRUPTED
        and _hour(pair.first.act) <= _hour(pair.second.act)
    ):
        return None
    # Apart, nobody knows which came last; an interruption told of an hour before the whole was given cannot
    # be; and whoever tells that it was given after all, knowing of the interruption, says what became of the
    # rest. Until somebody says which is true it counts as given, never as given whole.
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act), alarm=True)


def _hour(act: Act) -> int:
    body = act.body
    return body.told.happened_at if isinstance(body, DoseGiven | DoseInterrupted) else 0


ROW = Row(
    rule="given_and_interrupted",
    find=find,
    owners=("administer", "prescribe"),
    choices=("given", "interrupted"),
    known_too=True,
)
