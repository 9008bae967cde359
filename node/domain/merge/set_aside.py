"""An account set aside: it advances nothing, but it warns and blocks until a pharmacist looked into it."""

from collections.abc import Sequence
from typing import Final

from node.domain.fold.doubts import Doubt
from node.domain.history import Act
from node.domain.merge.settling import Verdict, verdict
from node.domain.state import Conflict
from schema.acts.settlement import ConflictSettled

RULE = "set_aside"
OWNERS = ("validate",)
NOBODYS: Final = frozenset({"nobody", "no_session", "unknown_key", "bad_signature", "unannounced"})
"""Set aside because no person is shown to have said it: nobody answers for what cannot be read in it, and
whoever holds a seal key could block every course of the site with that."""
COUNTED, DISMISSED = "counted", "dismissed"
CHOICES = (COUNTED, DISMISSED)


def looked_into(doubt: Doubt, settlements: Sequence[tuple[Act, ConflictSettled]]) -> Verdict:
    """What a pharmacist said of these accounts: `counted` or `dismissed`, or nothing yet."""
    return verdict(RULE, doubt.dose, [act.ref for act in doubt.acts], CHOICES, settlements)


def set_aside(doubt: Doubt, said: Verdict) -> Conflict:
    """The conflict between what an account tells and its author's right to tell it."""
    # "Possibly given on PUI-3, to be checked" is an alarm; a bag possibly made only blocks.
    refs = [act.ref for act in (*doubt.acts, *said.apart)]
    return Conflict(
        rule=RULE,
        subject=doubt.dose,
        dose=doubt.dose,
        acts=tuple(refs),
        owners=OWNERS,
        choices=CHOICES,
        alarm=doubt.given,
        blocks=said.by is None,
        settled=said.by.ref if said.by is not None else None,
    )
