"""When, by whom, from what: now unless said otherwise, and never half read."""

from __future__ import annotations

import pytest

from tests.ui.fake_site import NOW, PEOPLE
from ui.format import Format
from ui.presenters.desk import Typed
from ui.presenters.told import FIELDS, ToldForm


def form(**typed: str) -> ToldForm:
    return ToldForm(
        Format("fr"), Typed(dict(typed)), tuple((person.person, person.name) for person in PEOPLE)
    )


def test_now_and_by_me_unless_said_otherwise() -> None:
    told = form().read(NOW)
    assert told is not None
    assert (told.happened_at, told.estimated, told.told_by, told.source) == (NOW, False, None, "seen")
    scanned = form().read(NOW, scanned=True)
    assert scanned is not None
    assert scanned.source == "scanned"
    assert [field.key for field in form().fields(NOW)] == ["told_late"]


def test_from_paper() -> None:
    late = form(
        told_late="1", told_day="-1", told_time="18h30", told_estimated="1", told_by=PEOPLE[3].person.hex()
    )
    assert [field.key for field in late.fields(NOW)] == list(FIELDS)
    told = late.read(NOW)
    assert told is not None
    assert (told.estimated, told.told_by, told.source) == (True, PEOPLE[3].person, "paper")
    assert NOW - told.happened_at == (20 * 60 + 35) * 60_000
    echoes = {field.key: field.echo for field in late.fields(NOW)}
    assert echoes["told_time"] == "18:30"
    assert "vendredi" in echoes["told_day"]


@pytest.mark.parametrize(
    "typed", [{}, {"told_day": "0"}, {"told_time": "9:00"}, {"told_day": "hier", "told_time": "9"}]
)
def test_what_cannot_be_read_is_nothing(typed: dict[str, str]) -> None:
    assert form(told_late="1", **typed).read(NOW) is None


def test_errors_are_said_under_the_field() -> None:
    errors = {
        field.key: field.error for field in form(told_late="1", told_day="x", told_time="25:00").fields(NOW)
    }
    assert errors["told_day"]
    assert errors["told_time"]
