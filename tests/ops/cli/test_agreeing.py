"""Yes, no, and nobody there."""

import argparse

import pytest

from ops.cli.agreeing import agreed
from ops.cli.errors import StopError
from tests.ops.cli.scene import Heard

ASKED, BEFOREHAND = argparse.Namespace(agreed=False), argparse.Namespace(agreed=True)


@pytest.mark.parametrize(
    ("typed", "yes"), [("oui", True), ("O", True), ("yes", True), ("non", False), ("N", False), ("no", False)]
)
def test_yes_and_no_in_both_languages(typed: str, yes: bool) -> None:
    terminal = Heard(typed)
    assert agreed("cli.ask.right_site", ASKED, terminal) is yes
    assert "Answer yes or no" not in terminal.warned.getvalue()


def test_a_key_hit_by_chance_is_no_answer() -> None:
    terminal = Heard("", "oh", "yes")
    assert agreed("cli.ask.right_site", ASKED, terminal)
    assert terminal.warned.getvalue().count("Answer yes or no.") == 2
    assert not agreed("cli.ask.right_site", ASKED, Heard("", "no", "yes"))


def test_a_script_says_so_by_an_option() -> None:
    assert agreed("cli.ask.right_site", BEFOREHAND, Heard(person=False))
    with pytest.raises(StopError) as stopped:
        agreed("cli.ask.right_site", ASKED, Heard(person=False))
    assert stopped.value.values == {"option": "--agreed"}
