"""How far a long piece of work is, told often enough for a person and no oftener."""

from collections.abc import Callable
from typing import TypeAlias

Told: TypeAlias = Callable[[int, int], None]
"""(done, total) of whatever is counted. What it raises ends the work."""

EVERY = 64


def unheard(_done: int, _total: int) -> None:
    """Nobody listens."""


class Steps:
    """Counts steps of known number."""

    def __init__(self, told: Told, total: int) -> None:
        self._told = told
        self._total = total
        self._done = 0
        told(0, total)

    def one(self) -> None:
        """One more is done."""
        self._done += 1
        if self._done % EVERY == 0 or self._done >= self._total:
            self._told(min(self._done, self._total), self._total)
