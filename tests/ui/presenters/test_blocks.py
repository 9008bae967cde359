"""Blocks are plain values: equal when they say the same, and a page knows its acts."""

from __future__ import annotations

from ui.presenters.blocks import Action, Actions, Card, Cards, Page, Prose


def test_a_page_knows_all_its_acts_in_order() -> None:
    one, two = Action("one", "Un"), Action("two", "Deux")
    page = Page(
        "", blocks=(Cards(key="c", cards=(Card("1", "x", actions=(one,)),)), Actions(key="a", actions=(two,)))
    )
    assert page.actions() == (one, two)


def test_equal_when_they_say_the_same() -> None:
    assert Prose(key="k", text="a") == Prose(key="k", text="a")
    assert Prose(key="k", text="a") != Prose(key="k", text="a", slot="side")
