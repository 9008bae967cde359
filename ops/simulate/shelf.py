"""What happens at the pharmacy's shelf: vials come, go, break, are counted and recalled, anywhere."""

from collections.abc import Callable

from node.api.base import Command
from node.api.lot import (
    CountLot,
    DiscardRemainder,
    GetLot,
    KeepRemainder,
    LiftRecall,
    ListLots,
    Lots,
    LotView,
    MoveLot,
    RecallLot,
    ReceiveLot,
)
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.station import Station
from schema.acts.base import Told
from schema.ids import Id
from schema.quantity import Quantity, Unit

WHO = ("pharmacist", "pharmacist2")
NUMBERS = ("LOT-1", "LOT-2")
"""Of every product: few, so that many write into one ledger."""


def want(station: Station, chance: Chance, told: Told, only: Id | None = None) -> tuple[str, Command] | None:
    """Something about a lot that is known here, or about this one."""
    who = chance.pick(WHO)
    lots = station.ask(who, ListLots())
    rows = [row for row in lots.rows if only in {None, row.lot}] if isinstance(lots, Lots) else []
    if not rows:
        return None
    row = chance.pick(rows)
    view = station.ask(who, GetLot(lot=row.lot))
    if not isinstance(view, LotView):
        return None
    left = [one.remainder for one in view.remainders if one.state == "left"] or [chance(16)]
    few = chance.between(1, 5)
    ways: list[tuple[float, Callable[[], Command]]] = [
        (3, lambda: ReceiveLot(lot=row.named, count=10 * few, told=told)),
        (2, lambda: MoveLot(lot=row.named, change=-few, why="broken", reason="cassé", told=told)),
        (1, lambda: MoveLot(lot=row.named, change=few, why="return", reason="retour", told=told)),
        (2, lambda: CountLot(lot=row.named, counted=max(0, row.balance + few - 3), told=told, pin=PIN)),
        (0.2, lambda: RecallLot(lot=row.named, reason="alerte fictive", pin=PIN)),
        (2, lambda: LiftRecall(lot=row.named, reason="levée", pin=PIN, based_on=view.heads)),
        (
            1,
            lambda: KeepRemainder(
                lot=row.named,
                volume=Quantity("2", Unit.ML),
                use_by=told.happened_at + 86_400_000,
                told=told,
            ),
        ),
        (1, lambda: DiscardRemainder(lot=row.named, remainder=chance.pick(left), reason="ouvert", told=told)),
    ]
    return who, chance.weighed([way for _, way in ways], [weight for weight, _ in ways])()
