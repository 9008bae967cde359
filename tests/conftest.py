"""What every test may count on: no screen, no outside network, nobody's real data folders.

And what every test owes: it ends its threads and processes, and writes nothing beside the project.
"""

from __future__ import annotations

import contextlib
import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests import loopback
from tests.tree import ROOT
from ui.garbage import collect_due

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
def garbage_of_windows(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a window leaves is collected on the main thread alone (`ui/garbage.py`), between tests too.

    A window goes with the test that opened it: left to itself, Qt takes it down within whichever test next
    waits for something, when Python may have taken parts of it away.
    """
    of_a_window = request.path.is_relative_to(ROOT / "tests" / "ui")
    if of_a_window:
        gc.disable()
    elif not gc.isenabled():
        gc.collect()
        gc.enable()
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if of_a_window:
        collect_due()


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Each test ends what it started: threads, and processes of its own."""
    threads_before = set(threading.enumerate())
    children_before = _children()
    yield
    threads = [thread for thread in threading.enumerate() if thread not in threads_before]
    for thread in threads:
        thread.join(_GRACE_SECONDS)
    children = []
    for number in _children() - children_before:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            children.append(psutil.Process(number))
    _, running = psutil.wait_procs(children, timeout=_GRACE_SECONDS)
    left = [repr(thread) for thread in threads if thread.is_alive()]
    for child in running:
        with contextlib.suppress(psutil.NoSuchProcess):
            left.append(f"process {child.pid}: {' '.join(child.cmdline())}")
            child.kill()
            child.wait()
    assert not left, "the test left running: " + "; ".join(left)


def _children() -> set[int]:
    """This process's children, and theirs.

    Linux keeps a list of each thread's; elsewhere every process of the machine is looked at, which takes a
    hundred times as long, twice for each test.
    """
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        return {child.pid for child in psutil.Process().children(recursive=True)}
    found: set[int] = set()
    waiting = {os.getpid()}
    while waiting:
        children = _children_of(waiting.pop()) - found
        found |= children
        waiting |= children
    return found


def _children_of(process: int) -> set[int]:
    """What a process's threads have started; nothing, once it has ended."""
    found: set[int] = set()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found.update(map(int, (thread / "children").read_text(encoding="ascii").split()))
    return found
