"""Help names every screen and every key, in both languages."""

from __future__ import annotations

import re

import pytest

from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.desk import Place
from ui.presenters.help import KEYS, Help
from ui.presenters.palette import SCREENS
from ui.screens import SCREENS as VIEWS


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_screen_and_key_is_explained(language: str) -> None:
    at = Screen(Help, Place("help"), FakeDesk(language=language))
    said = " ".join((*at.rows("screens"), *at.rows("keys")))
    assert not re.search(r"\bui\.", said)  # "celui." is a word
    assert len(at.rows("screens")) == len(VIEWS) - 2  # signing in, and help itself
    at.presenter.act("return")
    assert at.desk.places == [Place("back")]


def test_the_keys_of_the_rail_are_among_them() -> None:
    documented = dict(KEYS)
    for name, key, _ in SCREENS:
        assert documented[key] == name
