"""What is asked, how secrets come in, and which language is spoken."""

import io
import os
from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.terminal import Terminal, language_of
from tests.ops.cli.scene import Heard


@pytest.mark.parametrize(
    ("argv", "environment", "language"),
    [
        ([], {}, "fr"),
        ([], {"LANG": "C.UTF-8"}, "fr"),
        ([], {"LANG": "de_DE.UTF-8"}, "fr"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR"}, "fr"),
        (["--language", "en"], {"LANG": "fr_FR"}, "en"),
        (["run", "--language=fr"], {"LANG": "en"}, "fr"),
        (["--language"], {}, "fr"),
        (["--language", "xx"], {}, "fr"),
    ],
)
def test_the_language(argv: list[str], environment: dict[str, str], language: str) -> None:
    assert language_of(argv, environment) == language


def test_a_person_is_asked_and_may_take_what_is_proposed() -> None:
    terminal = Heard("Pharmacie", "")
    assert terminal.ask("cli.ask.place", "--place") == "Pharmacie"
    assert terminal.ask("cli.ask.date", "--date", "2031-01-02") == "2031-01-02"


def test_a_script_is_told_which_option_is_missing() -> None:
    with pytest.raises(StopError) as stopped:
        Heard("x", person=False).ask("cli.ask.place", "--place")
    assert stopped.value.leave is Exit.USAGE
    assert stopped.value.values == {"option": "--place"}


def test_the_end_of_the_keyboard_is_no_answer() -> None:
    with pytest.raises(StopError):
        Heard().ask("cli.ask.place", "--place")


def test_a_choice_is_asked_until_it_is_one() -> None:
    terminal = Heard("0", "3", "x", "2")
    assert terminal.choose("cli.ask.person", "--person", ["Alix", "Camille"]) == 1
    assert "2. Camille" in terminal.warned.getvalue()
    assert terminal.warned.getvalue().count("from 1 to 2") == 3, (
        "each time it was none, it is said what is wanted"
    )


def test_a_secret_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("un deux\r\nautre\n", encoding="utf-8")
    assert Heard().secret("cli.ask.pin", str(tmp_path / "secret"), "--pin-file") == "un deux"


def test_a_secret_comes_by_standard_input_or_a_descriptor() -> None:
    assert Heard("271828", person=False).secret("cli.ask.pin", "-", "--pin-file") == "271828"
    read, write = os.pipe()
    os.write(write, b"314159\n")
    os.close(write)
    assert Heard().secret("cli.ask.pin", f"fd:{read}", "--pin-file") == "314159"
    os.close(read)


@pytest.mark.parametrize("source", ["file", "fd", "-"])
def test_a_secret_that_is_no_text_is_said_to_be_none(source: str, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\n")
    with (tmp_path / "binary").open(encoding="utf-8") as typed, (tmp_path / "binary").open("rb") as read:
        named = {"file": str(tmp_path / "binary"), "fd": f"fd:{read.fileno()}"}.get(source, source)
        terminal = Terminal("en", io.StringIO(), io.StringIO(), typed)
        with pytest.raises(StopError) as stopped:
            terminal.secret("cli.ask.pin", named, "--pin-file")
    assert stopped.value.code == "cli.error.not_text"


def test_a_secret_nobody_can_type_names_its_option() -> None:
    with pytest.raises(StopError) as stopped:
        Heard(person=False).secret("cli.ask.pin", None, "--pin-file")
    assert stopped.value.values == {"option": "--pin-file"}


def test_a_typed_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Heard()
    asked: list[tuple[str, bool]] = []

    def typed(prompt: str, stream: object) -> str:
        asked.append((prompt, stream is terminal.err))
        return "271828"

    monkeypatch.setattr("getpass.getpass", typed)
    assert terminal.secret("cli.ask.pin", None, "--pin-file") == "271828"
    assert asked == [("PIN: ", True)]


def test_progress_is_only_for_somebody_who_looks() -> None:
    terminal = Heard()
    terminal.progress("cli.import_bdpm.progress", rows="7", seconds="1")
    terminal.progress_over()
    assert not terminal.warned.getvalue()
