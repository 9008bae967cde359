"""Names as people read them: those that several share are told apart by a short id."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from schema.ids import short_text

T = TypeVar("T")


def told_apart(among: Sequence[T], name: Callable[[T], str], identifier: Callable[[T], bytes]) -> list[str]:
    """Their names in order; those of one name followed by a short id, which alone names them, too."""
    often = Counter(name(one).casefold() for one in among)
    return [
        f"{name(one)} [{short_text(identifier(one))}]" if often[name(one).casefold()] > 1 else name(one)
        for one in among
    ]
