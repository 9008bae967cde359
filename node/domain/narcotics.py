"""A narcotics vault's file: one keeper, a ledger of lines that are never changed, balances as sums.

What was recorded apart is never added silently to what a count had found: it stands as a line to be
reconciled until a pharmacist and a second person said what it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from node.domain.fold.narcotics import (
    Product,
    VaultCase,
    VaultRole,
    VaultStep,
    changes_of,
    line_id,
    lines_of,
    product_key,
    vault_case,
)
from node.domain.history import Act, before
from node.domain.merge.found_later import ROW as FOUND_LATER
from node.domain.merge.judging import judge_steps
from node.domain.merge.owners import OWNERS
from node.domain.merge.settled_beyond_rights import beyond_rights, settlements_of
from node.domain.merge.settling import as_settlements
from node.domain.merge.unverified import read_with_doubts
from node.domain.merge.vault_table import VAULTS
from node.domain.reading import newest
from node.domain.state import Anomaly, Conflict, SetAside, Settlement
from schema.acts.base import DecimalText
from schema.acts.narcotics import (
    KINDS,
    VaultCounted,
    VaultEntry,
    VaultHandedOver,
    VaultOpened,
    VaultReconciled,
)
from schema.acts.settlement import SETTLEMENTS
from schema.codec import Wire
from schema.quantity import clinical, decimal_text
from schema.transaction import ActRef, Bytes16, FileType

BODIES: Final[frozenset[type[Wire]]] = frozenset(
    {*(kind.body for kind in KINDS), *SETTLEMENTS[FileType.VAULT]}
)
COUNTED: Final = "counted"
RULE_NEGATIVE: Final = "vault_negative"


class VaultLine(Wire, frozen=True):
    """One line: an entry, the difference that a count found, or what a reconciliation gives back."""

    act: ActRef
    product: str
    unit: str
    change: DecimalText


class VaultBalance(Wire, frozen=True):
    """What there is of one product: the sum of its lines."""

    product: str
    """As the first line in fold order names it."""
    unit: str
    amount: DecimalText


class VaultState(Wire, frozen=True):
    """One vault."""

    name: str
    keepers: tuple[Bytes16, ...]
    """The workstation that keeps it; several when it was handed over twice apart."""
    lines: tuple[VaultLine, ...]
    balances: tuple[VaultBalance, ...]
    """By product and unit."""
    waiting: tuple[ActRef, ...]
    """Counts, hand-overs, destructions and reconciliations that wait for a second person."""
    later: tuple[ActRef, ...]
    """Lines found later, not yet reconciled."""
    apart: tuple[ActRef, ...]
    """Lines recorded at a workstation that did not keep the vault, as far as its author could know."""
    conflicts: tuple[Conflict, ...]
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool
    settlements: tuple[Settlement, ...] = ()
    """Every settlement that counts, in fold order."""

    def balance(self, product: str, unit: str) -> Decimal:
        """What there is of a product, by the name on its lines."""
        found = (one for one in self.balances if (one.product, one.unit) == (product, unit))
        return next((Decimal(one.amount) for one in found), Decimal(0))


def fold_vault(acts: Sequence[Act]) -> VaultState:
    """The state of one vault's file."""
    reading, doubts, _ = read_with_doubts(acts, BODIES)
    settlements = settlements_of(reading.acts)
    opened = reading.bodies(VaultOpened)
    case = vault_case(reading.acts)
    judged, notes = judge_steps(VAULTS, case.steps, case, ())
    later = {
        one.conflict.subject for one in judged if one.row is FOUND_LATER and one.conflict.settled is None
    }
    lines = tuple(_lines(reading.acts, case))
    names = _names(reading.acts)
    balances = _balances(lines, names)
    return VaultState(
        name=opened[0][1].name if opened else "",
        keepers=_keepers(opened[0][1] if opened else None, case),
        lines=lines,
        balances=balances,
        waiting=tuple(
            act.ref for act in reading.acts if needs_witness(act.body) and act.ref not in case.witnesses
        ),
        later=tuple(step.act.ref for step in case.steps if line_id(step.act.ref) in later),
        apart=tuple(_apart(reading.acts, case)),
        conflicts=(
            *(one.conflict for one in judged),
            *notes,
            *_negative(balances, lines, case),
            *doubts,
            *beyond_rights(settlements),
        ),
        settlements=as_settlements(settlements.counted),
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )


