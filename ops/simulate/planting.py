"""How a deliberate mistake is planted: one name of the program means something else, for ever."""

from typing import Any, TypeAlias

Unseen: TypeAlias = Any
"""Plants handle what they are given without looking at it."""


def plant(where: Unseen, name: str, what: Unseen) -> None:
    """In this process; use one of its own. Raises `AttributeError` where nothing of that name grows."""
    getattr(where, name)  # a plant where nothing grows would survive for the wrong reason
    setattr(where, name, what)
