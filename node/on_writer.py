"""Work that another thread has done on the one that owns the replica, a slice at a time."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class OnWriter(Protocol):
    """Runs work on the thread that owns the replica and gives back what it returns."""

    def __call__(self, work: Callable[[], T], /) -> T: ...


def here(work: Callable[[], T], /) -> T:
    """Runs work on the calling thread, when that is the writer itself."""
    return work()
