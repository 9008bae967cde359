"""What waits on other screens is told above the list of work."""

from __future__ import annotations

from msgspec.structs import replace

from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_members import FORK
from ui.presenters.desk import Place
from ui.presenters.worklist import MyWork


def screen(person: int = 0) -> Screen:
    return Screen(MyWork, Place("worklist"), FakeDesk(person=person))


def test_an_administrator_is_told_of_journals_in_several_versions() -> None:
    desk = FakeDesk()
    desk.node.forks = (FORK,)
    assert "plusieurs versions" not in Screen(MyWork, Place("worklist"), desk).notices()
    assert desk.person is not None
    desk.person = replace(desk.person, rights=("site.enrol",))
    said = Screen(MyWork, Place("worklist"), desk).notices()
    assert "1 journal existe en plusieurs versions" in said
    desk.node.forks = (replace(FORK, settled=True),)
    assert "plusieurs versions" not in Screen(MyWork, Place("worklist"), desk).notices()
