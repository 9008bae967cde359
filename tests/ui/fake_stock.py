"""The fictive hospital's stock, vault, and a bag for another patient, for the screens that show them."""

from __future__ import annotations

from node.api.base import Answer, Command, PersonView, Recorded, Refused, Stamp
from node.api.lot import ConcernedBag, GetLot, LotLineView, LotRow, Lots, LotView, RemainderView
from node.api.narcotics import (
    GetVault,
    VaultBalanceView,
    VaultLineView,
    VaultRow,
    Vaults,
    VaultView,
    Workplace,
)
from node.api.reattribution import ProposeReattribution, ReattributionProposal, TargetDose
from node.api.reference import Products
from node.api.session import ListPeople, People
from schema.acts.base import DoseRevision
from schema.acts.lot import LotNamed
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef
from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode

MORPHINE = "Morphine fictive 10 mg/mL, ampoule"
LOTS = tuple(bytes([number]) * 16 for number in (1, 2, 3))
VAULT = bytes([9]) * 16
HOUR = 3_600_000


def stamp(number: int, person: str = "Dr EXEMPLE Agathe", where: str = "PUI-1") -> Stamp:
    return Stamp(person, where, site.NOW - number * HOUR, None, act(number))


def act(number: int) -> ActRef:
    return ActRef(bytes([number]) * 16, number, 0, bytes([number]) * 32)


def named(label: str, number: str, expiry: str) -> LotNamed:
    return LotNamed(bytes([7]) * 16, label, "3400900000017", number, expiry)


ROWS = (
    LotRow(LOTS[0], named("CISPLATINE FICTIVE 50 mg/50 mL", "AB-12", "2027-06-30"), 14, True, True, 1, 0),
    LotRow(LOTS[1], named("GEMCITABINE FICTIVE 1 g", "G7701", "2027-01-31"), -2, True, False, 0, 1),
    LotRow(LOTS[2], named("OXALIPLATINE FICTIVE 100 mg", "OX-3", "2026-01-31"), -3, False, False, 0, 0),
)


def units(count: str) -> Quantity:
    return Quantity(count, Unit.ONE)


def line(number: int, way: str, change: str | None, balance: str | None, **more: object) -> VaultLineView:
    fields: dict[str, object] = {
        "act": act(number),
        "kind": "vault.entered/1" if way else "vault.counted/1",
        "way": way,
        "product": MORPHINE,
        "change": units(change) if change else None,
        "balance": units(balance) if balance else None,
        "note": "Oncologie",
        "stamp": stamp(number),
        "second": None,
        "waiting": False,
        "later": False,
        "apart": False,
    }
    return VaultLineView(**{**fields, **more})  # type: ignore[arg-type]  # each field has its type above


class StockNode(FakeNode):
    """The fictive node with a stock, a vault, and doses that wait for a bag."""

    def __init__(self) -> None:
        super().__init__()
        self.fits = True
        self.newest: tuple[VaultLineView, ...] = ()
        """Lines written in the vault since, the newest first."""

    def call(self, command: Command, timeout: float | None = 120) -> Answer:
        name = type(command).__name__
        answer = _ANSWERS.get(name)
        if answer is None and name not in _RECORDED:
            return super().call(command, timeout)
        self.calls.append(command)
        return answer(self, command) if answer is not None else Recorded(acts=(act(1),))


_RECORDED = frozenset(
    {
        *(
            "ReceiveLot",
            "MoveLot",
            "CountLot",
            "RecallLot",
            "LiftRecall",
            "KeepRemainder",
            "DiscardRemainder",
        ),
        *("OpenVault", "EnterNarcotics", "CountVault", "HandOverVault", "ReconcileVault", "WitnessVault"),
        "Reattribute",
    }
)


def _list_lots(_node: StockNode, _command: Command) -> Answer:
    return Lots(rows=ROWS)


