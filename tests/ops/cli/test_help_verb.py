"""`help` is the same as `--help`, and knows the exit codes."""

import pytest

from ops.cli import main
from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, run


def test_help_of_a_command_is_its_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "help", "site", "new"]) == Exit.DONE
    helped = capsys.readouterr().out
    assert main(["--language", "en", "site", "new", "--help"]) == Exit.DONE
    assert helped == capsys.readouterr().out


def test_the_exit_codes() -> None:
    terminal = Heard()
    assert run(terminal, "help", "exit-codes") == Exit.DONE
    assert len(terminal.said.getvalue().splitlines()) == len(Exit)


def test_help_of_nothing_known() -> None:
    assert main(["--language", "en", "help", "nothing"]) == Exit.USAGE
