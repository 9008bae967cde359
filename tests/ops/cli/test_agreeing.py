"""Yes, no, and nobody there."""

import argparse

import pytest

from ops.cli.agreeing import agreed
from ops.cli.errors import StopError
from tests.ops.cli.scene import Heard

ASKED, BEFOREHAND = argparse.Namespace(agreed=False), argparse.Namespace(agreed=True)


@pytest.mark.parametrize(
    ("typed", "yes"), [("oui", True), ("O", True), ("yes", True), ("non", False), ("", False), ("oh", False)]
)
def test_only_yes_is_yes(typed: str, yes: bool) -> None:
    assert agreed("cli.ask.right_site", ASKED, Heard(typed)) is yes


def test_a_script_says_so_by_an_option() -> None:
    assert agreed("cli.ask.right_site", BEFOREHAND, Heard(person=False))
    with pytest.raises(StopError) as stopped:
        agreed("cli.ask.right_site", ASKED, Heard(person=False))
    assert stopped.value.values == {"option": "--agreed"}
