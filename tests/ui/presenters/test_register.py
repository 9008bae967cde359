"""The register: what became of each number, and the ways to bag, sheet, older numbers and paper."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.register import MOST, GetRegister
from tests.ui import fake_register
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_register import LINES, OTHER, OWN
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.register import RegisterOfNumbers


def screen(language: str = "fr") -> Screen:
    return Screen(RegisterOfNumbers, Place("register"), FakeDesk(language=language))


def test_every_number_says_what_became_of_it() -> None:
    at = screen()
    claimed, released, voided, doubled, unseen, missing = at.rows("numbers")
    assert "PUI-1 000042" in claimed
    assert "OXALIplatine" in claimed
    assert "140" in claimed
    assert "libérée" in released
    assert "annulée poche percée au montage (Dr EXEMPLE Claire)" in voided
    assert "deux poches portent ce numéro" in doubled
    assert "poche illisible ici" in unseen
    assert "acte mis de côté" in unseen
    assert "manquant" in missing
    assert "1 numéro manque" in at.notices()
    assert "42 numéros" in at.page.subtitle
    assert "1 annulé ou détruit" in at.page.subtitle
    assert "ui." not in " ".join(screen("en").rows("numbers"))


def test_from_a_number_to_its_course_and_its_sheet() -> None:
    at = screen()
    second = at.block(Grid, "numbers").rows[1].id
    at.presenter.opened("numbers", second)
    at.presenter.act("sheet_of")
    line = LINES[1]
    assert line.course is not None
    assert line.bag is not None
    assert [place.screen for place in at.desk.places] == ["course", "paper"]
    assert at.desk.places[0].dose == line.dose
    assert at.desk.places[1].bag == line.bag
    at.presenter.selected("numbers", at.block(Grid, "numbers").rows[5].id)
    assert not at.action("sheet_of").enabled
    at.presenter.act("sheet_of")
    at.presenter.opened("numbers", at.block(Grid, "numbers").rows[5].id)
    assert len(at.desk.places) == 2


def test_another_series_and_its_older_numbers() -> None:
    at = screen()
    assert not at.action("newer").enabled
    at.fill(series=OTHER.hex())
    assert "PUI-2.7K3F 000430" in at.rows("numbers")[0]
    at.presenter.act("older")
    assert "000230" in at.rows("numbers")[0]
    assert at.action("newer").enabled
    at.presenter.act("newer")
    assert "000430" in at.rows("numbers")[0]
    asked = [command.last for command in at.calls(GetRegister) if isinstance(command, GetRegister)]
    assert asked == [None, None, 430 - MOST, None]


def test_the_numbers_shown_are_printed() -> None:
    at = screen()
    at.presenter.act("print_register")
    at.presenter.act("return")
    assert at.desk.places == [Place("paper", series=OWN, numbers=(37, 42)), Place("back")]


def test_one_is_found_by_any_of_its_words() -> None:
    at = screen()
    at.fill(filter="percée")
    assert len(at.rows("numbers")) == 1
    at.fill(filter="zzz")
    assert at.block(Grid, "numbers").empty == "Aucun de ces numéros ne correspond."


def test_what_holds_a_bag_and_where_it_went_stand_beside_its_state(monkeypatch: pytest.MonkeyPatch) -> None:
    held = replace(LINES[1], state="held", blocks=("made_twice",), beside="HDJ-1 000007")
    gone = replace(LINES[1], number=1, state="reassigned", reason="patient absent", goes_on_as="PUI-1 000099")
    aside = replace(LINES[1], number=2, state="aside", doubled=True, set_aside=True)
    monkeypatch.setattr(fake_register, "LINES", (held, gone, aside))
    at = screen()
    first, second, third = at.rows("numbers")
    # What is known of a bag set aside is on its sheet, which may lie on a bench somewhere.
    for line, known in ((held, True), (aside, True), (replace(aside, state="unseen"), False)):
        monkeypatch.setattr(fake_register, "LINES", (line,))
        assert screen().action("sheet_of").enabled is known
    assert "Deux poches pour une dose." in first
    assert "autre poche\u202f: n° HDJ-1 000007" in first
    assert "réattribuée\u202f: n° PUI-1 000099" in second
    assert "patient absent" in second
    assert "mise de côté" in third
    assert "deux poches portent ce numéro\u00a0· numéro pris par un acte mis de côté" in third
