"""Journals in several versions, from the command line."""

import re
from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from tests.ops.cli.pair import heard, joined, wraps
from tests.ops.cli.scene import Heard, Workstation, proposed, run, said
from tests.ops.cli.test_person_add import add


def test_where_no_journal_is_forked_there_is_nothing_to_settle(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    assert run(terminal, "fork", "list", *workstation.acting) == Exit.DONE
    assert "No journal exists in several versions." in terminal.said.getvalue()
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "fork", "settle", "7a", "--agreed", *workstation.acting)
    assert stopped.value.code == "cli.error.fork"


def test_two_administrators_say_which_versions_count(workstation: Workstation, tmp_path: Path) -> None:
    other = joined(workstation, tmp_path / "joined")
    add(workstation, tmp_path, Heard(person=False), role="administrator")
    clone = workstation.copy(tmp_path / "clone")
    first = ("--person", "fictif")
    said("workstation", "move", "PUI-1", "--place", "ici", *first, *workstation.acting)
    said("workstation", "move", "PUI-1", "--place", "là", *first, *clone.acting)
    heard(other, [workstation, clone])
    wraps(workstation, other)
    assert _warned(*first, *other.acting) == (
        "Journals in several versions, as if two machines ran under one name: PUI-1."
        " They are shown by veilleuse fork list.\n"
    )
    listed = said("fork", "list", *first, *other.acting)
    journals = re.findall(r"journal (\w{8}).*: to be settled", listed)
    assert len(journals) == 2
    assert len(re.findall(r"by: Dr FICTIF Alix, last: \d\d\u2011\w+\u2011\d{4} \d\d:\d\d", listed)) == 4
    assert listed.count("Workstation moved × 1") == 2, "what each version is"
    assert listed.count("; about PUI-1") == 2
    versions = re.findall(r"version (\w{8}),", listed)
    with pytest.raises(StopError) as stopped:
        said("fork", "settle", journals[0], "--branch", "zz", "--agreed", *first, *other.acting)
    assert stopped.value.code == "cli.error.fork_branch"
    assert (stopped.value.values["branch"], stopped.value.values["held"]) == ("zz", ", ".join(versions[:2]))
    assert listed.count("files it writes in: patients 0, treatments 0") == 4
    for journal, version in zip(journals, versions[::2], strict=True):
        settle = ("fork", "settle", journal, "--branch", version[:4], "--agreed")
        assert "Another person must agree" in said(*settle, *first, *other.acting)
        nothing = Heard("no")
        assert run(nothing, "fork", "settle", journal, *first, *other.acting) == Exit.REFUSED
        assert "No version is chosen" in nothing.warned.getvalue()
    assert said("fork", "list", *first, *other.acting).count("to be settled") == 2
    second = ("--person", "exemple", *other.opening, "--pin-file", str(tmp_path / "first"))
    for code in proposed(*second):
        assert "Two machines may be running under the name “PUI-1”" in said(
            "agree", code, "--agreed", *second
        )
    settled = said("fork", "list", *second)
    assert "to be settled" not in settled
    assert settled.count("set aside: 0") == 2
    assert _warned(*second) == ""


def _warned(*options: str) -> str:
    """What the list of workstations says beside its lines."""
    terminal = Heard(person=False)
    assert run(terminal, "workstation", "list", *options) == Exit.DONE
    who, _, warned = terminal.warned.getvalue().partition("\n")
    assert who.endswith(" acts.")
    return warned
