"""What was called off and agreed to apart is told with who did not know."""

from __future__ import annotations

from msgspec.structs import replace

from tests.ui import fake_site as site
from tests.ui.fake_members import PROPOSALS
from ui.format import Format
from ui.presenters.proposed import apart


def test_each_says_what_holds_about_whom_and_who_wanted_it_no_more() -> None:
    row = replace(PROPOSALS[1], called_off=(site.stamp(4), site.stamp(1)))
    assert apart(Format("fr"), (), site.NOW) == ()
    (notice,) = apart(Format("fr"), (row,), site.NOW)
    assert "Mme EXEMPLE Zoé" in notice.title
    assert all(site.PEOPLE[one].name in notice.detail for one in (1, 4))
    assert notice.next
