"""What happens at the pharmacy's shelf: vials come, go, break, are counted and recalled, anywhere."""

from collections.abc import Callable
from typing import NamedTuple

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
    RemainderView,
)
from node.domain.lot import LotState
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.station import Station
from schema.acts.base import Told
from schema.acts.lot import LotNamed
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import FileType

WHO = ("pharmacist", "pharmacist2")
NUMBERS = ("LOT-1", "LOT-2")
"""Of every product: few, so that many write into one ledger."""


class Left(NamedTuple):
    """An opened vial that is there."""

    lot: LotNamed
    remainder: Id


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
    left = [one.remainder for one in _left(view)] or [chance(16)]
    few = chance.between(1, 5)
    ways: list[tuple[float, Callable[[], Command]]] = [
        (3, lambda: ReceiveLot(lot=row.named, count=10 * few, told=told)),
        (2, lambda: MoveLot(lot=row.named, change=-few, why="broken", reason="cassé", told=told)),
        (1, lambda: MoveLot(lot=row.named, change=few, why="return", reason="retour", told=told)),
        (2, lambda: CountLot(lot=row.named, counted=max(0, row.balance + few - 3), told=told, pin=PIN)),
        (0.2, lambda: RecallLot(lot=row.named, reason="alerte fictive", pin=PIN)),
        (2, lambda: LiftRecall(lot=row.named, reason="levée", pin=PIN, based_on=view.heads)),
        (1, lambda: _keep(row.named, told)),
        (1, lambda: DiscardRemainder(lot=row.named, remainder=chance.pick(left), reason="ouvert", told=told)),
    ]
    return who, chance.weighed([way for _, way in ways], [weight for weight, _ in ways])()


def keeps(station: Station, chance: Chance, told: Told) -> tuple[str, Command] | None:
    """What is left of an opened vial is kept, of any lot that was used here."""
    lots = station.ask(WHO[0], ListLots())
    named = [row.named for row in lots.rows] if isinstance(lots, Lots) else []
    return (WHO[0], _keep(chance.pick(named), told)) if named else None


def throws_away(left: Left, told: Told) -> tuple[str, Command]:
    """This opened vial is no longer there."""
    return WHO[0], DiscardRemainder(lot=left.lot, remainder=left.remainder, reason="ouvert", told=told)


def remainders(station: Station) -> list[Left]:
    """Opened vials that are there, as far as a workstation knows."""
    states = [station.file(file) for file in station.files() if file.type == FileType.LOT]
    return [
        Left(state.named, one.remainder)
        for state in states
        if isinstance(state, LotState) and state.named is not None
        for one in state.remainders
        if one.left
    ]


def _left(view: LotView) -> list[RemainderView]:
    return [one for one in view.remainders if one.state == "left"]


def _keep(lot: LotNamed, told: Told) -> Command:
    return KeepRemainder(
        lot=lot, volume=Quantity("2", Unit.ML), use_by=told.happened_at + 86_400_000, told=told
    )
