"""Tables of pairs of roles: which pair meets which rule, which are harmless and why, and nothing in between.

Each sort of file has one such table over its own roles. Whatever a table does not list meets its row
for the unlisted, so that forgetting a pair makes a conflict and never a silence.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

import msgspec

R = TypeVar("R", bound=str)
"""The roles of one sort of file, words of an enumeration."""
W = TypeVar("W")
"""The rows of one sort of file."""


class Entry(msgspec.Struct, Generic[R, W], frozen=True):
    """Every pair of one role on the left with one on the right."""

    left: frozenset[R]
    right: frozenset[R]
    row: W | None = None
    """The rule; nil: harmless."""
    why: str = ""
    """Why it is harmless."""

    def pairs(self) -> Iterable[tuple[R, R]]:
        """The pairs, each once."""
        seen: set[frozenset[R]] = set()
        for one in sorted(self.left):
            for other in sorted(self.right):
                if frozenset({one, other}) not in seen:
                    seen.add(frozenset({one, other}))
                    yield one, other


def rule(row: W, left: Iterable[R], right: Iterable[R]) -> Entry[R, W]:
    """These pairs meet this rule."""
    return Entry(frozenset(left), frozenset(right), row)


def harmless(left: Iterable[R], right: Iterable[R], why: str) -> Entry[R, W]:
    """These pairs never disagree, and why."""
    return Entry(frozenset(left), frozenset(right), None, why)


def lookup(entries: Iterable[Entry[R, W]]) -> Mapping[tuple[R, R], W | None]:
    """Every listed pair, in both orders, with its rule; nil where it is harmless."""
    found: dict[tuple[R, R], W | None] = {}
    for entry in entries:
        for one, other in entry.pairs():
            found[one, other] = found[other, one] = entry.row
    return MappingProxyType(found)
