"""Signing the starter library from the command line."""

from pathlib import Path

import pytest

from node.api.base import Recorded
from node.api.reference import Library, ListLibrary, RetireVersion
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import build
from ops.cli.reach import reach, sign_in
from ops.cli.verbs import VERBS
from tests.ops.cli.scene import Heard, Workstation, run
from tests.ops.cli.test_person_add import add


def sign(workstation: Workstation, folder: Path, *more: str) -> str:
    terminal = Heard(person=False)
    theirs = ("--pin-file", str(folder / "first"), "--person", "exemple")
    assert run(terminal, "library", "sign", *more, *workstation.opening, *theirs) == Exit.DONE
    return terminal.said.getvalue()


def test_all_of_it_then_nothing_more(workstation: Workstation, tmp_path: Path) -> None:
    add(workstation, tmp_path, Heard(person=False))
    one = sign(workstation, tmp_path, "mFOLFOX6")
    assert "Signed: 1; signed already: 0." in one
    assert "- regimen " in one
    every = sign(workstation, tmp_path, "--all")
    assert one.splitlines()[0] not in every
    assert "- The site’s clinical limits" in every
    assert len(set(every.splitlines())) == len(every.splitlines()), "no two lines say the same"
    assert "signed already: 1." in every
    assert "Signed: 0;" in sign(workstation, tmp_path, "--all")


def test_what_was_retired_is_neither_signed_nor_counted_as_signed(
    workstation: Workstation, tmp_path: Path
) -> None:
    add(workstation, tmp_path, Heard(person=False))
    sign(workstation, tmp_path, "mFOLFOX6", "limits")
    theirs = ("--pin-file", str(tmp_path / "first"), "--person", "exemple", *workstation.opening)
    options = build(VERBS, "en").parse_args(["library", "sign", "--all", *theirs])
    with reach(options, Heard(person=False)) as client:
        pin = sign_in(client, "reference", options, Heard(person=False))
        rows = client.ask(ListLibrary(language="en"), Library).rows
        (row,) = (row for row in rows if row.name == "mFOLFOX6")
        assert row.version is not None
        client.ask(
            RetireVersion(file=row.file, version=row.version, wrong=False, reason="fictif", pin=pin), Recorded
        )
    every = sign(workstation, tmp_path, "--all")
    assert f"Signed: {len(rows) - 2}; signed already: 1." in every
    assert "Retired here, and so left out: mFOLFOX6." in every
    assert "- regimen mFOLFOX6" not in every
    again = sign(workstation, tmp_path, "--all")
    assert f"Signed: 0; signed already: {len(rows) - 1}." in again
    assert "Retired" not in sign(workstation, tmp_path, "mFOLFOX6"), "by its name it is signed anew"


def test_an_item_that_there_is_not(workstation: Workstation, tmp_path: Path) -> None:
    add(workstation, tmp_path, Heard(person=False))
    with pytest.raises(StopError) as stopped:
        sign(workstation, tmp_path, "NADA")
    assert (stopped.value.code, stopped.value.values["name"]) == ("cli.error.library_name", "NADA")


@pytest.mark.parametrize("words", [(), ("--all", "mFOLFOX6")])
def test_nothing_is_signed_by_leaving_something_out(workstation: Workstation, words: tuple[str, ...]) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "library", "sign", *words, *workstation.acting)
    assert stopped.value.code == "cli.error.library_what"


def test_an_administrator_cannot(workstation: Workstation) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "library", "sign", "--all", *workstation.acting)
    assert stopped.value.code == "cli.error.nobody"
