"""Keeping a narcotics vault: entering, counting, handing over, reconciling, and the second signature.

What happened is recorded wherever it is told, with the breach named; who keeps a vault, and what a line
found later was, are decisions of two people.
"""

import msgspec

from node.api.narcotics import (
    CountedHere,
    CountVault,
    EnterNarcotics,
    HandOverVault,
    OpenVault,
    ReconcileVault,
    WitnessVault,
)
from node.domain.accounts import account
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.fold.narcotics import line_id, product_key
from node.domain.gates import blank, broken, first, stale, told_too_early
from node.domain.history import Act
from node.domain.merge.found_later import ROW as FOUND_LATER
from node.domain.merge.unverified import waiting
from node.domain.narcotics import VaultState
from node.domain.rights import right_missing
from schema.acts.narcotics import (
    Counted,
    VaultCounted,
    VaultEntry,
    VaultHandedOver,
    VaultOpened,
    VaultReconciled,
    VaultWitnessed,
)
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType


class VaultSituation(msgspec.Struct, frozen=True, kw_only=True):
    """For decisions on one vault."""

    id: Id
    vault: VaultState
    workstations: frozenset[Id]
    """Workstations of the site that could keep it."""
    now_ms: int

    @property
    def file(self) -> FileRef:
        """The vault's file."""
        return FileRef(FileType.VAULT, self.id)


def decide_open_vault(command: OpenVault, who: Who, new_id: Id) -> Decided | Refusal:
    """A vault begins empty, kept where it is opened."""
    refusal = first(right_missing(who, "narcotics"), blank(command.name, "vault.name_missing"))
    if refusal:
        return refusal
    body = VaultOpened(command.name.strip(), who.workstation)
    return Decided((Draft(FileRef(FileType.VAULT, new_id), body),), created=(new_id,))


def _not_keeper(here: VaultSituation, who: Who) -> Refusal | None:
    return None if who.workstation in here.vault.keepers else Refusal("vault.not_keeper")


def decide_enter(command: EnterNarcotics, here: VaultSituation, who: Who) -> Decided | Refusal:
    """Something came in, went out or was destroyed: it is on its line, whoever keeps the vault."""
    unit = command.amount.unit.value
    refusal = first(
        right_missing(who, "narcotics"),
        blank(command.product, "vault.product_missing"),
        Refusal("vault.no_amount") if command.amount.decimal <= 0 else None,
        blank(command.whom, "vault.whom_missing") if command.way != "destroyed" else None,
        blank(command.reason, "reason.missing") if command.way == "destroyed" else None,
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = VaultEntry(
        command.way,
        command.product.strip(),
        command.amount,
        command.lot.strip(),
        command.whom.strip(),
        command.reason.strip(),
        command.told,
    )
    left = _held(here.vault, command.product, unit).decimal - command.amount.decimal
    below = Refusal("vault.below_nothing") if command.way != "in" and left < 0 else None
    return account((Draft(here.file, body),), command.told, broken(_not_keeper(here, who), below))


def _held(vault: VaultState, product: str, unit: str) -> Quantity:
    key = product_key(product, unit)
    found = (one for one in vault.balances if product_key(one.product, one.unit) == key)
    return next((Quantity(one.amount, Unit(one.unit)) for one in found), Quantity("0", Unit(unit)))


def _counted(lines: tuple[CountedHere, ...], vault: VaultState) -> tuple[Counted, ...]:
    """What was counted beside what the ledger says here now."""
    return tuple(
        Counted(line.product.strip(), line.counted, _held(vault, line.product, line.counted.unit.value))
        for line in lines
    )


def _lines_wrong(lines: tuple[CountedHere, ...]) -> Refusal | None:
    keys = [product_key(line.product, line.counted.unit.value) for line in lines]
    return first(
        Refusal("vault.counted_twice") if len(set(keys)) < len(keys) else None,
        *(blank(line.product, "vault.product_missing") for line in lines),
        *(Refusal("vault.no_amount") for line in lines if line.counted.decimal < 0),
    )


def decide_count_vault(command: CountVault, here: VaultSituation, who: Who) -> Decided | Refusal:
    """Counted: an account, whose differences count once a second person signed."""
    refusal = first(
        right_missing(who, "narcotics"),
        Refusal("vault.nothing_counted") if not command.lines else None,
        _lines_wrong(command.lines),
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = VaultCounted(_counted(command.lines, here.vault), command.told)
    return account((Draft(here.file, body),), command.told, broken(_not_keeper(here, who)))


def decide_hand_over(command: HandOverVault, here: VaultSituation, who: Who) -> Decided | Refusal:
    """Only who keeps it hands it over, on what the screen showed, every product counted."""
    vault = here.vault
    counted = {product_key(line.product, line.counted.unit.value) for line in command.lines}
    missing = [one for one in vault.balances if product_key(one.product, one.unit) not in counted]
    refusal = first(
        right_missing(who, "narcotics"),
        stale(command.based_on, vault.heads),
        Refusal("vault.known_in_part") if vault.known_in_part else None,
        _not_keeper(here, who),
        Refusal("vault.unverified") if waiting(vault.conflicts) else None,
        Refusal("vault.unknown_keeper") if command.keeper not in here.workstations else None,
        Refusal("vault.count_all", {"product": missing[0].product}) if missing else None,
        _lines_wrong(command.lines),
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = VaultHandedOver(command.keeper, _counted(command.lines, vault), command.told)
    return Decided((Draft(here.file, body, based_on=command.based_on),))


def decide_reconcile(command: ReconcileVault, here: VaultSituation, who: Who) -> Decided | Refusal:
    """A pharmacist says of a line found later what it was, naming everything that it disagrees with."""
    refusal = first(
        right_missing(who, "release"),
        stale(command.based_on, here.vault.heads),
        blank(command.reason, "reason.missing"),
        Refusal("conflict.no_such_choice") if command.choice not in ("counted", "added") else None,
    )
    subject = FOUND_LATER.rule, line_id(command.line)
    found = (one for one in here.vault.conflicts if (one.rule, one.subject) == subject)
    conflict = next((one for one in found if one.settled is None), None)
    if refusal or conflict is None:
        return refusal or Refusal("vault.nothing_to_reconcile")
    heads = tuple(sorted(set(conflict.acts)))
    body = VaultReconciled(command.line, heads, command.choice, command.reason.strip())
    return Decided((Draft(here.file, body, based_on=command.based_on),))


def decide_witness(
    command: WitnessVault, here: VaultSituation, who: Who, named: Act | None
) -> Decided | Refusal:
    """The second signature: by another person, on what waits for one."""
    refusal = first(
        right_missing(who, "narcotics"),
        Refusal("vault.nothing_to_witness")
        if named is None or command.what not in here.vault.waiting
        else None,
        Refusal("pair.witness") if named is not None and named.header.actor == who.person else None,
    )
    if refusal:
        return refusal
    return Decided((Draft(here.file, VaultWitnessed(command.what)),))
