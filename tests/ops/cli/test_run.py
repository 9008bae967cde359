"""Running until told to stop, as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from node.clock import SystemClock
from node.daemon import Node
from node.settings import load_settings
from ops.cli.exits import Exit
from ops.cli.folder import unlock
from ops.cli.parser import build
from ops.cli.run import tell_clock, told_to_stop
from ops.cli.verbs import VERBS
from tests.node.stations import Clock
from tests.ops.cli.pair import joined, serving
from tests.ops.cli.scene import Heard, Workstation, found, run, settings

COMMAND = (sys.executable, "-c", "import sys; from ops.cli import main; sys.exit(main())")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
def test_it_says_when_it_is_ready_and_ends_when_told(workstation: Workstation, sign: signal.Signals) -> None:
    with subprocess.Popen(
        [*COMMAND, "--language", "en", "run", *workstation.opening],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        process.send_signal(sign)
        said, complained = process.communicate(timeout=60)
    assert ready.startswith("ready: PUI-1; 127.0.0.21:")
    assert said == "stopped: PUI-1\n"
    assert not complained
    assert process.returncode == Exit.DONE


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (5, ()),
        (120, ("nobody has confirmed date and time yet", "another workstation with the same time")),
        (-120, ("behind its own newest act", "somebody confirms date and time in the window.")),
    ],
)
def test_it_says_that_the_clock_waits_for_somebody(
    workstation: Workstation, minutes: int, said: tuple[str, ...]
) -> None:
    clock = Clock(SystemClock().now_ms() + minutes * 60_000)
    terminal = Heard()
    options = build(VERBS, "en").parse_args(["run", *workstation.opening])
    vault = unlock(options, terminal)
    node = Node(workstation.folder, vault, load_settings(workstation.folder), clock=clock, network=False)
    try:
        tell_clock(node, terminal)
    finally:
        node.stop()
    warned = terminal.warned.getvalue()
    assert bool(warned) is bool(said)
    assert [words for words in said if words not in warned] == []


def test_an_address_that_is_taken_is_named(workstation: Workstation) -> None:
    with socket.create_server(("127.0.0.21", 0)) as other:
        settings(workstation, listen=f"127.0.0.21:{other.getsockname()[1]}")
        done = subprocess.run(
            [*COMMAND, "--language", "en", "run", *workstation.opening],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == Exit.MACHINE
    assert "address 127.0.0.21:" in done.stderr
    assert "“listen” gives in node.json: another program listens" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("verbose", [False, True])
def test_what_a_library_says_of_a_pulled_cable_is_for_who_asks(verbose: bool) -> None:
    """Of a process of its own, since what is said is the whole process's."""
    told = (
        "import argparse, logging, sys\n"
        "from ops.cli.run import _log\n"
        "from ops.cli.terminal import Terminal\n"
        f"_log(argparse.Namespace(verbose={verbose}), Terminal('fr', sys.stdout, sys.stderr, sys.stdin))\n"
        "import zeroconf\n"
        "from zeroconf._logger import QuietLogger\n"
        "try:\n"
        "    raise OSError(101, 'Network is unreachable')\n"
        "except OSError as error:\n"
        "    QuietLogger.log_exception_once(error, 'Error with socket %d: %s', 14, error)\n"
        "    QuietLogger.log_warning_once('Error with socket %d: %s', 15, error)\n"
        "logging.getLogger('node').warning('of ours')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert ("Error with socket 14" in done.stderr) is verbose
    assert "of ours" in done.stderr
    assert verbose or len(done.stderr.splitlines()) == 1


def test_signals_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with told_to_stop() as stop:
        signal.raise_signal(signal.SIGTERM)
        assert stop.wait(10)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_whatever_a_workstation_makes_is_its_owners_alone(workstation: Workstation, tmp_path: Path) -> None:
    """Founded, joined, served, with a snapshot: files 0600, folders 0700."""
    founded = found(tmp_path / "founded")
    second = joined(workstation, tmp_path / "joined")
    assert run(Heard(person=False), "snapshot", *founded.acting) == Exit.DONE
    with serving(founded), serving(second):
        made = [path for folder in (founded.folder, second.folder) for path in (folder, *folder.rglob("*"))]
        wide = {path.name for path in made if path.stat().st_mode & 0o077}
    assert {"replica.db", "replica.db-wal", "replica.lock", "snapshots"} <= {path.name for path in made}
    assert wide == set()
