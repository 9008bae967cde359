"""What a target of fuzzing is: a decoder, and the errors that it declares."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import msgspec

IDENTITY = "AGE-SECRET-KEY-1GPE6AHCRC50FL645J8KGF3QF39U5Y6AC9JWFPN4QUYT7PY9CE8RQWAMXPF"
"""Of nobody."""
US, THEM = bytes([1]) * 16, bytes([2]) * 16


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder that is gone afterwards, in memory where the system has a place for that."""
    shared = Path("/dev/shm")  # noqa: S108  # as a place for our own folder
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


class Target(msgspec.Struct, frozen=True):
    """One decoder."""

    run: Callable[[bytes], object]
    declared: tuple[type[Exception], ...]
    otherwise: Callable[[bytes, Random], bytes] | None = None
    """Changes an input so that it is still understood, where changes of bytes hardly ever are."""

    rounds: int = 20
    """Blind changes of each kept input that the ordinary tests try: few where each takes long."""

    def check(self, data: bytes) -> None:
        """Raises what it should not."""
        try:
            self.run(data)
        except self.declared:
            return
