"""Real crashes: work in a forked process that is killed at a named write point."""

import os
import signal
from collections.abc import Callable


def killed_at(point: str, work: Callable[[Callable[[str], None]], None]) -> None:
    """Run work in a forked process that is killed when it comes to this point."""

    def kill(reached: str) -> None:
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            work(kill)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL
