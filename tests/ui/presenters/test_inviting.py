"""A code that is shown, followed and taken back."""

from __future__ import annotations

from msgspec.structs import replace

from node.api.base import Refused
from node.api.inviting import GetCode, ShowCode, WithdrawCode
from tests.ui import fake_site as site
from tests.ui.fake_desk import Screen
from tests.ui.fake_inviting import KNOCKS
from tests.ui.presenters.test_inviting_by_file import facts, read, screen
from ui.presenters.blocks import Prose
from ui.presenters.inviting import LOOK_MS


def shown(at: Screen) -> Screen:
    at.fill(name="HDJ-2", place="Hôpital de jour")
    at.presenter.act("show_code")
    return at


def test_a_code_is_shown_large_with_time_tries_and_addresses() -> None:
    at = shown(screen())
    (sent,) = (command for command in at.node.calls if isinstance(command, ShowCode))
    assert (sent.name, sent.place, sent.pin) == ("HDJ-2", "Hôpital de jour", site.PIN)
    assert at.block(Prose, "code").text == "7K4M-9XWD"
    said = facts(at, "left")
    assert "9:43" in said
    assert "192.0.2.10:7441" in said
    assert at.page.subtitle.endswith("3f9a0c5512bd")
    assert at.rows("knocks") == []
    assert not any("7K4M" in line for line in at.desk.signings[0].lines)


def test_nothing_is_shown_before_name_and_place_are_there() -> None:
    at = screen()
    at.presenter.act("show_code")
    assert at.view.focused == "name"
    at.fill(name="HDJ-2")
    at.presenter.act("show_code")
    assert at.view.focused == "place"
    assert not at.desk.signings


def test_time_and_knocks_are_asked_again_while_it_is_open() -> None:
    at = shown(screen())
    (every, look) = at.desk.waiting.pop()
    assert every == LOOK_MS
    assert not at.desk.waiting
    at.node.code = replace(at.node.code, seconds_left=12, tries_left=1, knocks=KNOCKS)
    look()
    assert "0:12" in facts(at, "left")
    rows = at.rows("knocks")
    assert "code faux" in rows[0]
    assert "quelqu’un tape le code" in rows[1]
    assert "192.0.2.31" in rows[1]
    assert len(at.desk.waiting) == 1
    at.presenter.detach()
    asked = len(at.calls(GetCode))
    at.desk.waiting.pop()[1]()
    assert len(at.calls(GetCode)) == asked


def test_each_end_is_told() -> None:
    for state, said in (
        ("joined", "est maintenant un poste"),
        ("late", "dix minutes"),
        ("exhausted", "trois essais"),
    ):
        at = shown(screen())
        at.node.code = replace(at.node.code, state=state, code="", knocks=KNOCKS)
        at.desk.waiting.pop()[1]()
        assert said in at.notices()
        assert at.rows("knocks")
        assert not at.has("code")
        assert not at.desk.waiting


def test_a_code_is_taken_back() -> None:
    at = shown(screen())
    at.presenter.act("withdraw_code")
    assert at.calls(WithdrawCode)
    assert not at.has("code")
    assert at.field("name").value == ""


def test_a_refusal_shows_no_code() -> None:
    at = screen()
    at.node.refuse[ShowCode] = Refused(code="pairing.no_lobby")
    shown(at)
    assert at.desk.refusals
    assert not at.has("code")
    at.node.refuse[GetCode] = Refused(code="right.missing", values={"right": "site.enrol", "roles": ""})
    at.presenter.load()
    assert at.notices()


def test_english_says_it_too() -> None:
    at = read(shown(screen("en")))
    assert "ui." not in facts(at, "asked") + facts(at, "left") + at.block(Prose, "told").text
