"""Signing the starter library from the command line."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
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
