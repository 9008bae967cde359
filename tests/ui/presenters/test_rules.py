"""The rules of the site: what holds and since whose signature, and one switched on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.rules import RuleView, SwitchRule
from schema.i18n import LANGUAGES
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_members import RULES
from tests.ui.fake_node import FakeNode
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.rules import SiteRules


def screen(node: FakeNode | None = None, language: str = "fr") -> Screen:
    return Screen(SiteRules, Place("rules"), FakeDesk(node, language=language))


def test_each_says_whether_it_holds_and_who_signed() -> None:
    founding, off, newer, proposed = screen().rows("rules")
    assert founding.startswith("Le nouveau remet en question")
    assert "(news_to_decisions)" in founding, "as veilleuse rules --switch-on takes it"
    assert "en vigueur" in founding
    assert "depuis la fondation du site" in founding
    assert "pas en vigueur" in off
    assert "version plus récente" in newer
    assert "Dr MODÈLE Antoine" in newer
    assert "Dr FICTIF Léa" in newer
    assert "proposée" in proposed
    assert "ui.rules" not in " ".join(screen(language="en").rows("rules"))


def test_without_a_name_it_was_the_recovery_key() -> None:
    node = FakeNode()
    node.rules = (replace(RULES[2], signed=(replace(RULES[2].signed[0], person=""),)),)
    assert "la clé de secours" in screen(node).rows("rules")[0]


def test_one_is_switched_on_with_what_follows_in_view() -> None:
    node = FakeNode()
    node.behind = ("HDJ-1",)
    at = screen(node)
    assert at.block(Grid, "rules").selected == "one_person"
    assert "HDJ-1" in at.notices()
    at.presenter.act("switch_rule")
    (signed,) = at.desk.signings
    assert "ne se retire pas" in signed.consequence
    assert "HDJ-1" in signed.consequence
    assert at.calls(SwitchRule) == [SwitchRule(name="one_person", pin=site.PIN)]
    assert not at.action("switch_rule").enabled


@pytest.mark.parametrize(
    "name", ["two_people", "settled_by_owners", "administrators_pin", "only_once", "pin_by_two"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_rule_leaves_open_on_a_site_founded_without_it_is_said_before(
    name: str, language: str
) -> None:
    node = FakeNode()
    node.rules = (RuleView(name, known=True, on=False),)
    at = screen(node, language)
    gap = {"fr": "laisse une faille", "en": "leaves a gap"}[language]
    assert gap in at.notices()
    at.presenter.act("switch_rule")
    (signed,) = at.desk.signings
    assert gap in signed.consequence
    node.rules = (replace(node.rules[0], on=True, founding=True, signed=RULES[0].signed),)
    assert gap not in screen(node, language).notices()


@pytest.mark.parametrize(
    ("rule", "why"), [(0, "déjà en vigueur"), (2, "mettez-le à jour"), (3, "deuxième personne")]
)
def test_what_cannot_be_switched_on_says_why(rule: int, why: str) -> None:
    at = screen()
    at.presenter.opened("rules", RULES[rule].name)
    assert not at.desk.signings
    assert not at.action("switch_rule").enabled
    assert why in at.action("switch_rule").why_not


def test_the_ways_out_and_a_program_without_rules() -> None:
    node = FakeNode()
    node.rules = ()
    at = screen(node)
    assert at.block(Grid, "rules").empty == "Ce programme ne connaît aucune règle."
    at.presenter.act("switch_rule")
    at.presenter.act("agreements")
    at.presenter.act("return")
    assert at.desk.places == [Place("agreement"), Place("back")]
