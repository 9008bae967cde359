"""What each act does to a vault: amounts by product, which count had a second person, who keeps it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

from node.domain.history import Act, before
from node.domain.merge.row import FileStep
from node.domain.plain import plain
from schema.acts.narcotics import (
    Counted,
    VaultCounted,
    VaultEntry,
    VaultHandedOver,
    VaultReconciled,
    VaultWitnessed,
)
from schema.codec import Wire, tagged_hash
from schema.ids import Id
from schema.quantity import clinical
from schema.transaction import ActRef

LEDGER: Final = b"ledger".ljust(16, b"\0")

Product: TypeAlias = tuple[str, str]
"""A product as compared, and its unit: amounts of two units never add up."""


class VaultRole(StrEnum):
    """What an act does to a vault."""

    ENTERED = "entered"
    COUNTED = "counted"
    """Counted by two people."""
    HANDED_OVER = "handed_over"
    """Counted by two people, and kept by another workstation since."""


class VaultStep(FileStep, frozen=True):
    """A step with what it changes, by product, and when it is told to have happened."""

    changes: Mapping[Product, Decimal] = {}
    products: frozenset[Product] = frozenset()
    """What it speaks of, changed or not."""
    happened_at: int = 0


class VaultCase(msgspec.Struct, frozen=True):
    """A vault's ledger, in fold order."""

    steps: Sequence[VaultStep]
    witnesses: Mapping[ActRef, Act]
    """The second person's act, by the act it names."""
    reconciled: Mapping[ActRef, tuple[Act, Act]]
    """(reconciliation, its second person) by the line it is about; the last that knew the others."""

    def of(self, *roles: VaultRole) -> list[VaultStep]:
        """The steps in these roles."""
        return [step for step in self.steps if step.role in roles]


def line_id(ref: ActRef) -> Id:
    """A line of the ledger as the subject of a conflict; branches of a journal have lines of their own."""
    place = ref.seq.to_bytes(8, "big"), ref.index.to_bytes(2, "big")
    return tagged_hash("line", ref.journal, *place, ref.core)[:16]


def product_key(name: str, unit: str) -> Product:
    """A product as compared."""
    return plain(name), unit


def lines_of(body: Wire | None) -> tuple[Counted, ...]:
    """What a count says, alone or of a hand-over."""
    return body.lines if isinstance(body, VaultCounted | VaultHandedOver) else ()


def changes_of(body: Wire | None) -> dict[Product, Decimal]:
    """What an act adds to the ledger by product: its amount, or the differences that a count found."""
    found: dict[Product, Decimal] = {}
    with clinical():
        if isinstance(body, VaultEntry):
            amount = body.amount.decimal
            key = product_key(body.product, body.amount.unit.value)
            found[key] = amount if body.way == "in" else -amount
        for line in lines_of(body):
            key = product_key(line.product, line.counted.unit.value)
            found[key] = found.get(key, Decimal(0)) + line.counted.decimal - line.expected.decimal
    return {key: change for key, change in found.items() if change}


def vault_case(acts: Sequence[Act]) -> VaultCase:
    """Everything that counts in a vault, by acts in fold order."""
    witnesses = _witnesses(acts)
    steps = [step for act in acts if (step := _step(act, witnesses)) is not None]
    return VaultCase(steps, witnesses, _reconciled(acts, witnesses))


def _witnesses(acts: Iterable[Act]) -> dict[ActRef, Act]:
    """Second signatures: by another person, who knew what they signed; the first of several."""
    known = {act.ref: act for act in acts}
    found: dict[ActRef, Act] = {}
    for act in known.values():
        if not isinstance(act.body, VaultWitnessed):
            continue
        named = known.get(act.body.what)
        other = named is not None and act.header.actor not in (None, named.header.actor)
        if named is not None and other and before(named, act):
            found.setdefault(named.ref, act)
    return found


def _step(act: Act, witnesses: Mapping[ActRef, Act]) -> VaultStep | None:
    body = act.body
    if isinstance(body, VaultEntry):
        changes = changes_of(body)
        return VaultStep(VaultRole.ENTERED, act, LEDGER, changes, frozenset(changes), body.told.happened_at)
    if isinstance(body, VaultCounted | VaultHandedOver) and act.ref in witnesses:
        role = VaultRole.COUNTED if isinstance(body, VaultCounted) else VaultRole.HANDED_OVER
        counted = frozenset(product_key(one.product, one.counted.unit.value) for one in body.lines)
        return VaultStep(role, act, LEDGER, changes_of(body), counted, body.told.happened_at)
    return None


def _reconciled(acts: Iterable[Act], witnesses: Mapping[ActRef, Act]) -> dict[ActRef, tuple[Act, Act]]:
    said: dict[ActRef, list[tuple[Act, VaultReconciled]]] = {}
    for act in acts:
        if isinstance(act.body, VaultReconciled) and act.ref in witnesses:
            said.setdefault(act.body.line, []).append((act, act.body))
    found: dict[ActRef, tuple[Act, Act]] = {}
    for line, answers in said.items():
        last = [
            (act, body)
            for act, body in answers
            if not any(before(witnesses[act.ref], other) for other, _ in answers)
        ]
        # Two that say otherwise apart reconcile nothing, until one that knew both.
        if len({body.choice for _, body in last}) == 1:
            found[line] = last[0][0], witnesses[last[0][0].ref]
    return found
