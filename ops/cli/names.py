"""Whom a name given to a command means."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def named_so(
    among: Sequence[T], typed: str, name: Callable[[T], str], also: Callable[[T], Sequence[str]]
) -> list[T]:
    """Those of exactly this name, in whatever case, or this code; else those of whose name it is a part.

    `also` gives what else names one exactly: a short id, a licence number.
    """
    wanted = typed.strip().casefold()
    exact = [one for one in among if wanted in {said.casefold() for said in (name(one), *also(one)) if said}]
    return exact or [one for one in among if wanted in name(one).casefold()]
