"""Balances of lots and vaults: the sum of the movements that count, each once; below nothing, an alarm."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from node.domain.lot import LotState
from node.domain.narcotics import VaultState
from node.domain.state import Conflict
from ops.simulate.history import Set, Tx
from ops.simulate.invariants import Broken
from ops.simulate.model_acts import Act
from ops.simulate.model_files import seconds
from ops.simulate.station import Station
from schema.acts.lot import LotCounted, LotMoved, LotPutBack, LotReceived, LotUsed
from schema.acts.narcotics import VaultCounted, VaultEntry, VaultHandedOver, VaultReconciled
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActClass, ActRef, FileType

Product: TypeAlias = tuple[str, str]
"""Its name, and the unit in which it is counted."""


def ledger_off(station: Station, txs: Iterable[Tx], aside: Set, review: Set) -> Iterator[Broken]:
    """The shelf is not what the book says, or nobody is told that the book cannot be right.

    Of what is set aside, accounts up for review count: here nobody dismisses any.
    """
    books: dict[Id, list[Act]] = {}
    for line in _lines(txs, aside, review):
        books.setdefault(line.header.file.id, []).append(line)
    for lot, state in station.replica.states.all(LotState, FileType.LOT):
        moved = [line.body for line in books.get(lot, ())]
        total = sum(map(_moved, moved))
        if not state.balance == sum(line.change for line in state.lines) == total:
            detail = f"{lot.hex()[:8]}: shown {state.balance}, moved {total}"
            yield Broken("ledger_off", station.name, detail)
        kept = any(isinstance(body, LotReceived | LotMoved | LotCounted) for body in moved)
        if _alarm("lot_negative", state.conflicts) != (kept and total < 0):
            yield Broken("ledger_off", station.name, f"{lot.hex()[:8]}: alarm with {total}")
    for vault, book in station.replica.states.all(VaultState, FileType.VAULT):
        sums = _vault(books.get(vault, ()))
        shown = {(one.product, one.unit): Decimal(one.amount) for one in book.balances}
        if {key: amount for key, amount in shown.items() if amount} != sums:
            detail = f"vault {vault.hex()[:8]}: shown {sorted(shown.items())}, moved {sorted(sums.items())}"
            yield Broken("ledger_off", station.name, detail)
        if _alarm("vault_negative", book.conflicts) != any(amount < 0 for amount in sums.values()):
            yield Broken("ledger_off", station.name, f"vault {vault.hex()[:8]}: alarm")


def _alarm(rule: str, conflicts: Iterable[Conflict]) -> bool:
    return any(one.rule == rule and one.alarm for one in conflicts)


def _lines(txs: Iterable[Tx], aside: Set, review: Set) -> Iterator[Act]:
    for tx in txs:
        for index, (header, body) in enumerate(zip(tx.core.headers, tx.bodies, strict=True)):
            counts = not tx.bit & aside or (tx.bit & review and header.cls == ActClass.ACCOUNT)
            if counts and body is not None:
                yield Act(tx, index, header.kind, body)


def _moved(body: Wire | None) -> int:
    match body:
        case LotReceived() | LotPutBack():
            return body.count
        case LotUsed():
            return -body.count
        case LotMoved():
            return body.change
        case LotCounted():
            return body.counted - body.expected
    return 0


# -- a vault: counts and reconciliations take a second person


def _vault(lines: Sequence[Act]) -> Mapping[Product, Decimal]:
    by_ref = {line.ref: line for line in lines}
    two = seconds(lines)
    sums: dict[Product, Decimal] = {}
    for line in lines:
        if isinstance(line.body, VaultEntry) or line.ref in two:
            _add(sums, line.body, 1)
    for ref in _taken_back(lines, two):
        line = by_ref[ref]
        if isinstance(line.body, VaultEntry) or ref in two:
            _add(sums, line.body, -1)
    return {key: amount for key, amount in sums.items() if amount}


def _add(sums: dict[Product, Decimal], body: Wire, sign: int) -> None:
    if isinstance(body, VaultEntry):
        product, amount = (body.product, body.amount.unit.value), body.amount.decimal
        sums[product] = sums.get(product, Decimal(0)) + sign * (amount if body.way == "in" else -amount)
    elif isinstance(body, VaultCounted | VaultHandedOver):
        for one in body.lines:
            product = (one.product, one.counted.unit.value)
            change = one.counted.decimal - one.expected.decimal
            sums[product] = sums.get(product, Decimal(0)) + sign * change


def _taken_back(lines: Sequence[Act], two: Mapping[ActRef, Act]) -> Iterator[ActRef]:
    """Lines of which two people said that the count had them already, and nobody apart said otherwise."""
    said: dict[ActRef, list[tuple[Act, str]]] = {}
    for line in lines:
        if isinstance(line.body, VaultReconciled) and line.ref in two:
            said.setdefault(line.body.line, []).append((line, line.body.choice))
    known = {line.ref for line in lines}
    for ref, answers in said.items():
        last = [
            choice for line, choice in answers if not any(other.knew(two[line.ref]) for other, _ in answers)
        ]
        if {*last} == {"counted"} and ref in known:
            yield ref
