"""Settlement ‖ settlement that says otherwise: nothing is settled, the conflict is open again."""

from collections.abc import Sequence

from node.domain.history import Act
from node.domain.merge.settling import Verdict
from node.domain.state import Conflict
from schema.ids import Id

RULE = "settled_apart"


def settled_apart(subject: Id, dose: Id | None, verdict: Verdict) -> Conflict | None:
    """The note that two people settled one conflict differently, each for themselves.

    It needs nobody: the conflict itself is open again, names both settlements among its acts, and
    whoever settles it knowing both ends this too.
    """
    # Either they still stand against each other, or a later settlement has ended that.
    acts: Sequence[Act] = verdict.apart or verdict.disagreed
    if not acts:
        return None
    return Conflict(
        rule=RULE,
        subject=subject,
        dose=dose,
        acts=tuple(act.ref for act in sorted(acts, key=lambda act: act.place)),
        owners=(),
        choices=(),
        alarm=False,
        blocks=False,
        settled=verdict.rejoined.ref if verdict.rejoined is not None else None,
    )