def _get_lot(node: StockNode, command: Command) -> Answer:
    assert isinstance(command, GetLot)
    row = next(one for one in ROWS if one.lot == command.lot)
    course = node.courses[0]
    bag = ConcernedBag(
        course=course.id,
        patient=course.patient.id,
        patient_name="MARTIN Alice",
        bag=bytes([5]) * 16,
        number="PUI-1 000042",
        substance="cisplatine",
        state="released",
        open=True,
    )
    left = RemainderView(
        bytes([6]) * 16, Quantity("12.5", Unit.ML), site.NOW + HOUR, "", "left", (), stamp(2)
    )
    return LotView(
        row=row,
        lines=(
            LotLineView("lot.received/1", 20, 20, "Grossiste fictif", stamp(9)),
            LotLineView("lot.used/1", -6, 14, "PUI-1 000042", stamp(3)),
        ),
        remainders=(left,) if row.left else (),
        bags=(bag,) if row.recalled else (),
        recalls=((stamp(1), "particules", "MED 26/A001"),) if row.recalled else (),
        heads=(act(1),),
    )


def _list_vaults(_node: StockNode, _command: Command) -> Answer:
    return Vaults(rows=(VaultRow(VAULT, "Coffre de la PUI", ("PUI-1",), here=True),))


def _get_vault(node: StockNode, command: Command) -> Answer:
    assert isinstance(command, GetVault)
    return VaultView(
        row=VaultRow(VAULT, "Coffre de la PUI", ("PUI-1",), here=True),
        balances=(
            VaultBalanceView(MORPHINE, units("6")),
            VaultBalanceView("Oxycodone fictive 10 mg", units("28")),
        ),
        lines=(
            *node.newest,
            line(1, "out", "-2", "6", later=True, apart=True, stamp=stamp(1, "SUPPOSÉ Firmin", "HDJ-1")),
            line(2, "destroyed", "-1", "8", waiting=True, note="périmée"),
            line(3, "", "-1", "9", second=stamp(3, "IMAGINAIRE Églantine"), note=f"{MORPHINE} 9"),
            line(4, "in", "10", "10", note="Grossiste fictif"),
        ),
        others=(Workplace(bytes([8]) * 16, "HDJ-1"),),
        heads=(act(1),),
    )


def _list_people(_node: StockNode, _command: Command) -> Answer:
    colleague = PersonView(bytes([4]) * 16, "IMAGINAIRE Églantine", "preparer", ("narcotics",))
    return People(people=(*site.PEOPLE, colleague), site=site.SITE, workstation=site.HERE)


def _propose(node: StockNode, command: Command) -> Answer:
    assert isinstance(command, ProposeReattribution)
    first, second = node._row(node.courses[0].patient), node._row(node.courses[1].patient)

    def target(number: int, off: str, *objections: Refused) -> TargetDose:
        item = DoseRevision(bytes([number]) * 16, act(number))
        dose = Quantity("140", Unit.MG)
        return TargetDose(
            node.courses[1].id,
            item,
            second,
            "2026-11-21",
            "HDJ",
            dose,
            off,
            objections,
            (act(number),),
            site.CONFIRMED,
        )

    far = Refused(
        code="reattribution.too_far_off",
        values={"bag": "140 mg", "dose": "180 mg", "percent": "22.3 %", "limit": "5 %"},
    )
    return ReattributionProposal(
        patient=first,
        number="PUI-1 000042",
        substance="cisplatine",
        dose=Quantity("140", Unit.MG),
        use_by=site.NOW + 10 * HOUR,
        limit_percent="5",
        objections=() if node.fits else (Refused(code="bag.on_the_ward"),),
        targets=(target(2, "0.8 %"), target(3, "22.3 %", far)),
        heads=(act(1),),
    )


_ANSWERS = {
    "ListLots": _list_lots,
    "GetLot": _get_lot,
    "ListProducts": lambda _node, _command: Products(rows=()),
    "ListVaults": _list_vaults,
    "GetVault": _get_vault,
    ListPeople.__name__: _list_people,
    "ProposeReattribution": _propose,
}


def an_id(number: int) -> Id:
    """The id of the dose with this number in the proposal."""
    return bytes([number]) * 16
