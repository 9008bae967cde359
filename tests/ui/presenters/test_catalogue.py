"""The drug database: its date, a list that shortens, supply that is loud."""

from __future__ import annotations

from node.api.site import SearchCatalogue
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Facts, Grid
from ui.presenters.catalogue import Catalogue
from ui.presenters.desk import Place


def screen() -> Screen:
    return Screen(Catalogue, Place("catalogue"), FakeDesk())


def test_the_date_of_the_data_is_always_there() -> None:
    assert "02\u2011nov.\u20112026" in screen().page.subtitle


def test_each_letter_shortens_the_list() -> None:
    at = screen()
    at.fill(search="p")
    assert not at.calls(SearchCatalogue)
    counts = []
    for typed in ("platine", "oxaliplatine", "oxaliplatine 40"):
        at.fill(search=typed)
        counts.append(len(at.rows("entries")))
    assert counts == [4, 2, 0]
    assert at.block(Grid, "entries").empty == "Aucune spécialité ne correspond."


def test_names_are_tall_man_and_supply_is_loud() -> None:
    at = screen()
    at.fill(search="rubicine")
    rows = at.rows("entries")
    assert any("DOXOrubicine" in row for row in rows)
    assert any("DAUNOrubicine" in row for row in rows)
    tones = [row.cells[-1].tone for row in at.block(Grid, "entries").rows]
    assert "warning" in tones


def test_what_is_not_marketed_is_marked() -> None:
    at = screen()
    at.fill(search="oxaliplatine")
    remarks = [row.cells[-1] for row in at.block(Grid, "entries").rows]
    assert [(cell.text, cell.tone) for cell in remarks] == [
        ("tension d’approvisionnement", "warning"),
        ("non commercialisée", "warning"),
    ]


def test_the_one_in_hand_is_laid_open() -> None:
    at = screen()
    at.fill(search="cisplatine")
    at.presenter.act("search")
    assert at.view.focused == "entries"
    at.presenter.selected("entries", at.block(Grid, "entries").rows[0].id)
    assert "3400930000000" in {fact.value for fact in at.block(Facts, "entry").facts}
    at.presenter.load()
    assert len(at.calls(SearchCatalogue)) == 2
