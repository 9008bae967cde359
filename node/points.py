"""Named instants of the write paths, at which tests kill the program; in production nobody watches them."""

from collections.abc import Callable
from typing import TypeAlias

AtPoint: TypeAlias = Callable[[str], None]
"""Called with the name of each write point as it is reached."""


def nothing(_point: str) -> None:
    """Nobody watches the write points."""
