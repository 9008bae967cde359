"""What is left in an opened vial: kept until a day, or thrown away with a reason."""

from node.api.lot import DiscardRemainder, KeepRemainder, LotView
from schema.acts.base import Told
from schema.quantity import NumberError, Unit, parse_typed, quantity
from ui.presenters.base import Presenter
from ui.presenters.blocks import Form
from ui.presenters.desk import Asking
from ui.typed import TypedError, instant_of, parse_date


class Remainders(Presenter):
    """The part of the stock screen about the opened vials of the lot in hand."""

    lot: LotView | None = None
    """The lot in hand, once the node has told of it."""
    remainder = ""
    """The opened vial in hand."""

    def selected_remainders(self, row: str) -> None:
        self.remainder = row
        self.show()

    def act_keep_remainder(self) -> None:
        lot = self.lot
        try:
            volume = quantity(parse_typed(self.input("volume")), Unit.ML)
            day = parse_date(self.input("use_by"), self.words.today(self.desk.now()))
        except (NumberError, TypedError):
            self.focus("volume")
            return
        if lot is None:
            return
        until = instant_of(day, 23, 59, self.words.zone)
        self.record(
            KeepRemainder(lot=lot.row.named, volume=volume, use_by=until, told=self.seen_now()),
            self.words("ui.lot.kept"),
            lambda _: self.forget("keeping", "volume", "use_by"),
        )

    def act_discard_remainder(self) -> None:
        lot, left = self.lot, self.remainder
        if lot is None or not left:
            self.focus("remainders")
            return
        self.desk.confirm(
            Asking(
                title=self.words("ui.act.discard_remainder"),
                consequence=self.words("ui.lot.discard.consequence"),
                button=self.words("ui.act.discard_remainder"),
                reason=self.words("ui.reason"),
                done=lambda reason: self.record(
                    DiscardRemainder(
                        lot=lot.row.named, remainder=bytes.fromhex(left), reason=reason, told=self.seen_now()
                    ),
                    self.words("ui.lot.discarded"),
                ),
            )
        )

    def keeping(self) -> Form:
        """What is asked to keep one."""
        return Form(
            key="keeping",
            slot="side",
            title=self.words("ui.lot.keeping"),
            columns=2,
            submit="keep_remainder",
            fields=(
                self.field("volume", "ui.lot.volume"),
                self.field("use_by", "ui.lot.use_by", hint="ui.hint.date"),
            ),
        )

    def seen_now(self) -> Told:
        """An account of what somebody at this screen has before their eyes."""
        return Told(self.desk.now(), False, None, "seen")
