"""What every test may count on: no screen, no outside network, nobody's real data folders.

And what every test owes: it ends its threads and processes, and writes nothing beside the project.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

import hypothesis
import psutil
import pytest

from tests import loopback
from tests.tree import ROOT

# Read by Qt when its first application is made, by pytest-qt when its plugin is configured: before both.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

loopback.guard()

hypothesis.settings.register_profile(
    "veilleuse",
    deadline=None,  # a busy machine is not a defect
    derandomize="CI" in os.environ,  # the gate must not fail for somebody else's unlucky number
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # the same: it measures the machine
)
hypothesis.settings.load_profile("veilleuse")

_GRACE_SECONDS = 5  # between "asked to end" and "ended", on a machine that does other things
_FOLDERS_OF_A_PERSON = (
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
)
_CACHES = {".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"}


@pytest.fixture(autouse=True, scope="session")
def nobodys_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings and replicas of the person who runs the tests are out of reach."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _FOLDERS_OF_A_PERSON:
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        yield


@pytest.fixture(autouse=True, scope="session")
def nothing_beside_the_project() -> Iterator[None]:
    """No test leaves a file at the top of the repository, where relative paths end up."""
    before = {path.name for path in ROOT.iterdir()}
    yield
    left = {path.name for path in ROOT.iterdir()} - before - _CACHES
    assert not left, f"tests left behind, at the top of the repository: {', '.join(sorted(left))}"


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Each test ends what it started: threads, and processes of its own."""
    threads_before = set(threading.enumerate())
    children_before = set(_children())
    yield
    threads = [thread for thread in threading.enumerate() if thread not in threads_before]
    for thread in threads:
        thread.join(_GRACE_SECONDS)
    children = [child for child in _children() if child not in children_before]
    _, running = psutil.wait_procs(children, timeout=_GRACE_SECONDS)
    left = [repr(thread) for thread in threads if thread.is_alive()]
    for child in running:
        with contextlib.suppress(psutil.NoSuchProcess):
            left.append(f"process {child.pid}: {' '.join(child.cmdline())}")
            child.kill()
            child.wait()
    assert not left, "the test left running: " + "; ".join(left)


def _children() -> list[psutil.Process]:
    """This process's children. Asking the kernel whether there is one at all costs a thousandth of a list."""
    if hasattr(os, "waitid"):
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return []
    return psutil.Process().children(recursive=True)
