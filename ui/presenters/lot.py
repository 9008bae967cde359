"""Stock by lot: the list with balances and alarms, one lot's ledger, whom a recall concerns."""

from node.api.base import Answer, Command
from node.api.lot import (
    CountLot,
    GetLot,
    LiftRecall,
    ListLots,
    LotRow,
    Lots,
    LotView,
    MoveLot,
    RecallLot,
    ReceiveLot,
)
from node.api.reference import ListProducts, ProductRow, Products
from schema.acts.lot import LotNamed
from ui.presenters import lot_shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Actions, Block, Field, Form, Grid, Notices, Option, Page
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.in_hand import InHand, first
from ui.presenters.remainders import Remainders
from ui.typed import TypedError, parse_expiry

WAYS = ("received", "counted", "in", "out", "transfer", "return", "broken", "adjust")
"""What may be recorded of a lot, in the order offered."""
_TAKING = ("out", "transfer", "broken")
_FIELDS = ("way", "product", "number", "expiry", "count", "reason")


class Lot(Remainders):
    """The lots above; of the one in hand, its bags, its ledger, its opened vials."""

    name = "lot"
    _products: tuple[ProductRow, ...] = ()

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._list = InHand[LotRow](lambda row: row.lot.hex())

    def load(self) -> None:
        self.ask(ListLots(), self._listed, quiet=self._list.rows is not None)
        self.ask(ListProducts(), self._products_listed, quiet=True)

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Lots):
            if self._list.take(answer.rows, first):
                self._another()
            self.show()
            self._ask_lot()

    def _products_listed(self, answer: Answer) -> None:
        if isinstance(answer, Products):
            self._products = answer.rows
            self.show()

    def _ask_lot(self) -> None:
        row = self._list.row
        if row is not None:
            self.ask(GetLot(lot=row.lot), self._opened, quiet=True)

    def _opened(self, answer: Answer) -> None:
        if isinstance(answer, LotView):
            self.lot = answer
            if self.remainder not in {one.remainder.hex() for one in answer.remainders}:
                self.remainder = ""
            self.show()

    def _another(self) -> None:
        """Another lot is in hand: what was typed was of the one before."""
        self.lot, self.remainder = None, ""
        self.forget("movement", *_FIELDS)
        self.forget("keeping", "volume", "use_by")

    def selected_lots(self, row: str) -> None:
        if self._list.choose(row):
            self.notices = ()
            self._another()
            self.show()
            self._ask_lot()

    def opened_bags(self, row: str) -> None:
        """To the bag's course, where a recalled bag is recalled, destroyed or settled."""
        found = (one for one in (self.lot.bags if self.lot else ()) if one.bag.hex() == row)
        bag = next(found, None)
        if bag is not None:
            self.desk.open(Place("course", patient=bag.patient, course=bag.course, bag=bag.bag))

    # --- what is typed ----------------------------------------------------------------------------

    def _named(self) -> LotNamed | None:
        """The lot typed, else the one in hand."""
        row = self._list.row
        product = next((one for one in self._products if one.product.hex() == self.input("product")), None)
        if product is None:
            return row.named if row is not None and not self.input("number").strip() else None
        try:
            expiry = parse_expiry(self.input("expiry"), self.words.today(self.desk.now()))
        except TypedError:
            return None
        number = self.input("number").strip()
        if not number:
            return None
        return LotNamed(product.product, product.body.label, product.body.cip13, number, expiry.isoformat())

    def _count(self) -> int | None:
        typed = self.input("count").strip().replace("\u2212", "-")
        digits = typed.removeprefix("-")
        return int(typed) if digits.isdecimal() and len(digits) < 7 else None

    # --- what is done -----------------------------------------------------------------------------

    def act_record_movement(self) -> None:
        named, count, way = self._named(), self._count(), self.input("way", WAYS[0])
        if named is None or count is None:
            self.focus("count" if named else "number")
            return
        if way not in ("received", "counted") and not self.input("reason").strip():
            self.focus("reason")
            return
        words = self.words
        done = words("ui.lot.recorded", lot=named.number)
        if way == "counted":
            self.sign(
                Signing(
                    title=words("ui.lot.way.counted"),
                    lines=(named.label, words("ui.lot.line", lot=named.number, count=str(count))),
                    command=lambda pin, _: CountLot(lot=named, counted=count, told=self.seen_now(), pin=pin),
                    done=lambda _: self.forget("movement", *_FIELDS),
                ),
                done,
            )
            return
        command: Command
        if way == "received":
            command = ReceiveLot(lot=named, count=count, supplier=self.input("reason"), told=self.seen_now())
        else:
            change = -abs(count) if way in _TAKING else count
            reason = self.input("reason").strip()
            command = MoveLot(lot=named, change=change, why=way, reason=reason, told=self.seen_now())
        self.record(command, done, lambda _: self.forget("movement", *_FIELDS))

    def act_recall_lot(self) -> None:
        named, words = self._named(), self.words
        if named is None:
            self.focus("number")
            return
        concerned = len(self.lot.bags) if self.lot is not None and self.lot.row.named == named else 0
        self.sign(
            Signing(
                title=words("ui.act.recall_lot"),
                lines=(named.label, words("ui.lot.numbered", lot=named.number)),
                command=lambda pin, reason: RecallLot(lot=named, reason=reason, pin=pin),
                done=nothing,
                consequence=words.count("ui.lot.recall.consequence", concerned),
                reason=words("ui.reason"),
                danger=True,
            ),
            words("ui.lot.recalled", lot=named.number),
        )

    def act_lift_recall(self) -> None:
        lot, words = self.lot, self.words
        if lot is None:
            return
        self.sign(
            Signing(
                title=words("ui.act.lift_recall"),
                lines=(lot.row.named.label, words("ui.lot.numbered", lot=lot.row.named.number)),
                command=lambda pin, reason: LiftRecall(
                    lot=lot.row.named, reason=reason, pin=pin, based_on=lot.heads
                ),
                done=nothing,
                consequence=words("ui.lot.lift.consequence"),
                reason=words("ui.reason"),
            ),
            words("ui.lot.lifted", lot=lot.row.named.number),
        )

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        words, rows, now = self.words, self._list.rows, self.desk.now()
        lots = Grid(
            key="lots",
            columns=(
                self.column("product", 5),
                self.column("lot", 2),
                self.column("expiry", 2),
                self.column("vials", 1, right=True),
                self.column("state", 3),
            ),
            rows=tuple(lot_shown.lot_row(words, row, now) for row in rows or ()),
            selected=self._list.id,
            empty=words("ui.lot.waiting" if rows is None else "ui.lot.none"),
        )
        blocks: list[Block] = [Notices(key="notices", slot="top", notices=self.notices), lots]
        if self.lot is not None:
            blocks += lot_shown.in_hand(words, self.lot, self.remainder, now)
        blocks += self._forms()
        return Page(
            title=words("ui.screen.lot"),
            subtitle=words.count("ui.count.lots", len(rows)) if rows else "",
            blocks=tuple(blocks),
            busy=rows is None,
        )

    def _forms(self) -> list[Block]:
        words, lot = self.words, self.lot
        recalled = lot is not None and lot.row.recalled
        recall = self.button("lift_recall") if recalled else self.button("recall_lot", danger=True)
        return [
            Form(
                key="movement",
                slot="side",
                title=words("ui.lot.movement"),
                submit="record_movement",
                fields=self._movement_fields(),
                note=words("ui.lot.movement.note"),
            ),
            self.keeping(),
            Actions(
                key="actions",
                slot="bottom",
                actions=(
                    self.button("discard_remainder", enabled=bool(self.remainder)),
                    self.button("keep_remainder", enabled=lot is not None),
                    recall,
                    self.button("record_movement", primary=True),
                ),
            ),
        ]

    def _movement_fields(self) -> tuple[Field, ...]:
        words, row = self.words, self._list.row
        here = words("ui.lot.same", lot=row.named.number) if row else words("ui.lot.choose")
        products = tuple(Option(one.product.hex(), one.body.label) for one in self._products)
        way = self.input("way", WAYS[0])
        fields: tuple[Field, ...] = (
            self.field(
                "way",
                "ui.lot.way",
                "choice",
                otherwise=WAYS[0],
                options=tuple(Option(one, words(f"ui.lot.way.{one}")) for one in WAYS),
            ),
            self.field("product", "ui.lot.product", "choice", options=(Option("", here), *products)),
        )
        if self.input("product"):
            fields += (
                self.field("number", "ui.lot.number"),
                self.field("expiry", "ui.lot.expiry", hint="ui.hint.expiry"),
            )
        label = "ui.lot.supplier" if way == "received" else "ui.reason"
        fields += (self.field("count", "ui.lot.count"),)
        return fields if way == "counted" else (*fields, self.field("reason", label))