def needs_witness(body: Wire | None) -> bool:
    """Whether an act takes a second person."""
    if isinstance(body, VaultEntry):
        return body.way == "destroyed"
    return isinstance(body, VaultCounted | VaultHandedOver | VaultReconciled)


def _lines(acts: Sequence[Act], case: VaultCase) -> Iterator[VaultLine]:
    """Every amount of the ledger in fold order: a count's only once two people signed it."""
    steps = {step.act.ref: step for step in case.steps}
    effective = {said.ref for said, _ in case.reconciled.values()}
    for act in acts:
        if act.ref in steps:
            yield from _amounts(act, steps[act.ref].changes, Decimal(1))
        elif act.ref in effective and isinstance(act.body, VaultReconciled) and act.body.choice == COUNTED:
            # The shelf already had it: what the line took must not be taken twice.
            line = steps.get(act.body.line)
            if line is not None:
                yield from _amounts(act, line.changes, Decimal(-1))


def _amounts(act: Act, changes: Mapping[Product, Decimal], sign: Decimal) -> Iterator[VaultLine]:
    with clinical():
        amounts = [(key, decimal_text(sign * change)) for key, change in sorted(changes.items())]
    for (product, unit), change in amounts:
        yield VaultLine(act.ref, product, unit, change)


def _names(acts: Sequence[Act]) -> dict[Product, str]:
    """How each product is written: as its first line in fold order does."""
    found: dict[Product, str] = {}
    for act in acts:
        body = act.body
        if isinstance(body, VaultEntry):
            for key in changes_of(body):
                found.setdefault(key, body.product)
        for line in lines_of(body):
            found.setdefault(product_key(line.product, line.counted.unit.value), line.product)
    return found


def _balances(lines: Sequence[VaultLine], names: dict[Product, str]) -> tuple[VaultBalance, ...]:
    sums: dict[Product, Decimal] = {key: Decimal(0) for key in names}
    with clinical():
        for line in lines:
            key = line.product, line.unit
            sums[key] = sums.get(key, Decimal(0)) + Decimal(line.change)
        return tuple(
            VaultBalance(names.get(key, key[0]), key[1], decimal_text(amount))
            for key, amount in sorted(sums.items())
        )


def _keepers(opened: VaultOpened | None, case: VaultCase) -> tuple[Bytes16, ...]:
    handed = [
        (step.act, step.act.body)
        for step in case.of(VaultRole.HANDED_OVER)
        if isinstance(step.act.body, VaultHandedOver)
    ]
    last = [body.keeper for _, body in newest(handed)]
    return tuple(sorted(set(last))) or ((opened.keeper,) if opened else ())


def _apart(acts: Sequence[Act], case: VaultCase) -> Iterator[ActRef]:
    """Lines by a workstation that was not the keeper by what its author could know."""
    opened = next((act.body for act in acts if isinstance(act.body, VaultOpened)), None)
    for act in acts:
        if isinstance(act.body, VaultEntry | VaultCounted):
            known = [step for step in case.steps if before(case.witnesses.get(step.act.ref, step.act), act)]
            keepers = _keepers(opened, VaultCase(known, case.witnesses, {}))
            if act.workstation not in keepers:
                yield act.ref


def _negative(
    balances: Sequence[VaultBalance], lines: Sequence[VaultLine], case: VaultCase
) -> Iterator[Conflict]:
    """Less than nothing of a product: some line is missing or wrong, and it is never clamped."""
    steps: dict[ActRef, VaultStep] = {step.act.ref: step for step in case.steps}
    for one in balances:
        if Decimal(one.amount) >= 0:
            continue
        taken = dict.fromkeys(
            line.act
            for line in lines
            if (line.product, line.unit) == product_key(one.product, one.unit) and line.change.startswith("-")
        )
        acts = [steps[ref].act for ref in taken if ref in steps]
        last = [act for act in acts if not any(before(act, other) for other in acts)]
        yield Conflict(
            rule=RULE_NEGATIVE,
            subject=line_id(last[0].ref) if last else bytes(16),
            dose=None,
            acts=tuple(act.ref for act in last),
            owners=OWNERS[RULE_NEGATIVE],
            choices=(),
            alarm=True,
            blocks=False,
            settled=None,
        )
