"""Randomness by name: a stream for each purpose, so that a change in one leaves the others alone."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """One named stream of a seed; the same name gives the same draws in every process."""

    def __init__(self, *name: object) -> None:
        self._name = name
        self._source = random.Random("/".join(map(str, name)))  # noqa: S311  # repeatable on purpose

    def child(self, *name: object) -> "Chance":
        """A stream of its own for part of the purpose."""
        return Chance(*self._name, *name)

    def __call__(self, size: int) -> bytes:
        """Bytes, as `schema.ids.Random` has them."""
        return self._source.randbytes(size)

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self._source.random() < probability

    def pick(self, items: Sequence[T]) -> T:
        """One of them."""
        return self._source.choice(items)

    def weighed(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of them, by weight."""
        return self._source.choices(items, weights)[0]

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._source.randint(low, high)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of them, in any order."""
        return self._source.sample(items, len(items))
