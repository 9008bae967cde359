"""Refusals and records in words: the rule, the values, what may be done."""

from __future__ import annotations

from node.api.base import Recorded, Refused
from schema.i18n import catalogue
from ui.format import Format
from ui.presenters.desk import READ_AGAIN, Typed, recorded, refusal

WORDS = Format("fr")


def test_a_refusal_says_rule_values_and_next_step() -> None:
    said = refusal(WORDS, Refused(code="right.missing", values={"right": "release"}))
    assert "libérer les préparations" in said.title
    assert said.next


def test_a_code_without_words_is_shown_with_its_values() -> None:
    said = refusal(WORDS, Refused(code="of.tomorrow", values={"limit": "3"}))
    assert "of.tomorrow" in said.title
    assert said.detail == "limit = 3"


def test_an_account_says_the_breaches_it_was_recorded_with() -> None:
    breach = Refused(code="bag.not_released", values={})
    done, warned = recorded(WORDS, Recorded(acts=(), warnings=(breach,)), "Fait.")
    assert (done.level, done.title) == ("done", "Fait.")
    assert warned.level == "warning"
    assert warned.detail


def test_what_is_typed_is_kept_by_field() -> None:
    typed = Typed({"a": "x", "tick": "1"})
    assert (typed("a"), typed("b", "otherwise"), typed.on("tick"), typed.on("a")) == (
        "x",
        "otherwise",
        True,
        False,
    )


def test_what_says_to_read_again_has_the_button_for_it() -> None:
    """Every refusal that sends people to reload, and no other, in both languages."""
    for language in ("fr", "en"):
        words = Format(language)
        said = words("refusal.screen.stale.next")
        codes = {
            str(message.id).removeprefix("refusal.").removesuffix(".next")
            for message in catalogue(language)
            if message.string == said
        }
        assert codes == READ_AGAIN
        for code in codes:
            act = refusal(words, Refused(code=code)).act
            assert act is not None
            assert (act.key, act.label) == ("reload", words("ui.act.reload"))
        assert refusal(words, Refused(code="pin.wrong")).act is None
