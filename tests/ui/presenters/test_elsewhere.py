"""What waits on other screens is told above the list of work."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.reference import SettingRow
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


@pytest.mark.parametrize("right", ["site.pin", "site.enrol", "site.people"])
def test_whoever_a_proposal_may_wait_for_is_told_of_it(right: str) -> None:
    """Rights are granted one by one: who may agree is not always who resets PINs."""
    assert "À deux" in told((right,))
    assert "À deux" not in told(("validate",))


def told(rights: tuple[str, ...], *settings: SettingRow, rule: bool = True) -> str:
    desk = FakeDesk()
    assert desk.person is not None
    desk.person = replace(desk.person, rights=rights)
    desk.node.settings, desk.node.every_setting = settings, rule
    return Screen(MyWork, Place("worklist"), desk).notices()


def test_who_may_sign_is_told_which_settings_nobody_has_signed() -> None:
    """A site founded before there were limits of doses has none, and no dose is stopped by any."""
    doses, limits = SettingRow("doses", "unsigned", False), SettingRow("limits", "unsigned", False)
    said = told(("reference",), doses, limits, SettingRow("gates", "signed", False))
    assert "Écart avec la dose théorique, volume des poches, Limites cliniques du site" in said
    assert "n’arrête aucune dose" in said
    assert "Bibliothèque" in said
    assert "Limites des résultats" not in said
    assert "n’arrête aucune dose" not in told(("reference",), limits)
    assert told(("site.enrol", "site.pin"), doses) == told(("site.enrol", "site.pin"))


@pytest.mark.parametrize(
    ("rights", "rule", "there", "absent"),
    [
        (("reference",), True, ("Bibliothèque",), ("règle",)),
        (("reference",), False, ("Bibliothèque", "un administrateur peut activer"), ("activez",)),
        (("site.enrol",), False, ("activez la règle", "un pharmacien signe"), ("Bibliothèque",)),
        (("reference", "site.enrol"), False, ("Bibliothèque", "activez"), ("un administrateur peut",)),
        (("site.enrol",), True, (), ("Signé autrement",)),
        (("validate",), False, (), ("Signé autrement",)),
    ],
)
def test_settings_that_differ_and_that_no_list_asks_about(
    rights: tuple[str, ...], rule: bool, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    said = told(rights, SettingRow("gates", "disputed", False), rule=rule)
    assert all(words in said for words in there), said
    assert not any(words in said for words in absent), said
    assert ("Signé autrement chacun de son côté" in said) == bool(there)
    assert "Signé autrement" not in told(rights, SettingRow("gates", "disputed", True), rule=rule)
