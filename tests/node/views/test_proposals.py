"""Every sort of proposal as it is told."""

from __future__ import annotations

import pytest

from node.api.agreement import CONCERNS, GetProposals, Proposals
from node.api.people import GrantRights, ResetPin
from node.views.proposals import ADMITTING, KINDS, PIN_RIGHT, _detail
from schema.acts.membership import RulesSwitched, SwitchedRule
from schema.i18n import LANGUAGES, text
from sync.membership.needs import _NEEDS
from sync.membership.needs import PIN as CALLS_OFF
from tests.node.stations import PIN, Station


def test_all_that_takes_two_has_a_name() -> None:
    assert set(KINDS) >= {kind for kind, found in _NEEDS.items() if found.two}


def test_whoever_a_proposal_may_wait_for_is_concerned() -> None:
    assert {CALLS_OFF, *(_NEEDS[kind].right for kind in KINDS)} == CONCERNS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS.values(), ADMITTING, PIN_RIGHT])
def test_a_name_has_its_words(kind: str, language: str) -> None:
    assert text(f"proposal.{kind}", language) != f"proposal.{kind}"


def test_rights_are_told_by_name_and_the_oldest_comes_first(site: Station) -> None:
    nurse = site.people["nurse"]
    site.do("administrator", GrantRights(person=nurse, rights=("site.people", "note"), pin=PIN))
    site.clock.advance(minutes=1)
    site.do("pharmacist", ResetPin(person=nurse, new_pin="161803", pin=PIN))
    first, second = site.get("administrator2", GetProposals(), Proposals).proposals
    assert (first.kind, first.detail) == ("administrator", "note,site.people")
    assert (second.kind, second.detail, second.subject) == ("pin_reset", "", first.subject)


@pytest.mark.parametrize(
    ("rights", "kind"),
    [
        (("site.pin",), "pin_right"),
        (("note", "site.pin"), "pin_right"),
        (("site.enrol", "site.pin"), "administrator"),
    ],
)
def test_who_shall_reset_pins_is_told_apart_from_who_shall_administer(
    site: Station, rights: tuple[str, ...], kind: str
) -> None:
    site.do("administrator", GrantRights(person=site.people["nurse"], rights=rights, pin=PIN))
    (found,) = site.get("administrator2", GetProposals(), Proposals).proposals
    assert (found.kind, found.detail) == (kind, ",".join(rights))


def test_rules_are_told_by_name() -> None:
    rules = RulesSwitched((SwitchedRule("tea_at_five", (2,)), SwitchedRule("two_people", ())))
    assert _detail(rules) == "tea_at_five,two_people"
