"""Adjustments taken over from an earlier cycle: shown as such, each to be confirmed before signing."""

from collections.abc import Sequence
from decimal import Decimal

from node.api.prescription import CarriedAdjustment
from ui.format import Format, listed
from ui.presenters import shown
from ui.presenters.blocks import Block, Field, Form, Notice, Notices
from ui.presenters.desk import Typed


def unconfirmed(typed: Typed, rows: Sequence[CarriedAdjustment]) -> str | None:
    """The field of the first that nobody has confirmed; nil when all are."""
    return next((_key(one) for one in rows if not typed.on(_key(one))), None)


def blocks(words: Format, typed: Typed, rows: Sequence[CarriedAdjustment], now: int) -> tuple[Block, ...]:
    """Where they come from, and a tick for each."""
    if not rows:
        return ()
    told = Notice(
        "warning", words.count("ui.count.carried", len(rows)), next=words("ui.prescription.carried.next")
    )
    return (
        Notices(key="carried_told", slot="top", notices=(told,)),
        Form(
            key="carried",
            slot="top",
            fields=tuple(
                Field(
                    _key(one),
                    words("ui.prescription.carried", what=_what(words, one)),
                    "tick",
                    value="1" if typed.on(_key(one)) else "",
                    hint=words(
                        "ui.prescription.carried.from",
                        cycle=str(one.cycle),
                        who=shown.stamp(words, one.stamp, now),
                    ),
                    wide=True,
                )
                for one in rows
            ),
        ),
    )


def _key(one: CarriedAdjustment) -> str:
    return f"carried_{one.adjustment.line}_{one.adjustment.day}"


def _what(words: Format, one: CarriedAdjustment) -> str:
    """`OXALIplatine −20 %, neuropathie`."""
    kept = one.adjustment
    outright = words.quantity(kept.prescribed) if kept.prescribed is not None else ""
    less = words("ui.prescription.less", percent=words.number(Decimal(kept.reduction_percent)))
    day = words("ui.day", day=str(kept.day)) if kept.day else ""
    return listed((listed((words.drug(one.substance), day, outright or less), " "), kept.reason), ", ")
