"""The palette knows every screen and every act that is possible now, and finds them by parts of words."""

from __future__ import annotations

import pytest

from schema.i18n import catalogue
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.format import Format, folded
from ui.presenters.palette import KEEPING, SCREENS, Entry, entries, matching, on_rail, preselected
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
    assert names - {name for name, _, _ in on_rail(())} == {"staff", "members", "agreement"}
    assert "carry" in {name for name, _, _ in on_rail(())}, "nobody needs a right to carry"
    assert "library" in {name for name, _, _ in on_rail(("reference",))}
    assert {name for name, _, _ in KEEPING} <= set(VIEWS)
    labels = [entry.label for entry in entries(WORDS, None, signed_in=True)]
    assert {"Personnel", "Bibliothèque", "Journal technique"} <= set(labels)


@pytest.mark.parametrize("right", ["site.pin", "site.enrol", "site.people"])
def test_whoever_a_proposal_may_wait_for_finds_it_on_the_rail(right: str) -> None:
    assert "agreement" in {name for name, _, _ in on_rail((right,))}
    assert "agreement" not in {name for name, _, _ in on_rail(("validate",))}


def test_every_screen_of_the_rail_exists() -> None:
    assert {name for name, _, _ in SCREENS} <= set(VIEWS)
    assert len({key for _, key, _ in SCREENS}) == len(SCREENS)


def every_entry(language: str) -> tuple[Entry, ...]:
    """Every act and screen that there is, as if one page had them all, in no helpful order."""
    ids = sorted(str(message.id) for message in catalogue(language) if message.id)
    words = Format(language)
    return tuple(
        Entry(kind, msgid.removeprefix(area), words(msgid), "")
        for kind, area in (("act", "ui.act."), ("screen", "ui.screen."))
        for msgid in ids
        if msgid.startswith(area)
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_whole_name_comes_first_and_enter_takes_it(language: str) -> None:
    everything = every_entry(language)
    assert len(everything) > 150
    for order in (everything, everything[::-1]):
        for entry in order:
            first = matching(order, entry.label)
            assert folded(first[0].label) == folded(entry.label)
            assert preselected(first, entry.label)


@pytest.mark.parametrize(
    ("language", "typed", "first"),
    [
        ("en", "record it as given", "give"),
        ("en", "treatment", "course"),
        ("en", "patient record", "patient"),
        ("fr", "ouvrir la fabrication", "go.make"),
        ("fr", "enregistrer l'administration", "give"),
        ("fr", "liberer la prep", "release"),
    ],
)
def test_the_nearest_name_comes_first(language: str, typed: str, first: str) -> None:
    found = matching(every_entry(language)[::-1], typed)
    assert folded(found[0].label) == folded(Format(language)(f"ui.act.{first}"))
    assert preselected(found, typed)


@pytest.mark.parametrize(
    ("language", "typed", "keys"),
    [
        ("fr", "administration", ("not_give", "give")),
        ("en", "record it as", ("not_give", "give")),
        ("en", "treatment", ("stop", "resume")),
        ("fr", "prescription", ("validate", "refuse")),
        ("fr", "dossiers", ("link:0a", "keep_apart:0a")),
        ("fr", " ", ("make",)),
    ],
)
def test_nothing_is_chosen_between_opposites(language: str, typed: str, keys: tuple[str, ...]) -> None:
    words = Format(language)
    named = {"keep_apart:0a": "Garder les dossiers séparés", "link:0a": words("ui.act.link")}
    found = tuple(Entry("act", key, named.get(key, words(f"ui.act.{key}")), "") for key in keys)
    assert matching(found, typed)
    assert not preselected(matching(found, typed), typed)


def test_reloading_is_found() -> None:
    assert found("recharger")[0] == "Recharger l’écran"
