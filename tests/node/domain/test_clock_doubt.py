"""When a clock is believed."""

from __future__ import annotations

import pytest

from node.domain.clock_doubt import (
    BEHIND_SLACK_MS,
    JUST_BEHIND_MS,
    PEER_SLACK_MS,
    agrees,
    clock_doubt,
    goes_on,
)
from schema.i18n import LANGUAGES, text

NOW = 1_800_000_000_000
OFF = PEER_SLACK_MS + 1


@pytest.mark.parametrize(
    ("newest", "differences", "vouched", "reason"),
    [
        (None, (), True, ""),
        (None, (), False, "alone"),
        (NOW - 1, (), False, "alone"),
        (NOW + BEHIND_SLACK_MS, (), True, ""),
        (NOW + BEHIND_SLACK_MS + 1, (), True, "behind"),
        # Peers cannot make up for acts that this very workstation dated later.
        (NOW + BEHIND_SLACK_MS + 1, (0,), True, "behind"),
        (NOW, (PEER_SLACK_MS,), False, ""),
        (NOW, (-PEER_SLACK_MS,), False, ""),
        (NOW, (OFF,), True, "peers"),
        (NOW, (-OFF,), True, "peers"),
        # One that is off against one that agrees is the one that is wrong.
        (NOW, (OFF, 0), False, ""),
        (NOW, (OFF, -OFF), False, "peers"),
    ],
)
def test_the_reason(newest: int | None, differences: tuple[int, ...], vouched: bool, reason: str) -> None:
    assert clock_doubt(NOW, newest, differences, vouched=vouched) == reason


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (None, False),
        (NOW, True),
        (NOW - JUST_BEHIND_MS, True),
        (NOW - JUST_BEHIND_MS - 1, False),
        (NOW + BEHIND_SLACK_MS, True),
        (NOW + BEHIND_SLACK_MS + 1, False),
    ],
)
def test_a_clock_that_goes_on_where_it_was(newest: int | None, expected: bool) -> None:
    assert goes_on(NOW, newest) is expected


def test_agreeing_is_symmetric() -> None:
    assert agrees(PEER_SLACK_MS)
    assert agrees(-PEER_SLACK_MS)
    assert not agrees(-OFF)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["behind", "peers", "alone"])
def test_a_reason_has_its_words(reason: str, language: str) -> None:
    assert text(f"clock.{reason}", language) != f"clock.{reason}"
