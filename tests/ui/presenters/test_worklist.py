"""What waits for me: by my rights, filtered as typed, opened at the next step."""

from __future__ import annotations

import re
from datetime import date

import pytest

from node.api.worklist import GetWorklist
from schema.i18n import LANGUAGES
from tests.ui.fake_desk import FakeDesk, Screen
from ui.format import Format
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.worklist import MyWork
from ui.typed import parse_date, parse_expiry


def screen(person: int = 0) -> Screen:
    return Screen(MyWork, Place("worklist"), FakeDesk(person=person))


def test_a_pharmacist_and_a_nurse_see_different_doses() -> None:
    pharmacist, nurse = screen(0).rows("doses"), screen(3).rows("doses")
    assert any("à libérer" in row for row in pharmacist)
    assert not any("à libérer" in row for row in nurse)
    assert any("à administrer" in row for row in nurse)


def test_all_doses_when_asked() -> None:
    at = screen(3)
    mine = len(at.rows("doses"))
    at.fill(mine="")
    assert len(at.rows("doses")) > mine
    assert at.page.title == "Toutes les doses du jour"


def test_filters_by_words_and_by_step() -> None:
    at = screen()
    at.fill(filter="exemple oxali")
    assert len(at.rows("doses")) == 1
    at.fill(filter="", step="release")
    assert all("à libérer" in row for row in at.rows("doses"))
    at.fill(filter="nobody of this name")
    assert at.rows("doses") == []


def test_conflicts_are_loud() -> None:
    at = screen()
    rows = at.block(Grid, "doses").rows
    assert [row.tone for row in rows if "désaccord" in row.cells[-1].note] == ["alarm", "alarm"]


def test_the_day_is_typed_or_stepped() -> None:
    at = screen()
    at.fill(day="+1j")
    assert at.field("day").echo == "dimanche\u00a022\u2011nov.\u20112026"
    at.presenter.act("next_day")
    at.presenter.act("previous_day")
    at.presenter.act("today")
    days = [command.day for command in at.node.calls if isinstance(command, GetWorklist)]
    assert days == ["2026-11-21", "2026-11-22", "2026-11-23", "2026-11-22", "2026-11-21"]
    at.fill(day="jamais")
    assert at.field("day").error
    assert len(at.calls(GetWorklist)) == len(days)


def test_a_refresh_keeps_what_is_typed_and_selected() -> None:
    at = screen()
    at.fill(filter="modèle")
    at.presenter.selected("doses", at.block(Grid, "doses").rows[1].id)
    before = at.block(Grid, "doses").selected
    at.presenter.load()
    assert at.block(Grid, "doses").selected == before
    assert at.field("filter").value == "modèle"


def test_the_record_the_course_and_the_list_are_one_key_away() -> None:
    at = screen()
    for act, expected in (
        ("record", "patient"),
        ("course", "course"),
        ("day_list", "paper"),
        ("open", "validation"),
    ):
        at.presenter.act(act)
        assert at.desk.places[-1].screen == expected


def test_the_day_shown_follows_the_language_and_what_is_typed_stays() -> None:
    at = screen()
    assert at.field("day").value == "21\u2011nov.\u20112026"
    at.desk.words.language = "en"
    at.presenter.show()
    assert at.field("day").value == "21\u2011Nov\u20112026"
    at.fill(day="04/06/2026")
    at.desk.words.language = "fr"
    at.presenter.show()
    assert (at.field("day").value, at.field("day").echo) == (
        "04/06/2026",
        "jeudi\u00a004\u2011juin\u20112026",
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hint", ["ui.hint.date", "ui.hint.birth", "ui.hint.expiry"])
def test_every_form_that_a_hint_shows_can_be_typed(hint: str, language: str) -> None:
    words = Format(language)
    shown = re.sub(r" \(.*?\)", "", words(hint)).replace(" ou ", ", ").replace(" or ", ", ")
    for form in filter(None, (one.strip() for one in shown.split(","))):
        read = parse_expiry if hint == "ui.hint.expiry" else parse_date
        assert read(form, date(2026, 11, 21)).day in {4, 22, 31}
    assert words.day(date(2026, 6, 4))[3:-5].strip("\u2011") in words("ui.hint.date")
