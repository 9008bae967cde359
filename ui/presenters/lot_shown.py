"""A lot as it is shown: its line in the stock, its bags, its ledger, its opened vials."""

from datetime import date

from node.api.lot import LotRow, LotView
from ui.format import Format
from ui.presenters import shown
from ui.presenters.blocks import Block, Cell, Grid, Mark, Notice, Notices, Prose, Row


def lot_row(words: Format, row: LotRow, now: int) -> Row:
    """One lot, with its balance and what is amiss."""
    today = words.today(now)
    kind = "recalled" if row.recalled else "alarm" if row.conflicts else ""
    expired = date.fromisoformat(row.named.expiry) < today
    word = words(f"ui.lot.state.{kind or ('expired' if expired else 'kept' if row.kept else 'unkept')}")
    return Row(
        row.lot.hex(),
        (
            Cell(words.held(row.named.label), row.named.cip13, strong=True),
            Cell(row.named.number, strong=True),
            Cell(words.day(row.named.expiry), tone="warning" if expired else None),
            Cell(str(row.balance).replace("-", "\u2212"), right=True),
            Cell(word, mark=Mark(kind, "") if kind else None),
        ),
        tone="alarm" if kind else None,
    )


def in_hand(words: Format, lot: LotView, remainder: str, now: int) -> list[Block]:
    """The lot in hand: whether it is recalled, whom that concerns, its ledger, its opened vials."""
    blocks: list[Block] = [
        Prose(
            key="lot",
            text=words("ui.lot.heading", label=words.held(lot.row.named.label), lot=lot.row.named.number),
            role="heading",
        )
    ]
    if lot.recalls:
        said = tuple(
            Notice(
                "alarm",
                words("ui.lot.is_recalled", who=shown.stamp(words, stamp, now)),
                f"{reason} {reference}".strip(),
                words("ui.lot.is_recalled.next"),
            )
            for stamp, reason, reference in lot.recalls
        )
        blocks.append(Notices(key="recalls", notices=said))
    return [*blocks, _bags(words, lot), _ledger(words, lot, now), _remainders(words, lot, remainder)]


def _bags(words: Format, lot: LotView) -> Grid:
    """Bags with a vial of this lot, and whose they are."""
    return Grid(
        key="bags",
        title=words("ui.lot.bags"),
        columns=(
            shown.column(words, "number", 2),
            shown.column(words, "patient", 4),
            shown.column(words, "drug", 3),
            shown.column(words, "state", 3),
        ),
        rows=tuple(
            Row(
                one.bag.hex(),
                (
                    Cell(one.number, strong=True),
                    Cell(one.patient_name, strong=True),
                    Cell(words.drug(one.substance)),
                    Cell(words(f"ui.state.{one.state}"), mark=Mark(one.state, "")),
                ),
                tone="alarm" if one.open else None,
            )
            for one in lot.bags
        ),
        empty=words("ui.lot.no_bags"),
        note=words("ui.lot.bags.note") if lot.bags else "",
    )


def _ledger(words: Format, lot: LotView, now: int) -> Grid:
    """What came in and went out, the newest first."""
    return Grid(
        key="lines",
        title=words("ui.lot.lines"),
        columns=(
            shown.column(words, "movement", 3),
            shown.column(words, "change", 1, right=True),
            shown.column(words, "vials", 1, right=True),
            shown.column(words, "note", 3),
            shown.column(words, "who", 4),
        ),
        rows=tuple(
            Row(
                str(number),
                (
                    Cell(words(f"ui.kind.{line.kind.partition('/')[0]}")),
                    Cell(f"{line.change:+}".replace("-", "\u2212"), right=True),
                    Cell(str(line.balance).replace("-", "\u2212"), right=True),
                    Cell(line.note),
                    Cell(shown.stamp(words, line.stamp, now)),
                ),
            )
            for number, line in reversed(tuple(enumerate(lot.lines)))
        ),
        empty=words("ui.lot.no_lines"),
    )


def _remainders(words: Format, lot: LotView, selected: str) -> Grid:
    """Vials of this lot that were opened and kept."""
    return Grid(
        key="remainders",
        title=words("ui.lot.remainders"),
        columns=(
            shown.column(words, "volume", 2),
            shown.column(words, "use_by", 3),
            shown.column(words, "state", 5),
        ),
        rows=tuple(
            Row(
                one.remainder.hex(),
                (
                    Cell(words.quantity(one.volume) if one.volume else "", strong=True),
                    Cell(words.instant(one.use_by) if one.use_by else ""),
                    Cell(words(f"ui.lot.left.{one.state}", numbers=", ".join(one.numbers))),
                ),
                tone="alarm" if len(one.numbers) > 1 else None,
            )
            for one in lot.remainders
        ),
        selected=selected,
        empty=words("ui.lot.no_remainders"),
    )
