"""Choosing a PIN at the terminal."""

from pathlib import Path

import pytest

from node.secret_errors import PinTooShortError
from ops.cli.errors import StopError
from ops.cli.new_pin import new_pin
from tests.ops.cli.scene import Heard

ASKED = ("cli.ask.first_pin", None, "--new-pin-file")


def test_who_mistypes_is_told_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["12345", "271828", "314159", "271828", "271828"])
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: next(typed))
    terminal = Heard()
    assert new_pin(*ASKED, terminal) == "271828"
    assert not list(typed)
    warned = terminal.warned.getvalue()
    assert "The two PINs are not the same." in warned
    assert len(warned.splitlines()) > 1, "and why the first could not be taken"
    assert "12345" not in warned


def test_a_file_is_not_asked_again(tmp_path: Path) -> None:
    (tmp_path / "pin").write_text("12345\n", encoding="utf-8")
    with pytest.raises(PinTooShortError):
        new_pin("cli.ask.first_pin", str(tmp_path / "pin"), "--new-pin-file", Heard())


def test_where_nobody_is_there_the_option_is_named() -> None:
    with pytest.raises(StopError) as stopped:
        new_pin(*ASKED, Heard(person=False))
    assert stopped.value.values == {"option": "--new-pin-file"}
