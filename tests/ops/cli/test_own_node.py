"""A node in a process of its own: it answers, leaves with its window, and says why it did not start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from node.api.session import ListPeople, People
from node.endpoint import ADDRESS_FILE, ClosedError
from ops.cli.exits import Exit
from ops.cli.own_node import NotStartedError, own_node
from tests.ops.cli.scene import Workstation


def test_it_answers_as_long_as_it_is_needed_and_leaves_nothing(workstation: Workstation) -> None:
    passphrase = workstation.passphrase.read_text(encoding="utf-8").strip()
    with own_node(workstation.folder, (), passphrase) as client:
        assert client.ask(ListPeople(), People).workstation == "PUI-1"
        assert (workstation.folder / ADDRESS_FILE).exists()
    with pytest.raises(ClosedError):
        client.call(ListPeople())
    assert not (workstation.folder / ADDRESS_FILE).exists()
    with own_node(workstation.folder, (), passphrase) as again:
        assert again.ask(ListPeople(), People).workstation == "PUI-1"


def test_the_words_go_to_this_program_wherever_one_stands(
    workstation: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder may hold a package of the same name, put there to be given the passphrase."""
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops" / "__init__.py").write_text("raise SystemExit('not this one')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    passphrase = workstation.passphrase.read_text(encoding="utf-8").strip()
    with own_node(workstation.folder, (), passphrase) as client:
        assert client.ask(ListPeople(), People).workstation == "PUI-1"


def test_it_says_why_it_did_not_start(workstation: Workstation, capfd: pytest.CaptureFixture[str]) -> None:
    with (
        pytest.raises(NotStartedError) as caught,
        own_node(workstation.folder, ("--language", "en"), "no words"),
    ):
        raise AssertionError
    assert caught.value.code == Exit.SECRET
    assert "6 words are needed" in capfd.readouterr().err


def test_a_window_that_was_killed_takes_its_node_with_it(workstation: Workstation) -> None:
    """Nothing but the end of its standard input tells the node."""
    given = ("--folder", str(workstation.folder), "--passphrase-file", "-", "--for-window")
    with subprocess.Popen(
        [sys.executable, "-m", "ops.cli", "run", *given], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as node:
        assert node.stdin is not None
        assert node.stdout is not None
        node.stdin.write(workstation.passphrase.read_bytes())
        node.stdin.flush()
        assert b"PUI-1" in node.stdout.readline()
        assert node.poll() is None
        node.stdin.close()
        assert node.wait(timeout=60) == Exit.DONE
