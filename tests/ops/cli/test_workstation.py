"""Workstations from the command line."""

from pathlib import Path

import pytest

from node.client import RefusedError
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.workstation import DEEDS
from schema.i18n import LANGUAGES, text
from tests.ops.cli.scene import Heard, Workstation, run


def test_the_list_says_how_each_stands(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    assert run(terminal, "workstation", "list", *workstation.acting) == Exit.DONE
    assert "PUI-1 (Pharmacie): in service; acts held here:" in terminal.said.getvalue()


def test_renamed_and_moved(workstation: Workstation) -> None:
    rename = ("workstation", "rename", "pui", "--new-name", "PUI-2")
    assert run(Heard(person=False), *rename, *workstation.acting) == Exit.DONE
    move = ("workstation", "move", "PUI-2", "--place", "Sous-sol")
    assert run(Heard(person=False), *move, *workstation.acting) == Exit.DONE
    terminal = Heard(person=False)
    run(terminal, "workstation", "list", *workstation.acting)
    assert "PUI-2 (Sous-sol)" in terminal.said.getvalue()


def test_what_follows_is_told_and_somebody_must_want_it(workstation: Workstation) -> None:
    suspend = ("workstation", "suspend", "PUI-1", "--reason", "introuvable")
    refused = Heard("no")
    assert run(refused, *suspend, *workstation.acting) == Exit.REFUSED
    assert ", the last: " in refused.warned.getvalue(), "a date, or never"
    assert "What follows will be set aside" in refused.warned.getvalue()
    wanted = Heard("yes")
    assert run(wanted, *suspend, *workstation.acting) == Exit.DONE
    assert "PUI-1 is suspended." in wanted.said.getvalue()
    terminal = Heard(person=False)
    with pytest.raises(StopError) as stopped:
        run(terminal, *suspend, *workstation.acting)
    assert stopped.value.values == {"option": "--agreed"}


def test_a_removal_waits_for_a_second_person(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    remove = ("workstation", "remove", "PUI-1", "--reason", "volé", "--agreed")
    assert run(terminal, *remove, *workstation.acting) == Exit.DONE
    assert "Another person must agree" in terminal.said.getvalue()


def test_nothing_of_that_name(workstation: Workstation) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "workstation", "move", "HDJ", "--place", "ici", *workstation.acting)
    assert stopped.value.code == "cli.error.nothing_named"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_has_its_words(language: str) -> None:
    for deed in DEEDS:
        said = [f"cli.{deed.id}.done", *([f"cli.{deed.id}.follows"] if deed.warned else [])]
        assert [one for one in said if text(one, language) == one] == []


def test_secrets_are_read_from_files(workstation: Workstation, tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("000111\n", encoding="utf-8")
    words = ("workstation", "list", *workstation.opening, "--pin-file", str(tmp_path / "pin"))
    with pytest.raises(Exception, match=r"session\.wrong_pin"):
        run(Heard(person=False), *words)


def test_what_is_in_service_has_no_suspension_to_lift(workstation: Workstation) -> None:
    with pytest.raises(RefusedError, match=r"workstation\.in_service"):
        run(Heard(person=False), "workstation", "resume", "PUI-1", "--reason", "essai", *workstation.acting)
