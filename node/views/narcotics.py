"""A narcotics vault as screens show it: the ledger with sums by product, who signed, what waits."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from node.api.narcotics import VaultBalanceView, VaultLineView
from node.domain.fold.narcotics import Product, product_key
from node.domain.history import Act
from node.domain.narcotics import VaultLine, VaultState, needs_witness
from node.views.teller import Teller
from schema.acts.narcotics import VaultCounted, VaultEntry, VaultHandedOver, VaultReconciled, VaultWitnessed
from schema.codec import Wire
from schema.ids import Id
from schema.quantity import Quantity, Unit, clinical, decimal_text
from schema.transaction import ActRef


def balances(state: VaultState) -> tuple[VaultBalanceView, ...]:
    """What there is of each product."""
    held = ((one.product, Quantity(one.amount, Unit(one.unit))) for one in state.balances)
    return tuple(VaultBalanceView(product, amount) for product, amount in held)


class Ledger:
    """Shows the lines of one vault one after another, adding them up."""

    def __init__(
        self, state: VaultState, acts: Sequence[Act], stations: Mapping[Id, str], tell: Teller
    ) -> None:
        self._state = state
        self._acts = [act for act in acts if not act.set_aside]
        self._stations = stations
        self._tell = tell
        self._sums: dict[Product, Decimal] = {}
        self._names = {product_key(one.product, one.unit): one.product for one in state.balances}
        self._amounts: dict[ActRef, list[VaultLine]] = {}
        for line in state.lines:
            self._amounts.setdefault(line.act, []).append(line)
        self._seconds = {
            act.body.what: act.ref for act in reversed(self._acts) if isinstance(act.body, VaultWitnessed)
        }

    def lines(self) -> Iterator[VaultLineView]:
        """Every line in fold order; what waits for its second person is a line without an amount."""
        for act in self._acts:
            if isinstance(act.body, VaultEntry) or needs_witness(act.body):
                amounts = self._amounts.get(act.ref)
                for line in amounts or (None,):
                    yield self._line(act, line)

    def _line(self, act: Act, line: VaultLine | None) -> VaultLineView:
        body, state = act.body, self._state
        change, balance = self._added(line) if line is not None else (None, None)
        named = self._names.get((line.product, line.unit), line.product) if line is not None else ""
        waiting = act.ref in state.waiting
        return VaultLineView(
            act=act.ref,
            kind=act.kind,
            way=body.way if isinstance(body, VaultEntry) else "",
            product=body.product if isinstance(body, VaultEntry) else named,
            change=change,
            balance=balance,
            note=self._note(body),
            stamp=self._tell.stamp(act.ref),
            second=None if waiting else self._tell.stamp_if(self._seconds.get(act.ref)),
            waiting=waiting,
            later=act.ref in state.later,
            apart=act.ref in state.apart,
        )

    def _added(self, line: VaultLine) -> tuple[Quantity, Quantity]:
        key, unit = (line.product, line.unit), Unit(line.unit)
        with clinical():
            self._sums[key] = self._sums.get(key, Decimal(0)) + Decimal(line.change)
        return Quantity(line.change, unit), Quantity(decimal_text(self._sums[key]), unit)

    def _note(self, body: Wire | None) -> str:
        if isinstance(body, VaultEntry):
            return " · ".join(part for part in (body.whom, body.lot, body.reason) if part)
        counted = ""
        if isinstance(body, VaultCounted | VaultHandedOver):
            shown = (f"{line.product} {line.counted.shown(self._tell.language)}" for line in body.lines)
            counted = " · ".join(shown)
        if isinstance(body, VaultHandedOver):
            return f"{self._stations.get(body.keeper, '?')} · {counted}"
        return body.reason if isinstance(body, VaultReconciled) else counted
