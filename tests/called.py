"""How much is called meanwhile: a measure of work that does not depend on the machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(do: Callable[[], object]) -> Counter[str]:
    """How often each function is called, built in or not, or goes on when it is a generator."""
    found: Counter[str] = Counter()

    def count(frame: FrameType, event: str, what: Any) -> None:
        if event == "call":
            found[frame.f_code.co_qualname] += 1
        elif event == "c_call":
            found[what.__qualname__] += 1

    sys.setprofile(count)
    try:
        do()
    finally:
        sys.setprofile(None)
    return found
