"""Journals in several versions, from the command line."""

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, Workstation, run


def test_where_no_journal_is_forked_there_is_nothing_to_settle(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    assert run(terminal, "fork", "list", *workstation.acting) == Exit.DONE
    assert "No journal exists in several versions." in terminal.said.getvalue()
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "fork", "settle", "7a", "--agreed", *workstation.acting)
    assert stopped.value.code == "cli.error.fork"
