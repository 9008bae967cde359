"""The library: what is unsigned is ticked, what the site changed is not, and signing says what it is."""

from __future__ import annotations

import pytest

from node.api.reference import RetireVersion, SignReference
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_node import FakeNode
from ui.presenters.blocks import Actions, Grid, Versions
from ui.presenters.desk import Place
from ui.presenters.library import Library


def screen(node: FakeNode | None = None, language: str = "fr") -> Screen:
    return Screen(Library, Place("library"), FakeDesk(node, language=language))


def test_ticked_to_begin_with() -> None:
    ticks = {row.id: row.checked for row in screen().block(Grid, "items").rows}
    assert ticks == {
        "limits/limits": None,
        "product/CISPLATINE": True,
        "product/OXALI": False,
        "regimen/FICTIF-1": True,
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_there(language: str) -> None:
    said = " ".join(screen(language=language).rows("items"))
    assert "ui." not in said
    assert "library." not in said
    assert "CISplatine" in said


def test_what_is_ticked_is_signed() -> None:
    at = screen()
    at.presenter.ticked("items", "regimen/FICTIF-1", False)
    at.presenter.opened("items", "product/OXALI")
    at.presenter.opened("items", "limits/limits")
    assert at.action("sign_library").label == "Signer 2 éléments"
    at.presenter.act("sign_library")
    (sent,) = (command for command in at.node.calls if isinstance(command, SignReference))
    assert sent.names == ("CISPLATINE", "OXALI")
    (signing,) = at.desk.signings
    assert signing.lines == ("2 spécialités",)
    assert "exemples" in signing.consequence
    assert "Bibliothèque signée." in at.notices()
    assert at.action("sign_library").label == "Signer la bibliothèque"
    assert not at.action("sign_library").enabled


def test_nothing_ticked_nothing_signed() -> None:
    at = screen()
    for row in ("product/CISPLATINE", "regimen/FICTIF-1"):
        at.presenter.ticked("items", row, False)
    at.presenter.act("sign_library")
    assert at.view.focused == "items"
    assert not at.desk.signings


def test_a_site_that_signed_nothing_is_told_what_that_means() -> None:
    node = FakeNode()
    node.library = [row for row in node.library if row.state == "unsigned"]
    assert "aucun patient ne peut être inclus" in screen(node).notices()


def test_what_is_in_hand_is_read_beside_what_is_in_force() -> None:
    at = screen()
    at.presenter.selected("items", "product/OXALI")
    versions = at.block(Versions, "versions")
    assert [side.heading for side in versions.sides] == ["Bibliothèque", "En vigueur ici"]
    assert versions.labels == ("Stabilité",)
    assert versions.differs == (True,)
    at.presenter.selected("items", "product/CISPLATINE")
    assert len(at.block(Versions, "versions").sides) == 1


def test_a_wrong_version_is_retired_with_a_reason_and_a_pin() -> None:
    at = screen()
    at.presenter.selected("items", "product/OXALI")
    at.fill(wrong="1")
    at.desk.reason = "erreur de stabilité"
    at.presenter.act("retire")
    (sent,) = at.calls(RetireVersion)
    assert isinstance(sent, RetireVersion)
    assert (sent.wrong, sent.reason) == (True, "erreur de stabilité")
    (signing,) = at.desk.signings
    assert signing.danger
    assert "revalidé" in signing.consequence
    assert "Version retirée." in at.notices()


def test_nothing_to_retire_where_nothing_is_in_force() -> None:
    at = screen()
    at.presenter.selected("items", "product/CISPLATINE")
    assert "retire" not in {action.key for action in at.block(Actions, "actions").actions}


def test_that_one_version_is_wrong_is_not_said_of_another() -> None:
    at = screen()
    at.presenter.selected("items", "product/OXALI")
    at.fill(wrong="1")
    at.presenter.selected("items", "product/CISPLATINE")
    at.presenter.selected("items", "product/OXALI")
    assert at.presenter.input("wrong") == ""
