"""The palette knows every screen and every act that is possible now, and finds them by parts of words."""

from __future__ import annotations

from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.format import Format
from ui.presenters.palette import KEEPING, SCREENS, entries, matching, on_rail
from ui.presenters.release import Releasing
from ui.screens import SCREENS as VIEWS

WORDS = Format("fr")


def found(typed: str) -> list[str]:
    desk = FakeDesk()
    page = Screen(Releasing, of(2, 1, node=desk.node), desk).page
    return [entry.label for entry in matching(entries(WORDS, page, signed_in=True), typed)]


def test_acts_come_first_then_screens() -> None:
    everything = found("")
    assert everything.index("Libérer la préparation") < everything.index("Mon travail")
    assert "Se déconnecter" in everything


def test_typing_as_people_type() -> None:
    assert found("liber prep")[0] == "Libérer la préparation"
    assert found("desac")[0] == "Désaccords"
    assert found("nothing like that") == []


def test_only_what_is_possible_now() -> None:
    desk = FakeDesk()
    page = Screen(Releasing, of(0, 0, node=desk.node), desk).page
    labels = [entry.label for entry in entries(WORDS, page, signed_in=True)]
    assert "Libérer la préparation" not in labels


def test_signed_out_there_is_nothing_clinical() -> None:
    assert {entry.kind for entry in entries(WORDS, None, signed_in=False)} == {"window"}


def test_who_looks_after_the_site_finds_its_screens_on_the_rail() -> None:
    names = {name for name, _, _ in on_rail(("site.people",))}
    assert names - {name for name, _, _ in on_rail(())} == {"staff", "members"}
    assert "carry" in {name for name, _, _ in on_rail(())}, "nobody needs a right to carry"
    assert "library" in {name for name, _, _ in on_rail(("reference",))}
    assert {name for name, _, _ in KEEPING} <= set(VIEWS)
    labels = [entry.label for entry in entries(WORDS, None, signed_in=True)]
    assert {"Personnel", "Bibliothèque", "Journal technique"} <= set(labels)


def test_every_screen_of_the_rail_exists() -> None:
    assert {name for name, _, _ in SCREENS} <= set(VIEWS)
    assert len({key for _, key, _ in SCREENS}) == len(SCREENS)
