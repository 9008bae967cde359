"""A decision taken by voice and transcribed: it waits for the prescriber's countersignature.

It holds nothing meanwhile: it was read back, and a pharmacist validates it like any other order.
"""

from collections.abc import Sequence

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Order
from node.domain.history import Act, before
from node.domain.merge.settling import Verdict, verdict
from node.domain.merge.ways import HANDED_OVER
from node.domain.state import Conflict
from schema.acts.prescription import PrescriptionTranscribed
from schema.acts.settlement import ConflictSettled

RULE = "spoken_order"
DENIED_RULE = "spoken_order_denied"
OWNERS = ("prescribe",)
COUNTERSIGNED, DENIED = "countersigned", "denied"
CHOICES = (COUNTERSIGNED, DENIED)


def waiting(case: DoseCase) -> tuple[Order, ...]:
    """The transcriptions of a dose that no prescriber's own order replaced since."""
    orders = case.versions.orders
    own = [step for step in orders if not isinstance(step.act.body, PrescriptionTranscribed)]
    return tuple(
        step
        for step in orders
        if isinstance(step.act.body, PrescriptionTranscribed)
        and not any(before(step.act, later.act) for later in own)
    )


def spoken_order(
    case: DoseCase, settlements: Sequence[tuple[Act, ConflictSettled]]
) -> tuple[Conflict | None, Verdict]:
    """What waits for the prescriber: a signature, or an order in place of one that was never given."""
    spoken = waiting(case)
    if not spoken:
        return None, Verdict()
    acts = tuple(step.act for step in spoken)
    said = verdict(RULE, case.dose, [act.ref for act in acts], CHOICES, settlements)
    if said.choice == DENIED and said.by is not None:
        # Never said so, or not that: nothing goes on until the prescriber writes what was meant.
        return _conflict(case, DENIED_RULE, (*acts, said.by), denied=True), said
    return _conflict(case, RULE, (*acts, *said.apart), said=said), said


def _conflict(
    case: DoseCase, rule: str, acts: tuple[Act, ...], *, said: Verdict | None = None, denied: bool = False
) -> Conflict:
    settled = said.by.ref if said is not None and said.by is not None else None
    return Conflict(
        rule=rule,
        subject=case.dose,
        dose=case.dose,
        acts=tuple(act.ref for act in sorted(acts, key=lambda act: act.place)),
        owners=OWNERS,
        choices=() if denied else CHOICES,
        # Handed over or given on the strength of an order that was never spoken.
        alarm=denied and bool(case.of(*HANDED_OVER)),
        blocks=denied,
        settled=settled,
    )
