"""What one side of a conflict about a lot says: which lot, how many vials, which bag."""

from collections.abc import Mapping
from typing import Any, Final

from node.views.wording import Pairs, Say, Wording, told_pairs
from schema.acts.base import Told
from schema.acts.lot import (
    LotCounted,
    LotMoved,
    LotNamed,
    LotPutBack,
    LotRecalled,
    LotRecallLifted,
    LotReceived,
    LotUsed,
    RemainderDiscarded,
    RemainderKept,
    RemainderUsed,
)
from schema.acts.settlement import SETTLEMENTS, LotSettled
from schema.transaction import FileType


def _named(lot: LotNamed, words: Wording) -> Pairs:
    yield "product", lot.label
    yield "lot", lot.number
    yield "expiry", words.day(lot.expiry)


def _line(body: Any, words: Wording) -> Pairs:
    """One line of the ledger, or one fate of a remainder."""
    yield from _named(body.lot, words)
    told = getattr(body, "told", None)
    if isinstance(told, Told):
        yield from told_pairs(told, words)
    for field in ("supplier", "reason", "reference"):
        yield field, getattr(body, field, "")


def _received(body: LotReceived, words: Wording) -> Pairs:
    yield "vials", f"+{body.count}"
    yield from _line(body, words)


def _moved(body: LotMoved, words: Wording) -> Pairs:
    yield "vials", f"{body.change:+}".replace("-", "\u2212")
    yield from _line(body, words)


def _used(body: LotUsed, words: Wording) -> Pairs:
    yield "vials", f"\u2212{body.count}"
    yield "number", words.tell.course_bag(body.course, body.bag)
    yield from _named(body.lot, words)


def _put_back(body: LotPutBack, words: Wording) -> Pairs:
    yield "vials", f"+{body.count}"
    yield "number", words.tell.course_bag(body.course, body.bag)
    yield from _named(body.lot, words)


def _counted(body: LotCounted, words: Wording) -> Pairs:
    yield "counted", str(body.counted)
    yield "expected", str(body.expected).replace("-", "\u2212")
    yield from _line(body, words)


def _kept(body: RemainderKept, words: Wording) -> Pairs:
    yield "volume", words.amount(body.volume)
    yield "use_by", words.instant(body.use_by)
    yield from _line(body, words)


def _remainder_used(body: RemainderUsed, words: Wording) -> Pairs:
    yield "number", words.tell.number(body.series, body.number)
    yield from _named(body.lot, words)


def _settled(body: LotSettled, words: Wording) -> Pairs:
    yield "decision", words.choice(body.rule, body.choice)
    yield "reason", body.reason


LOT_SAY: Final[Mapping[type, Say]] = {
    LotReceived: _received,
    LotMoved: _moved,
    LotUsed: _used,
    LotPutBack: _put_back,
    LotCounted: _counted,
    LotRecalled: _line,
    LotRecallLifted: _line,
    RemainderKept: _kept,
    RemainderUsed: _remainder_used,
    RemainderDiscarded: _line,
    **dict.fromkeys(SETTLEMENTS[FileType.LOT], _settled),
}
"""What each kind of act on a lot says."""
