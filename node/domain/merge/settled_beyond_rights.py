"""Settled by somebody who does not own the decision: it settles nothing, and a pharmacist is told of it.

The kinds of settlement claim the right `settle`, which nurses, prescribers and pharmacists have; whose the
decision is depends on the conflict, and is looked at here, before any rule reads a settlement.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

import msgspec

from node.domain.history import Act
from node.domain.merge.owners import OWNERS as OWNED
from node.domain.merge.settling import REVIEWED
from node.domain.merge.spoken_order import COUNTERSIGNED
from node.domain.merge.spoken_order import RULE as SPOKEN_ORDER
from node.domain.state import Conflict
from schema.acts.prescription import PrescriptionTranscribed
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.rules import SETTLED_BY_OWNERS
from schema.transaction import ActRef

RULE: Final = "settled_beyond_rights"
OWNERS: Final = OWNED[RULE]
CHOICES: Final = (REVIEWED,)

Said: TypeAlias = tuple[Act, ConflictSettled]


class Settlements(msgspec.Struct, frozen=True):
    """The admitted settlements of one file, in fold order."""

    counted: tuple[Said, ...]
    """Those that may settle what they name."""
    beyond: tuple[Said, ...]
    """Those whose author does not own the decision."""


def settlements_of(acts: Iterable[Act]) -> Settlements:
    """The settlements among the admitted acts of a file, sorted by whether their author may settle that.

    Holds for acts that have the rule `settled_by_owners` in their past; of a rule that is not in the
    table of owners (a breach, which only wants to be noticed) any right to settle will do.
    """
    every = tuple(acts)
    if not any(isinstance(act.body, ConflictSettled) for act in every):
        return Settlements((), ())
    known = {act.ref: act for act in every}
    said = [(act, act.body) for act in known.values() if isinstance(act.body, ConflictSettled)]
    beyond = {
        act.ref
        for act, body in said
        if SETTLED_BY_OWNERS in act.rules and not (_owns(act, body) and _may_countersign(act, body, known))
    }
    return Settlements(
        tuple(pair for pair in said if pair[0].ref not in beyond),
        tuple(pair for pair in said if pair[0].ref in beyond),
    )


def beyond_rights(
    settlements: Settlements, dose_of: Callable[[Id], Id | None] = lambda _: None
) -> list[Conflict]:
    """Each settlement that counts for nothing, until somebody who may has looked at it.

    `dose_of` gives the dose that a subject is, or is a bag of.
    """
    return [_conflict(act, body, settlements, dose_of(body.subject)) for act, body in settlements.beyond]


def _conflict(act: Act, body: ConflictSettled, settlements: Settlements, dose: Id | None) -> Conflict:
    looked = (
        by.ref
        for by, said in settlements.counted
        if said.rule == RULE and said.choice in CHOICES and act.ref in said.heads
    )
    return Conflict(
        rule=RULE,
        subject=body.subject,
        dose=dose,
        acts=(act.ref,),
        owners=OWNERS,
        choices=CHOICES,
        alarm=False,
        # What it named is still open, and blocks by itself.
        blocks=False,
        settled=next(looked, None),
    )


def _owns(act: Act, body: ConflictSettled) -> bool:
    owners = OWNED.get(body.rule, ())
    return not owners or not act.rights.isdisjoint(owners)


def _may_countersign(act: Act, body: ConflictSettled, known: dict[ActRef, Act]) -> bool:
    """Nobody countersigns what somebody else decided."""
    if (body.rule, body.choice) != (SPOKEN_ORDER, COUNTERSIGNED):
        return True
    heads = (known[ref] for ref in body.heads if ref in known)
    # What others said of it apart is named too, and is nobody's order.
    said = {one.doer for one in heads if isinstance(one.body, PrescriptionTranscribed)}
    return said <= {act.header.actor}
