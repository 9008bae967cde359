"""A disk that fills up: no file of this process may grow beyond so many bytes.

A context, never a fixture: the limit holds for the file that pytest itself writes to as well, so it must
be gone before the test ends.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

limits = pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a POSIX affair")


@contextmanager
def filling_disk() -> Iterator[Callable[[int], None]]:
    """Gives what sets the limit; beyond it writes fail as on a full disk, until the context ends."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
