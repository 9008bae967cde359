"""Enrolling a member of staff from the command line, who may then sign in."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.person_add import role_of
from schema.i18n import LANGUAGES
from tests.ops.cli.scene import Heard, Workstation, run

FIRST_PIN = "161803"


def add(workstation: Workstation, folder: Path, terminal: Heard, *more: str, role: str = "pharmacist") -> int:
    """Enrol a fictive person."""
    (folder / "first").write_text(FIRST_PIN + "\n", encoding="utf-8")
    name = ("--family-name", "Exemple", "--first-name", "Agathe", "--title", "Dr", "--role", role)
    words = ("person", "add", *name, "--new-pin-file", str(folder / "first"), *more)
    return run(terminal, *words, *workstation.acting)


def test_who_was_added_may_act(workstation: Workstation, tmp_path: Path) -> None:
    terminal = Heard(person=False)
    assert add(workstation, tmp_path, terminal) == Exit.DONE
    assert "EXEMPLE Agathe (pharmacist) is enrolled." in terminal.said.getvalue()
    theirs = ("--pin-file", str(tmp_path / "first"), "--person", "exemple")
    signing = ("library", "sign", "limits", *workstation.opening, *theirs)
    assert run(Heard(person=False), *signing) == Exit.DONE


def test_a_role_may_be_said_in_the_reader_s_language(workstation: Workstation, tmp_path: Path) -> None:
    terminal = Heard(person=False, language="fr")
    assert add(workstation, tmp_path, terminal, role="Infirmier") == Exit.DONE
    assert "(infirmier)" in terminal.said.getvalue()


def test_a_role_may_be_said_without_its_accents(workstation: Workstation, tmp_path: Path) -> None:
    terminal = Heard(person=False, language="fr")
    assert add(workstation, tmp_path, terminal, role="preparateur") == Exit.DONE
    assert "(préparateur)" in terminal.said.getvalue()


@pytest.mark.parametrize("typed", ["infirmière", "Infirmiere", "infirmier", "nurse"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_role_is_known_by_the_words_of_both_languages(typed: str, language: str) -> None:
    assert role_of(typed, Heard(language=language)) == "nurse"


def test_a_role_that_there_is_not(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        add(workstation, tmp_path, Heard(person=False, language="fr"), role="wizard")
    assert stopped.value.leave is Exit.USAGE
    assert "pharmacien" in stopped.value.values["roles"], "named as the reader names them"


def test_only_an_administrator_adds_people(workstation: Workstation, tmp_path: Path) -> None:
    assert add(workstation, tmp_path, Heard(person=False)) == Exit.DONE
    with pytest.raises(StopError) as stopped:
        add(workstation, tmp_path, Heard(person=False), "--person", "exemple")
    assert stopped.value.code == "cli.error.not_theirs"


def test_what_is_missing_is_asked_for(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "person", "add", *workstation.acting)
    assert stopped.value.values == {"option": "--family-name"}
    (tmp_path / "first").write_text(FIRST_PIN + "\n", encoding="utf-8")
    asked = Heard("", "Modèle", "Basile", "9", "2")
    words = ("person", "add", "--new-pin-file", str(tmp_path / "first"))
    assert run(asked, *words, *workstation.acting) == Exit.DONE
    assert "MODÈLE Basile (prescriber)" in asked.said.getvalue()


def test_a_third_administrator_waits_for_a_second_person(workstation: Workstation, tmp_path: Path) -> None:
    second = Heard(person=False)
    assert add(workstation, tmp_path, second, role="administrator") == Exit.DONE
    assert "wait for another administrator" not in second.said.getvalue()
    name = ("--family-name", "Gris", "--first-name", "Ida", "--role", "administrator", "--person", "fictif")
    third = Heard(person=False)
    words = ("person", "add", *name, "--new-pin-file", str(tmp_path / "first"), *workstation.acting)
    assert run(third, *words) == Exit.DONE
    rights = "reset a PIN by two, admit workstations, manage people"
    assert f"wait for another administrator to agree (veilleuse agree): {rights}." in third.said.getvalue()
    name = ("--family-name", "Bleu", "--first-name", "Léo", "--role", "pharmacist", "--person", "fictif")
    fourth = Heard(person=False)
    words = ("person", "add", *name, "--new-pin-file", str(tmp_path / "first"), *workstation.acting)
    assert run(fourth, *words) == Exit.DONE
    assert "administrator to agree (veilleuse agree): reset a PIN by two." in fourth.said.getvalue()
