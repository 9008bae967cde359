"""Derogations asked and not agreed: each as a card, and the signature of the second person."""

from node.api.base import Heads
from node.api.settlement import AgreeDerogation, DerogationView
from ui.format import Format, listed
from ui.presenters import shown
from ui.presenters.base import nothing
from ui.presenters.blocks import Action, Card, Cards, Mark
from ui.presenters.desk import Signing
from ui.presenters.in_hand import act_id


def number(row: DerogationView) -> str:
    """Which one it is, for its button."""
    return act_id(row.asked)


def cards(words: Format, rows: tuple[DerogationView, ...], now: int) -> Cards:
    """All of them; only who may agree has a button to do so."""
    return Cards(
        key="derogations",
        slot="side",
        title=words("ui.derogation.waiting"),
        cards=tuple(_card(words, row, now) for row in rows),
    )


def _card(words: Format, row: DerogationView, now: int) -> Card:
    agree = (Action(f"agree:{number(row)}", words("ui.act.agree_derogation")),)
    return Card(
        number(row),
        words(f"derogation.{row.rule}"),
        (
            *_about(words, row),
            words("ui.derogation.because", reason=row.reason),
            shown.stamp(words, row.stamp, now),
        ),
        Mark("link_asked", ""),
        tone="warning" if row.mine else None,
        actions=agree if row.mine else (),
    )


def _about(words: Format, row: DerogationView) -> tuple[str, str]:
    of = words("ui.number", number=row.number) if row.number else ""
    return row.patient_name, listed((words.drug(row.substance), of))


def agreeing(words: Format, row: DerogationView, heads: Heads, now: int) -> Signing:
    """The agreement about to be signed."""
    return Signing(
        title=words("ui.act.agree_derogation"),
        lines=(
            *_about(words, row),
            words(f"derogation.{row.rule}"),
            words("ui.derogation.because", reason=row.reason),
            shown.stamp(words, row.stamp, now),
        ),
        command=lambda pin, _: AgreeDerogation(course=row.course, asked=row.asked, pin=pin, based_on=heads),
        done=nothing,
        consequence=words("ui.derogation.agree.consequence"),
        danger=True,
    )
