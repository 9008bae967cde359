"""The second person at the command line."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, Workstation, run
from tests.ops.cli.test_person_add import add


def test_what_waits_is_listed_and_agreed_to_by_number(workstation: Workstation, tmp_path: Path) -> None:
    add(workstation, tmp_path, Heard(person=False), role="administrator")
    first = ("--person", "fictif", *workstation.acting)
    nothing = Heard(person=False)
    assert run(nothing, "agree", *first) == Exit.DONE
    assert "Nothing waits" in nothing.said.getvalue()
    remove = ("workstation", "remove", "PUI-1", "--reason", "volé", "--agreed")
    assert run(Heard(person=False), *remove, *first) == Exit.DONE
    second = ("--person", "exemple", *workstation.opening, "--pin-file", str(tmp_path / "first"))
    listed = Heard(person=False)
    assert run(listed, "agree", *second) == Exit.DONE
    assert "  1. Remove a workstation: PUI-1, proposed by Dr FICTIF Alix. volé" in listed.said.getvalue()
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "agree", "2", *second)
    assert stopped.value.code == "cli.error.proposal"
    assert run(Heard("no"), "agree", "1", *second) == Exit.REFUSED
    # Suspended by the proposal, it may still say that it goes: a removal stands wherever it is signed.
    assert run(Heard("yes"), "agree", "1", *second) == Exit.DONE
    with pytest.raises(Exception, match=r"membership\.cut"):
        run(Heard(person=False), "workstation", "move", "PUI-1", "--place", "ici", *first)
