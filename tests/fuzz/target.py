"""What a target of fuzzing is: a decoder, and the errors that it declares."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import msgspec

IDENTITY = "AGE-SECRET-KEY-1GPE6AHCRC50FL645J8KGF3QF39U5Y6AC9JWFPN4QUYT7PY9CE8RQWAMXPF"
"""Of nobody."""
US, THEM = bytes([1]) * 16, bytes([2]) * 16


class Target(msgspec.Struct, frozen=True):
    """One decoder."""

    run: Callable[[bytes], object]
    declared: tuple[type[Exception], ...]
    otherwise: Callable[[bytes, Random], bytes] | None = None
    """Changes an input so that it is still understood, where changes of bytes hardly ever are."""

    def check(self, data: bytes) -> None:
        """Raises what it should not."""
        try:
            self.run(data)
        except self.declared:
            return
