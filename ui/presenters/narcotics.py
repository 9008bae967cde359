"""The narcotics vault: balances, the ledger, an entry, a count or a hand-over by two people at one screen."""

from collections.abc import Callable

from node.api.base import Answer, Command
from node.api.narcotics import (
    CountVault,
    EnterNarcotics,
    GetVault,
    HandOverVault,
    ListVaults,
    OpenVault,
    ReconcileVault,
    VaultLineView,
    VaultRow,
    Vaults,
    VaultView,
    WitnessVault,
)
from node.api.session import ListPeople, People
from ui.presenters import shown, vault_shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Action, Actions, Block, Form, Notices, Option, Page
from ui.presenters.desk import Desk, Place, Signing
from ui.presenters.in_hand import InHand, first
from ui.presenters.vault_entry import BY_TWO, VaultEntry


class Narcotics(VaultEntry):
    """One vault; the second person signs on the same screen, or later."""

    name = "narcotics"
    _vaults: tuple[VaultRow, ...] | None = None
    _vault: VaultView | None = None

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk, place)
        self._lines = InHand[VaultLineView](vault_shown.line_id)

    def load(self) -> None:
        self.ask(ListVaults(), self._listed, quiet=self._vaults is not None)
        self.ask(ListPeople(), self._people_listed, quiet=True)

    def _people_listed(self, answer: Answer) -> None:
        if isinstance(answer, People):
            me = self.desk.person.person if self.desk.person else b""
            self.people = tuple(
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
            if self._vault is not None and _products(self._vault) != _products(answer):
                self._forget()  # amounts are typed by place: these are not of the same products any more
            self._vault = answer
            # What waits for a decision is in hand at once.
            self._lines.take(answer.lines, lambda rows: first([one for one in rows if one.later]))
            self.show()

    def typed_vault(self) -> None:
        self._forget()
        self._vault = None
        self._lines.choose("")
        self.load()

    def selected_lines(self, row: str) -> None:
        self._lines.choose(row)
        self.show()

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
        if self.doing in ("count", "hand_over"):
            self._count(vault)
        else:
            self._enter(vault)

    def _enter(self, vault: VaultView) -> None:
        words, way, amount = self.words, self.doing, self.amount_of("amount")
        product = self.input("product").strip()
        if amount is None or not product:
            self.focus("amount" if product else "product")
            return
        whom, reason, second = self.input("whom").strip(), self.input("reason").strip(), self.second()
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
                told=self.told_now(),
                pin=pin,
                second=second if way in BY_TWO else None,
            ),
        )

    def _count(self, vault: VaultView) -> None:
        counted, words, second = self.counted(vault), self.words, self.second()
        if counted is None:
            return
        lines = tuple(f"{one.product}: {words.quantity(one.counted)}" for one in counted)
        if self.doing == "count":
            self._sign(
                lines,
                lambda pin: CountVault(
                    vault=vault.row.vault, lines=counted, told=self.told_now(), pin=pin, second=second
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
                told=self.told_now(),
                pin=pin,
                second=second,
                based_on=vault.heads,
            ),
        )

    def _sign(self, lines: tuple[str, ...], command: Callable[[str], Command]) -> None:
        words = self.words
        alone = self.doing in BY_TWO and self.second() is None
        self.sign(
            Signing(
                title=words(f"ui.narcotics.doing.{self.doing}"),
                lines=lines,
                command=lambda pin, _: command(pin),
                done=lambda _: self._forget(),
                consequence=words("ui.narcotics.alone") if alone else words("ui.narcotics.consequence"),
            ),
            words("ui.narcotics.recorded"),
        )

    def _forget(self) -> None:
        counted = (f"counted_{number}" for number in range(len(self._vault.balances) if self._vault else 0))
        self.forget(
            "entry", "product", "amount", "whom", "reason", "lot", "keeper", "second", "second_pin", *counted
        )

    def act_witness(self) -> None:
        """The second person, signed in by themselves."""
        line, vault, words = self._lines.row, self._vault, self.words
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
        line, vault, words, second = self._lines.row, self._vault, self.words, self.second()
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
            blocks += [
                *vault_shown.in_hand(words, vault, self._lines.id, self.desk.now()),
                self.entry(vault, by_two=self._by_two),
            ]
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

    @property
    def _by_two(self) -> bool:
        """Whether what is recorded, or the line in hand, takes two people."""
        line = self._lines.row
        return self.doing in BY_TWO or (line is not None and line.later)

    def _choosing(self, rows: tuple[VaultRow, ...]) -> Form:
        options = tuple(Option(one.vault.hex(), one.name) for one in rows)
        chosen = self.input("vault") or rows[0].vault.hex()
        return Form(
            key="vaults",
            slot="top",
            fields=(self.field("vault", "ui.narcotics.vault", "choice", otherwise=chosen, options=options),),
        )

    def _actions(self) -> tuple[Action, ...]:
        line, words = self._lines.row, self.words
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


def _products(vault: VaultView) -> list[str]:
    return [one.product for one in vault.balances]
