"""Movement ‖ movement: all are kept and the balance is their sum; below nothing it is an alarm."""

from typing import Final

from node.domain.fold.lot import LEDGER, LotCase
from node.domain.history import before
from node.domain.state import Conflict

RULE: Final = "lot_negative"
OWNERS: Final = ("stock",)


def lot_negative(case: LotCase) -> Conflict | None:
    """The alarm on a balance that cannot be; it ends when a count or a movement sets the sum right."""
    # Never clamped: more vials were taken than came in, so some line is missing or wrong.
    # A lot that nobody keeps account of is only used: typed at the bench, it owes nothing to a stock.
    if case.balance >= 0 or not case.kept:
        return None
    # Named are the lines that took vials and that no other such line knew of: where it went below.
    taken = [step.act for step in case.of(LEDGER) if step.change < 0]
    last = [act for act in taken if not any(before(act, other) for other in taken)]
    return Conflict(
        rule=RULE,
        subject=LEDGER,
        dose=None,
        acts=tuple(act.ref for act in last),
        owners=OWNERS,
        choices=(),
        alarm=True,
        blocks=False,
        settled=None,
    )
