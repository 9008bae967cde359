"""A narcotics vault as it is shown: its keepers, its balances, its ledger."""

from node.api.narcotics import VaultBalanceView, VaultLineView, VaultView
from ui.format import Format
from ui.presenters import shown
from ui.presenters.blocks import Block, Cell, Grid, Prose, Row
from ui.presenters.in_hand import act_id


def in_hand(words: Format, vault: VaultView, selected: str, now: int) -> list[Block]:
    """Who keeps it, what is in it, and every line written about it."""
    kept = words("ui.narcotics.kept_by", workstations=", ".join(vault.row.keepers))
    return [
        Prose(key="keeper", text=kept),
        Grid(
            key="balances",
            title=words("ui.narcotics.balances"),
            columns=(shown.column(words, "product", 6), shown.column(words, "left", 2, right=True)),
            rows=tuple(_balance(words, one) for one in vault.balances),
            empty=words("ui.narcotics.empty"),
        ),
        Grid(
            key="lines",
            title=words("ui.narcotics.lines"),
            columns=(
                shown.column(words, "movement", 3),
                shown.column(words, "product", 4),
                shown.column(words, "change", 1, right=True),
                shown.column(words, "left", 1, right=True),
                shown.column(words, "note", 4),
                shown.column(words, "who", 5),
            ),
            rows=tuple(_row(words, one, now) for one in vault.lines),
            selected=selected,
            empty=words("ui.narcotics.no_lines"),
        ),
    ]


def line_id(line: VaultLineView) -> str:
    """The id of a line; of a count there is one for each product."""
    return f"{act_id(line.act)}/{line.product}"


def _balance(words: Format, one: VaultBalanceView) -> Row:
    below = one.amount.decimal < 0
    amount = Cell(words.quantity(one.amount), right=True, strong=True)
    return Row(
        one.product,
        (Cell(words.held(one.product), strong=True), amount),
        tone="alarm" if below else None,
    )


def _row(words: Format, line: VaultLineView, now: int) -> Row:
    marks = [
        words(f"ui.narcotics.{word}")
        for word, holds in (("waits", line.waiting), ("later", line.later), ("apart", line.apart))
        if holds
    ]
    who = shown.stamp(words, line.stamp, now)
    second = words("ui.narcotics.and", who=shown.stamp(words, line.second, now)) if line.second else ""
    kind = line.kind.partition("/")[0]
    return Row(
        line_id(line),
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
