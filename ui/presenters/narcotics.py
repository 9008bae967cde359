"""The narcotics vault: balances, the ledger, an entry, a count or a hand-over by two people at one screen."""

from collections.abc import Callable

from node.api.base import Answer, Command, PersonView
from node.api.narcotics import (
    CountedHere,
    CountVault,
    EnterNarcotics,
    GetVault,
    HandOverVault,
    ListVaults,
    OpenVault,
    ReconcileVault,
    Second,
    VaultBalanceView,
    VaultLineView,
    VaultRow,
    Vaults,
    VaultView,
    WitnessVault,
)
from node.api.session import ListPeople, People
from schema.acts.base import Told
from schema.quantity import NumberError, Quantity, Unit, decimal_text, parse_typed
from ui.presenters import shown
from ui.presenters.base import Presenter, nothing
from ui.presenters.blocks import (
    Action,
    Actions,
    Block,
    Cell,
    Field,
    Form,
    Grid,
    Notices,
    Option,
    Page,
    Prose,
    Row,
)
from ui.presenters.desk import Signing

DOINGS = ("in", "out", "destroyed", "count", "hand_over")
"""What may be recorded, in the order offered."""
_BY_TWO = ("destroyed", "count", "hand_over")


class Narcotics(Presenter):
    """One vault; the second person signs on the same screen, or later."""

    name = "narcotics"
    _vaults: tuple[VaultRow, ...] | None = None
    _people: tuple[PersonView, ...] = ()
    _vault: VaultView | None = None
    _line = ""

    def load(self) -> None:
        self.ask(ListVaults(), self._listed, quiet=self._vaults is not None)
        self.ask(ListPeople(), self._people_listed, quiet=True)

    def _people_listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            me = self.desk.person.person if self.desk.person else b""
            self._people = tuple(
                one for one in answer.people if "narcotics" in one.rights and one.person != me
            )
            self.show()

    def _listed(self, answer: Answer) -> None:
        if isinstance(answer, Vaults):
            self._vaults = answer.rows
            chosen = self.input("vault") or (answer.rows[0].vault.hex() if answer.rows else "")
            self.show()
            if chosen:
                self.ask(GetVault(vault=bytes.fromhex(chosen)), self._opened, quiet=True)

    def _opened(self, answer: Answer) -> None:
        if isinstance(answer, VaultView):
            self._vault = answer
            if not self._line:  # what waits for a decision is in hand at once
                self._line = next((str(at) for at, one in enumerate(answer.lines) if one.later), "")
            self.show()

    def typed_vault(self) -> None:
        self._vault, self._line = None, ""
        self.load()

    def selected_lines(self, row: str) -> None:
        self._line = row
        self.show()

    # --- what is typed ----------------------------------------------------------------------------

    @property
    def _doing(self) -> str:
        return self.input("doing", DOINGS[0])

    def _amount(self, key: str, unit: Unit = Unit.ONE) -> Quantity | None:
        try:
            return Quantity(decimal_text(parse_typed(self.input(key))), unit)
        except NumberError:
            return None

    def _told(self) -> Told:
        return Told(self.desk.now(), False, None, "seen")

    def _second(self) -> Second | None:
        """The colleague chosen, with the PIN they typed; nobody: it waits for a second person."""
        chosen = self.input("second")
        return Second(bytes.fromhex(chosen), self.input("second_pin")) if chosen else None

    def _counted(self, vault: VaultView) -> tuple[CountedHere, ...] | None:
        """Every product that was counted; nil while an amount cannot be read."""
        found = []
        for number, one in enumerate(vault.balances):
            if not self.input(f"counted_{number}").strip():
                continue
            amount = self._amount(f"counted_{number}", one.amount.unit)
            if amount is None:
                self.focus(f"counted_{number}")
                return None
            found.append(CountedHere(one.product, amount))
        return tuple(found)

    # --- what is done -----------------------------------------------------------------------------

    def act_open_vault(self) -> None:
        name, words = self.input("vault_name").strip(), self.words
        if not name:
            self.focus("vault_name")
            return
        self.sign(
            Signing(
                title=words("ui.act.open_vault"),
                lines=(name, words("ui.narcotics.kept_here", workstation=self.desk.workstation)),
                command=lambda pin, _: OpenVault(name=name, pin=pin),
                done=lambda _: self.forget("opening", "vault_name"),
            ),
            words("ui.narcotics.opened", name=name),
        )

    def act_sign_vault(self) -> None:
        """What the form says: a line, a count, a hand-over."""
        vault = self._vault
        if vault is None:
            return
        if self._doing in ("count", "hand_over"):
            self._count(vault)
        else:
            self._enter(vault)

    def _enter(self, vault: VaultView) -> None:
        words, way, amount = self.words, self._doing, self._amount("amount")
        product = self.input("product").strip()
        if amount is None or not product:
            self.focus("amount" if product else "product")
            return
        whom, reason, second = self.input("whom").strip(), self.input("reason").strip(), self._second()
        self._sign(
            (product, words(f"summary.vault.{way}"), words.quantity(amount), whom or reason),
            lambda pin: EnterNarcotics(
                vault=vault.row.vault,
                way=way,
                product=product,
                amount=amount,
                lot=self.input("lot").strip(),
                whom=whom,
                reason=reason,
                told=self._told(),
                pin=pin,
                second=second if way in _BY_TWO else None,
            ),
        )

    def _count(self, vault: VaultView) -> None:
        counted, words, second = self._counted(vault), self.words, self._second()
        if counted is None:
            return
        lines = tuple(f"{one.product}: {words.quantity(one.counted)}" for one in counted)
        if self._doing == "count":
            self._sign(
                lines,
                lambda pin: CountVault(
                    vault=vault.row.vault, lines=counted, told=self._told(), pin=pin, second=second
                ),
            )
            return
        to = next((one for one in vault.others if one.workstation.hex() == self.input("keeper")), None)
        if to is None:
            self.focus("keeper")
            return
        self._sign(
            (words("ui.narcotics.handing_to", workstation=to.name), *lines),
            lambda pin: HandOverVault(
                vault=vault.row.vault,
                keeper=to.workstation,
                lines=counted,
                told=self._told(),
                pin=pin,
                second=second,
                based_on=vault.heads,
            ),
        )

    def _sign(self, lines: tuple[str, ...], command: Callable[[str], Command]) -> None:
        words = self.words
        alone = self._doing in _BY_TWO and self._second() is None
        self.sign(
            Signing(
                title=words(f"ui.narcotics.doing.{self._doing}"),
                lines=lines,
                command=lambda pin, _: command(pin),
                done=lambda _: self._forget(),
                consequence=words("ui.narcotics.alone") if alone else words("ui.narcotics.consequence"),
            ),
            words("ui.narcotics.recorded"),
        )

    def _forget(self) -> None:
        counted = (f"counted_{number}" for number in range(len(self._vault.balances) if self._vault else 0))
        self.forget("entry", "amount", "whom", "reason", "lot", "second", "second_pin", *counted)

    def _in_hand(self) -> VaultLineView | None:
        lines = self._vault.lines if self._vault else ()
        return next((one for number, one in enumerate(lines) if str(number) == self._line), None)

    def act_witness(self) -> None:
        """The second person, signed in by themselves."""
        line, vault, words = self._in_hand(), self._vault, self.words
        if line is None or vault is None:
            return
        self.sign(
            Signing(
                title=words("ui.act.witness"),
                lines=(line.product, line.note, shown.stamp(words, line.stamp, self.desk.now())),
                command=lambda pin, _: WitnessVault(vault=vault.row.vault, what=line.act, pin=pin),
                done=nothing,
            ),
            words("ui.narcotics.recorded"),
        )

    def act_reconcile(self, choice: str) -> None:
        line, vault, words, second = self._in_hand(), self._vault, self.words, self._second()
        if line is None or vault is None:
            return
        self.sign(
            Signing(
                title=words(f"ui.narcotics.reconcile.{choice}"),
                lines=(line.product, line.note, shown.stamp(words, line.stamp, self.desk.now())),
                command=lambda pin, reason: ReconcileVault(
                    vault=vault.row.vault,
                    line=line.act,
                    choice=choice,
                    reason=reason,
                    pin=pin,
                    second=second,
                    based_on=vault.heads,
                ),
                done=lambda _: self._forget(),
                consequence=words("ui.narcotics.consequence" if second else "ui.narcotics.alone"),
                reason=words("ui.reason"),
            ),
            words("ui.narcotics.recorded"),
        )

    # --- what is shown ----------------------------------------------------------------------------

    def page(self) -> Page:
        words, vault = self.words, self._vault
        blocks: list[Block] = [Notices(key="notices", slot="top", notices=self.notices)]
        if self._vaults:
            blocks.append(self._choosing(self._vaults))
        if vault is not None:
            blocks += [*self._shown(vault), self._entry(vault)]
        opening = Form(
            key="opening",
            slot="side",
            title=words("ui.narcotics.opening"),
            submit="open_vault",
            fields=(self.field("vault_name", "ui.narcotics.name"),),
        )
        arriving = self._vaults is None or (bool(self._vaults) and vault is None)
        if not arriving:
            blocks.append(opening)  # not before the vault that is there: the keyboard goes to that one
        blocks += [Actions(key="actions", slot="bottom", actions=self._actions())]
        return Page(
            title=words("ui.screen.narcotics"),
            subtitle=vault.row.name if vault else "",
            blocks=tuple(blocks),
            busy=arriving,
        )

    def _choosing(self, rows: tuple[VaultRow, ...]) -> Form:
        options = tuple(Option(one.vault.hex(), one.name) for one in rows)
        chosen = self.input("vault") or rows[0].vault.hex()
        return Form(
            key="vaults",
            slot="top",
            fields=(self.field("vault", "ui.narcotics.vault", "choice", otherwise=chosen, options=options),),
        )

    def _shown(self, vault: VaultView) -> list[Block]:
        words = self.words
        kept = words("ui.narcotics.kept_by", workstations=", ".join(vault.row.keepers))
        return [
            Prose(key="keeper", text=kept),
            Grid(
                key="balances",
                title=words("ui.narcotics.balances"),
                columns=(self.column("product", 6), self.column("left", 2, right=True)),
                rows=tuple(self._balance(one) for one in vault.balances),
                empty=words("ui.narcotics.empty"),
            ),
            Grid(
                key="lines",
                title=words("ui.narcotics.lines"),
                columns=(
                    self.column("movement", 3),
                    self.column("product", 4),
                    self.column("change", 1, right=True),
                    self.column("left", 1, right=True),
                    self.column("note", 4),
                    self.column("who", 5),
                ),
                rows=tuple(self._row(str(number), one) for number, one in enumerate(vault.lines)),
                selected=self._line,
                empty=words("ui.narcotics.no_lines"),
            ),
        ]

    def _balance(self, one: VaultBalanceView) -> Row:
        below = one.amount.decimal < 0
        amount = Cell(self.words.quantity(one.amount), right=True, strong=True)
        return Row(
            one.product,
            (Cell(self.words.held(one.product), strong=True), amount),
            tone="alarm" if below else None,
        )

    def _row(self, key: str, line: VaultLineView) -> Row:
        words, now = self.words, self.desk.now()
        marks = [
            words(f"ui.narcotics.{word}")
            for word, holds in (("waits", line.waiting), ("later", line.later), ("apart", line.apart))
            if holds
        ]
        who = shown.stamp(words, line.stamp, now)
        second = words("ui.narcotics.and", who=shown.stamp(words, line.second, now)) if line.second else ""
        kind = line.kind.partition("/")[0]
        return Row(
            key,
            (
                Cell(
                    words(f"summary.vault.{line.way}") if line.way else words(f"ui.kind.{kind}"),
                    ", ".join(marks),
                ),
                Cell(words.held(line.product), strong=True),
                Cell(words.quantity(line.change) if line.change else "", right=True),
                Cell(words.quantity(line.balance) if line.balance else "", right=True),
                Cell(line.note),
                Cell(who, second),
            ),
            tone="alarm" if line.later else "warning" if line.waiting or line.apart else None,
        )

    def _entry(self, vault: VaultView) -> Form:
        words, doing = self.words, self._doing
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
        later = self._in_hand()
        if doing in _BY_TWO or (later is not None and later.later):
            people = tuple(Option(one.person.hex(), one.name) for one in self._people)
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

    def _actions(self) -> tuple[Action, ...]:
        line, words = self._in_hand(), self.words
        found = [self.button("open_vault", primary=self._vault is None)]
        if line is not None and line.waiting:
            found.append(self.button("witness"))
        if line is not None and line.later:
            found += [
                self.button(f"reconcile:{choice}", label=words(f"ui.narcotics.reconcile.{choice}"))
                for choice in ("counted", "added")
            ]
        if self._vault is not None:
            found.append(self.button("sign_vault", primary=True))
        return tuple(found)
