"""People from the command line."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.person import DEEDS
from schema.i18n import LANGUAGES, text
from tests.ops.cli.scene import Heard, Workstation, proposed, run
from tests.ops.cli.test_person_add import FIRST_PIN, add

OTHER_PIN = "314159"


@pytest.fixture
def staffed(workstation: Workstation, tmp_path: Path) -> Workstation:
    """With a pharmacist, whose PIN is in `first`."""
    add(workstation, tmp_path, Heard(person=False))
    (tmp_path / "other").write_text(OTHER_PIN + "\n", encoding="utf-8")
    return workstation


def does(workstation: Workstation, *words: str) -> str:
    """The administrator does it; what is said."""
    terminal = Heard(person=False)
    assert run(terminal, "person", *words, *workstation.acting) == Exit.DONE
    return terminal.said.getvalue()


def test_the_list_says_who_may_what(staffed: Workstation) -> None:
    said = does(staffed, "list", "--person", "fictif")
    assert "Dr EXEMPLE Agathe (pharmacist): in service;" in said
    assert "release" in said


def test_what_is_not_given_stays_as_it_is_written(staffed: Workstation) -> None:
    does(staffed, "rename", "exemple", "--licence", "10000000001", "--person", "fictif")
    does(staffed, "rename", "exemple", "--family-name", "Modèle", "--person", "fictif")
    assert "Dr MODÈLE Agathe" in does(staffed, "list", "--person", "fictif")
    assert "DERNIER Agathe" in does(
        staffed, "rename", "modèle", "--family-name", "Dernier", "--person", "fictif"
    )


def test_suspended_and_resumed(staffed: Workstation) -> None:
    does(staffed, "suspend", "exemple", "--reason", "absente", "--agreed")
    assert "EXEMPLE Agathe (pharmacist): suspended" in does(staffed, "list", "--person", "fictif")
    does(staffed, "resume", "exemple", "--reason", "revenue")
    assert "EXEMPLE Agathe (pharmacist): in service" in does(staffed, "list", "--person", "fictif")


def test_rights_by_name(staffed: Workstation) -> None:
    does(staffed, "grant", "exemple", "--rights", "prescribe, go_ahead")
    assert "prescribe" in does(staffed, "list", "--person", "fictif")
    does(staffed, "withdraw", "exemple", "--rights", "prescribe", "--agreed")
    with pytest.raises(StopError) as stopped:
        does(staffed, "grant", "exemple", "--rights", "fly")
    assert stopped.value.code == "cli.error.right"


def test_ones_own_pin_is_changed(staffed: Workstation, tmp_path: Path) -> None:
    theirs = ("--person", "exemple", *staffed.opening)
    first, other = str(tmp_path / "first"), str(tmp_path / "other")
    change = ("person", "pin", "change", "--new-pin-file", other, "--pin-file", first)
    assert run(Heard(person=False), *change, *theirs) == Exit.DONE
    assert run(Heard(person=False), "person", "list", "--pin-file", other, *theirs) == Exit.DONE
    with pytest.raises(Exception, match=r"session\.wrong_pin"):
        run(Heard(person=False), "person", "list", "--pin-file", first, *theirs)
    assert FIRST_PIN != OTHER_PIN


def test_a_forgotten_pin_takes_two(staffed: Workstation, tmp_path: Path) -> None:
    first, other = str(tmp_path / "first"), str(tmp_path / "other")
    nurse = ("--family-name", "Nouvelle", "--first-name", "Iris", "--title", "", "--new-pin-file", first)
    does(staffed, "add", *nurse, "--role", "nurse", "--person", "fictif")
    reset = ("person", "pin", "reset", "nouvelle", "--new-pin-file", other, "--person", "fictif")
    terminal = Heard(person=False)
    assert run(terminal, *reset, *staffed.acting) == Exit.DONE
    assert "Another person must agree" in terminal.said.getvalue()
    assert "waits already" not in terminal.warned.getvalue()
    again = Heard(person=False)
    assert run(again, *reset, *staffed.acting) == Exit.DONE
    assert "Another new PIN of NOUVELLE Iris waits already, proposed by " in again.warned.getvalue()
    assert "(PUI-1, " in again.warned.getvalue()
    theirs = ("--person", "exemple", *staffed.opening, "--pin-file", first)
    assert run(Heard(person=False), "agree", proposed(*theirs)[0], "--agreed", *theirs) == Exit.DONE
    signing = ("--person", "nouvelle", *staffed.opening, "--pin-file", other)
    assert run(Heard(person=False), "person", "list", *signing) == Exit.DONE


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_has_its_words(language: str) -> None:
    for deed in DEEDS:
        said = [f"cli.{deed.id}.done", *([f"cli.{deed.id}.follows"] if deed.warned else [])]
        assert [one for one in said if text(one, language) == one] == []


def test_two_of_one_name_are_told_apart_and_named_by_code_or_licence(
    staffed: Workstation, tmp_path: Path
) -> None:
    twin = ("--family-name", "Exemple", "--first-name", "Agathe", "--title", "Dr", "--licence", "10000000009")
    first = str(tmp_path / "first")
    does(staffed, "add", *twin, "--role", "nurse", "--new-pin-file", first, "--person", "fictif")
    lines = [line for line in does(staffed, "list", "--person", "fictif").splitlines() if "EXEMPLE" in line]
    (nurse,) = (line for line in lines if "licence number 10000000009" in line)
    assert len(lines) == 2
    code = nurse.partition("[")[2].partition("]")[0]
    assert nurse.startswith(f"Dr EXEMPLE Agathe [{code}] (nurse, ")
    theirs = (*staffed.opening, "--pin-file", first)
    for named in (code, code.lower(), "10000000009"):
        terminal = Heard(person=False)
        assert run(terminal, "person", "list", "--person", named, *theirs) == Exit.DONE
        assert code in terminal.warned.getvalue()
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "person", "list", "--person", "exemple", *theirs)
    assert stopped.value.values["names"].count("[") == 2
    does(staffed, "suspend", "10000000009", "--reason", "absente", "--agreed", "--person", "fictif")
    assert f"[{code}] (nurse, licence number 10000000009): suspended" in does(
        staffed, "list", "--person", "fictif"
    )


def test_who_suspends_themselves_is_told_that_it_is_done(staffed: Workstation) -> None:
    said = does(staffed, "suspend", "fictif", "--reason", "absent", "--agreed")
    assert "The rights of Dr FICTIF Alix are suspended." in said
    assert "your session has ended" in said
    assert "must agree" not in said


def test_rights_in_the_words_of_the_list(staffed: Workstation) -> None:
    does(staffed, "grant", "exemple", "--rights", "give the day's go-ahead, prescrire", "--person", "fictif")
    line = does(staffed, "list", "--person", "fictif")
    assert "prescribe" in line.partition("EXEMPLE")[2]


def test_who_may_not_reset_a_pin_is_told_before_one_is_typed(staffed: Workstation, tmp_path: Path) -> None:
    theirs = ("--person", "exemple", *staffed.opening, "--pin-file", str(tmp_path / "first"))
    terminal = Heard(person=False)
    with pytest.raises(StopError) as stopped:
        run(terminal, "person", "pin", "reset", "fictif", *theirs)
    assert stopped.value.code == "refusal.membership.beyond_rights"
    assert "types their new PIN" not in terminal.warned.getvalue()


def test_several_who_fit_are_told_apart_by_their_codes(staffed: Workstation) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "person", "suspend", "a", "--reason", "x", "--agreed", *staffed.acting)
    assert stopped.value.values["names"].count("[") == 2
