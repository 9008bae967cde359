"""What is to be written in a vault's ledger: a line, a count or a hand-over, as it is typed."""

from node.api.base import PersonView
from node.api.narcotics import CountedHere, Second, VaultView
from schema.acts.base import Told
from schema.quantity import NumberError, Quantity, Unit, decimal_text, parse_typed
from ui.presenters.base import Presenter
from ui.presenters.blocks import Field, Form, Option

DOINGS = ("in", "out", "destroyed", "count", "hand_over")
"""What may be recorded, in the order offered."""
BY_TWO = ("destroyed", "count", "hand_over")


class VaultEntry(Presenter):
    """The form of the vault's screen, and what was typed in it."""

    people: tuple[PersonView, ...] = ()
    """Who may sign as second person."""

    @property
    def doing(self) -> str:
        """What is to be recorded."""
        return self.input("doing", DOINGS[0])

    def amount_of(self, key: str, unit: Unit = Unit.ONE) -> Quantity | None:
        """An amount as typed; nil while it cannot be read."""
        try:
            return Quantity(decimal_text(parse_typed(self.input(key))), unit)
        except NumberError:
            return None

    def told_now(self) -> Told:
        """Seen, now."""
        return Told(self.desk.now(), False, None, "seen")

    def second(self) -> Second | None:
        """The colleague chosen, with the PIN they typed; nobody: it waits for a second person."""
        chosen = self.input("second")
        return Second(bytes.fromhex(chosen), self.input("second_pin")) if chosen else None

    def counted(self, vault: VaultView) -> tuple[CountedHere, ...] | None:
        """Every product that was counted; nil while an amount cannot be read."""
        found = []
        for number, one in enumerate(vault.balances):
            if not self.input(f"counted_{number}").strip():
                continue
            amount = self.amount_of(f"counted_{number}", one.amount.unit)
            if amount is None:
                self.focus(f"counted_{number}")
                return None
            found.append(CountedHere(one.product, amount))
        return tuple(found)

    def entry(self, vault: VaultView, *, by_two: bool) -> Form:
        """The form; `by_two` where a second person may sign at once."""
        words, doing = self.words, self.doing
        options = tuple(Option(one, words(f"ui.narcotics.doing.{one}")) for one in DOINGS)
        fields: list[Field] = [
            self.field("doing", "ui.narcotics.doing", "choice", otherwise=DOINGS[0], options=options)
        ]
        if doing in ("count", "hand_over"):
            fields += [
                Field(f"counted_{number}", one.product, value=self.input(f"counted_{number}"))
                for number, one in enumerate(vault.balances)
            ]
            if doing == "hand_over":
                stations = tuple(Option(one.workstation.hex(), one.name) for one in vault.others)
                choose = Option("", words("ui.narcotics.choose"))
                fields.append(
                    self.field("keeper", "ui.narcotics.keeper", "choice", options=(choose, *stations))
                )
        else:
            fields += [
                self.field("product", "ui.narcotics.product", hint="ui.narcotics.product.hint"),
                self.field("amount", "ui.narcotics.amount"),
                self.field("lot", "ui.narcotics.lot"),
                self.field("whom", "ui.narcotics.whom")
                if doing != "destroyed"
                else self.field("reason", "ui.reason"),
            ]
        if by_two:
            people = tuple(Option(one.person.hex(), one.name) for one in self.people)
            nobody = Option("", words("ui.narcotics.second.later"))
            fields += [
                self.field("second", "ui.narcotics.second", "choice", options=(nobody, *people)),
                self.field("second_pin", "ui.narcotics.second_pin", "pin"),
            ]
        return Form(
            key="entry",
            slot="side",
            title=words("ui.narcotics.entry"),
            submit="sign_vault",
            fields=tuple(fields),
        )
