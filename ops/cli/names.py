"""Whom a name given to a command means."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from schema.ids import short_text

T = TypeVar("T")


def named_so(among: Sequence[T], typed: str, name: Callable[[T], str]) -> list[T]:
    """Those of exactly this name, in whatever case; else those of which it is a part."""
    wanted = typed.strip().casefold()
    exact = [one for one in among if name(one).casefold() == wanted]
    return exact or [one for one in among if wanted in name(one).casefold()]


def told_apart(among: Sequence[T], name: Callable[[T], str], identifier: Callable[[T], bytes]) -> list[str]:
    """Their names in order; those of one name followed by a short id, which alone names them, too."""
    often = Counter(name(one).casefold() for one in among)
    return [
        f"{name(one)} [{short_text(identifier(one))}]" if often[name(one).casefold()] > 1 else name(one)
        for one in among
    ]
