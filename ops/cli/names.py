"""Whom a name given to a command means."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def named_so(among: Sequence[T], typed: str, name: Callable[[T], str]) -> list[T]:
    """Those of exactly this name, in whatever case; else those of which it is a part."""
    wanted = typed.strip().casefold()
    exact = [one for one in among if name(one).casefold() == wanted]
    return exact or [one for one in among if wanted in name(one).casefold()]
