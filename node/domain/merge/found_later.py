"""Narcotics: a line that a count had not seen, found later, is to be reconciled by two people."""

from collections.abc import Sequence

from node.domain.fold.narcotics import VaultCase, VaultRole, VaultStep, line_id
from node.domain.history import Act, before
from node.domain.merge.row import Found, PairOf, RowOf
from schema.acts.narcotics import VaultReconciled
from schema.ids import Id
from schema.rules import RECOUNTED

_COUNTS = (VaultRole.COUNTED, VaultRole.HANDED_OVER)


def find(pair: PairOf[VaultStep], _case: VaultCase) -> Found | None:
    """A witnessed count, and something dated before it that those who counted did not know."""
    if pair.second.role == VaultRole.ENTERED:
        line, count = pair.second, pair.first
    else:
        line, count = pair.first, pair.second
    # Known to who counted: the ledger they compared with had it.
    if not pair.apart and pair.first is line:
        return None
    # Dated after the count: it changed the shelf afterwards, and the sum is right.
    if line.happened_at > count.happened_at:
        return None
    # A count of some products says nothing of the others; a hand-over counts the whole vault.
    if count.role == VaultRole.COUNTED and not line.products & count.products:
        return None
    # Two counts apart found one difference twice only where both found one, of one product.
    if line.role in _COUNTS and not set(line.changes) & set(count.changes):
        return None
    acts = pair.first.act, pair.second.act
    return Found(subject=line_id(line.act.ref), acts=acts, alarm=True, blocks=False)


def way_out(subject: Id, acts: Sequence[Act], case: VaultCase) -> Act | None:
    """Reconciled by a pharmacist and a second person, or counted again by two who knew of everything."""
    for said, witness in case.reconciled.values():
        body = said.body
        if isinstance(body, VaultReconciled) and {act.ref for act in acts} <= set(body.heads):
            line = next((act for act in acts if act.ref == body.line), None)
            if line is not None and line_id(line.ref) == subject:
                return witness
    later = next((step for step in case.steps if line_id(step.act.ref) == subject), None)
    again = (
        step.act
        for step in case.of(*_COUNTS)
        if all(before(act, step.act) for act in acts) and later is not None and _says(step, later, case)
    )
    return next((case.witnesses[act.ref] for act in again), None)


def _says(count: VaultStep, line: VaultStep, case: VaultCase) -> bool:
    """Whether a count says what became of a line: of each product of it, with a pharmacist among the two."""
    if RECOUNTED not in count.act.rules:
        return True
    pharmacist = "release" in count.act.rights | case.witnesses[count.act.ref].rights
    return pharmacist and line.products <= count.products


ROW = RowOf(rule="found_later", find=find, way_out=way_out, owners=("release",), known_too=True)
