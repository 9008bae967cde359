"""What stays above every screen: since when, by whom, what still works, what to do."""

from __future__ import annotations

from typing import TypeVar

import pytest
from msgspec.structs import replace

from node.api.base import PersonView
from node.api.site import GetStatus, PersonStanding, StandingView, Status
from node.store.errors import UNWRITABLE, StoreError
from schema.i18n import LANGUAGES
from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode
from ui.format import Format
from ui.presenters.blocks import Notice
from ui.presenters.standing import standing

T = TypeVar("T")
SEAT = site.PEOPLE[0]
SHUT = StandingView("suspended", (), ("M. A", "Mme B"), site.NOW - site.HOUR, "volé dans un couloir")


def said(
    own: StandingView | None = None,
    person: PersonStanding | None = None,
    seat: PersonView | None = SEAT,
    language: str = "fr",
    *,
    signed_in: bool = True,
) -> tuple[Notice, ...]:
    status = FakeNode().call(GetStatus())
    assert isinstance(status, Status)
    return standing(
        Format(language), replace(status, standing=own, person=person, signed_in=signed_in), seat, site.NOW
    )


def test_nothing_while_everything_counts() -> None:
    assert standing(Format("fr"), None, SEAT, site.NOW) == ()
    assert said() == ()
    assert said(person=PersonStanding(SEAT.rights, ())) == ()


@pytest.mark.parametrize("what", ["suspended", "removed"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workstation_says_it_of_itself(what: str, language: str) -> None:
    (notice,) = said(replace(SHUT, what=what), language=language)
    assert notice.level == "alarm"
    assert "M. A" in notice.title
    assert "Mme B" in notice.title
    assert "volé dans un couloir" in notice.detail
    assert "ui.standing" not in notice.title + notice.detail + notice.next
    assert notice.next
    # Before anybody has signed in: that nobody may work here, and what to do; not who was meant, nor why.
    (notice,) = said(StandingView(what, (), (), 0, ""), language=language, signed_in=False)
    assert "ui.standing" not in notice.title + notice.detail + notice.next
    assert "?" not in notice.title
    assert notice.next


@pytest.mark.parametrize("what", ["suspended", "removed"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_sat_there_learns_it(what: str, language: str) -> None:
    (notice,) = said(person=PersonStanding((), (replace(SHUT, what=what), SHUT)), language=language)
    assert SEAT.name in notice.title
    assert "volé dans un couloir" in notice.detail
    assert "ui.standing" not in notice.title + notice.detail + notice.next
    assert said(person=PersonStanding((), (SHUT,)), seat=None) == ()


def test_a_right_withdrawn_while_signed_in_is_named() -> None:
    left = tuple(right for right in SEAT.rights if right != "release")
    taken = StandingView("rights", ("release",), (), 0, "")
    (notice,) = said(person=PersonStanding(left, (taken,)))
    assert notice.level == "warning"
    assert "libérer les préparations" in notice.title
    assert "la clé de secours" in notice.title
    assert "date illisible" in notice.title
    assert said(person=PersonStanding(left, (taken,)), signed_in=False) == ()
    # One that was taken before they signed in is no news to them.
    assert said(person=PersonStanding(SEAT.rights, (taken,))) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_machine_with_the_identity_of_this_one_is_said_above_every_screen(language: str) -> None:
    words, status = Format(language), FakeNode().call(GetStatus())
    assert isinstance(status, Status)
    peer = replace(status.peers[0], name="PUI-9", trouble="twin", connected=False)
    (notice,) = standing(words, replace(status, peers=(peer,)), None, site.NOW)
    assert notice.level == "alarm"
    assert "PUI-9" in notice.title
    assert notice.next == words("ui.standing.twin.next") != "ui.standing.twin.next"


@pytest.mark.parametrize("error", UNWRITABLE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disk_that_takes_nothing_is_said_above_every_screen(error: type[StoreError], language: str) -> None:
    """Whoever only reads must know before they do something that cannot be recorded."""
    words, status = Format(language), FakeNode().call(GetStatus())
    assert isinstance(status, Status)
    (notice,) = standing(words, replace(status, unwritable=error.code), None, site.NOW)
    assert notice.level == "alarm"
    assert "ui.standing" not in notice.title + notice.detail + notice.next
    assert notice.next
