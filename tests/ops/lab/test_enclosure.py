"""The enclosure: a network of its own, entered by a thread alone, and nothing left when it ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ops.lab import enclosure
from ops.lab.enclosure import enclosed, inside, obstacle

_WHY = obstacle()
needs_namespaces = pytest.mark.skipif(bool(_WHY), reason=f"no laboratory on this computer: {_WHY}")
_CARDS = "import socket; print(sorted(name for _, name in socket.if_nameindex()))"
_NEST = "import subprocess; subprocess.Popen(['sleep', '600']); print('ready', flush=True); input()"


def test_another_system_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert obstacle() == "system"


def test_missing_tools_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosure, "TOOLS", ("unshare", "no-such-tool"))
    assert obstacle() == "tools"


def test_a_system_that_forbids_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosure, "_TRY", "exit 1")
    assert sys.platform != "linux" or obstacle() in ("namespaces", "tools")


@needs_namespaces
def test_a_enclosure_has_a_network_of_its_own() -> None:
    done = subprocess.run(
        enclosed([sys.executable, "-c", _CARDS]), capture_output=True, text=True, check=True
    )
    # Some kernels give every network a few sleeping tunnels; none has a card of this computer.
    assert "lo" in done.stdout
    assert "eth" not in done.stdout


@needs_namespaces
def test_nothing_outlives_its_first_process() -> None:
    with subprocess.Popen(
        enclosed([sys.executable, "-c", _NEST]), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        within = psutil.Process(process.pid).children(recursive=True)
        assert any("sleep" in one.name() for one in within)
        process.kill()
    _, alive = psutil.wait_procs(within, timeout=10)
    assert alive == []


@needs_namespaces
@pytest.mark.skipif(os.geteuid() != 0, reason="entering another network takes root outside an enclosure")
def test_only_the_thread_that_enters_is_inside() -> None:
    with subprocess.Popen(
        ["unshare", "--net", "sh", "-c", "echo ready; read _"], stdin=-1, stdout=-1
    ) as there:
        assert there.stdout is not None
        assert there.stdin is not None
        there.stdout.readline()
        mine = Path("/proc/self/ns/net").readlink()

        def look() -> tuple[Path, set[str]]:
            cards = {name for _, name in socket.if_nameindex()}
            return Path("/proc/thread-self/ns/net").readlink(), cards

        theirs, cards = inside(there.pid, look)
        assert theirs != mine
        assert "lo" in cards
        assert Path("/proc/thread-self/ns/net").readlink() == mine
        with pytest.raises(ZeroDivisionError):
            inside(there.pid, lambda: 1 // 0)
        there.stdin.close()


def test_a_network_that_is_gone_is_an_error() -> None:
    with pytest.raises(OSError, match="ns/net"):
        inside(2**22 + 1, lambda: None)
