"""Narcotics: handed over ‖ handed over: one vault cannot have two keepers."""

from collections.abc import Sequence

from node.domain.fold.narcotics import LEDGER, VaultCase, VaultRole, VaultStep
from node.domain.history import Act, before
from node.domain.merge.row import Found, PairOf, RowOf
from schema.ids import Id


def find(pair: PairOf[VaultStep], _case: VaultCase) -> Found | None:
    """Two hand-overs that ignored each other."""
    # One after the other is how a vault is handed over.
    if not pair.apart:
        return None
    return Found(subject=LEDGER, acts=(pair.first.act, pair.second.act), alarm=True, blocks=False)


def way_out(_subject: Id, acts: Sequence[Act], case: VaultCase) -> Act | None:
    """Handed over anew, with a count by two people, by somebody who knew of both."""
    again = (
        step.act for step in case.of(VaultRole.HANDED_OVER) if all(before(act, step.act) for act in acts)
    )
    return next((case.witnesses[act.ref] for act in again), None)


ROW = RowOf(rule="keepers_apart", find=find, way_out=way_out, owners=("release",))
