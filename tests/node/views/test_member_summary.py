"""Sides of a conflict about a person or a workstation: which rights, or why."""

from __future__ import annotations

from node.views.member_summary import MEMBER_SAY
from node.views.summary import summary
from node.views.teller import Teller
from node.views.wording import Wording
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.acts.workstations import WorkstationRemovalProposed
from schema.i18n import LANGUAGES, text
from tests.node.domain.acts import Site, an_id
from tests.node.views.test_teller import Book


def test_rights_are_told_in_words_and_a_removal_with_its_reason() -> None:
    words = Wording(Teller(Book(Site()), language="en"), {})
    person = an_id("nurse")
    for body in (RightsGranted(person, ("administer",)), RightsWithdrawn(person, ("administer",), ())):
        assert summary(body, (), words) == (("summary.rights", text("right.administer", "en")),)
    removal = WorkstationRemovalProposed(an_id("PUI-1"), "volé", ())
    assert summary(removal, (), words) == (("summary.reason", "volé"),)
    assert all(text("summary.rights", language) != "summary.rights" for language in LANGUAGES)
    assert {RightsGranted, WorkstationRemovalProposed} <= set(MEMBER_SAY)
