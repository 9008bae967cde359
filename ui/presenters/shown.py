"""How stamps, states, refusals and columns are put into blocks, the same on every screen."""

from collections.abc import Iterable

from node.api.base import Stamp
from node.api.course import SeenView
from ui.format import Format
from ui.presenters.blocks import Column, Mark, Notice


def instant(words: Format, when: Stamp | SeenView, now: int) -> str:
    """When something was written, by a clock that may be in doubt."""
    told = words.when(when.at, now)
    return words("ui.stamp.doubtful", at=told) if when.doubtful else told


def stamp(words: Format, who: Stamp, now: int) -> str:
    """`Dr MARTIN, PUI-1, 14:05`, and when it happened where that is another time."""
    told = instant(words, who, now)
    if who.happened_at is not None and abs(who.happened_at - who.at) >= 60_000:
        told = words("ui.stamp.late", happened=words.when(who.happened_at, now), told=told)
    return f"{who.person}, {who.workstation}, {told}"


def state(words: Format, kind: str) -> Mark:
    """A state as a word with its shape and colour."""
    return Mark(kind, words(f"ui.state.{kind}"))


def blocks(words: Format, codes: Iterable[str]) -> tuple[Notice, ...]:
    """What keeps a dose from advancing, each with what may be done."""
    return tuple(
        Notice(
            "refusal",
            words.block(code),
            next=words.known(f"block.{code}.next", words.known(f"conflict.{code}.next", "")),
        )
        for code in codes
    )


def column(words: Format, name: str, share: int = 0, *, right: bool = False) -> Column:
    """A column with the heading `ui.column.<name>`."""
    return Column(words(f"ui.column.{name}"), share, right)


def code(identifier: bytes) -> str:
    """The id of a row."""
    return identifier.hex()


def decode(row: str) -> bytes:
    """The id behind a row."""
    return bytes.fromhex(row)
