"""Whom a name given to a command means."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from node.domain.plain import plain
from schema.ids import short_text

T = TypeVar("T")


def named_so(
    among: Sequence[T], typed: str, name: Callable[[T], str], also: Callable[[T], Sequence[str]]
) -> list[T]:
    """Those of exactly this name, in whatever case, or this code; else of these words in any order.

    Else those that have each word, or a part of it: who types "Ida Gris" means GRIS Ida. `also` gives what
    else names one exactly: a short id, a licence number.
    """
    wanted = typed.strip().casefold()
    exact = [one for one in among if wanted in {said.casefold() for said in (name(one), *also(one)) if said}]
    words = _words(typed)
    if exact or not words:
        return exact
    same = [one for one in among if sorted(_words(name(one))) == sorted(words)]
    return same or [one for one in among if all(_has(name(one), word) for word in words)]


def _words(name: str) -> list[str]:
    return [word for word in map(plain, name.split()) if word]


def _has(name: str, word: str) -> bool:
    return any(word in known for known in _words(name))


def with_code(name: str, identifier: bytes, licence: str = "") -> str:
    """A name with what tells it from any other: its short id, which alone names it, and a licence number."""
    code = f"[{short_text(identifier)}]"
    named = name if code in name else f"{name} {code}"
    return f"{named} {licence}" if licence else named
