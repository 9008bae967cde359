"""A dose and a scanned bag open where their next step is done, as far as my rights name it."""

from __future__ import annotations

from msgspec.structs import replace

from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.worklist import MyWork


def screen(person: int = 0) -> Screen:
    return Screen(MyWork, Place("worklist"), FakeDesk(person=person))


def test_a_dose_opens_where_its_next_step_is_done() -> None:
    expectations = [
        (0, "prescrite", "validation"),
        (1, "prescrite", "validation"),
        (2, "prête à préparer", "preparation"),
        (0, "contrôlée", "release"),
        (3, "dispensée", "dispensing"),
        (3, "reçue", "administration"),
        (0, "désaccord", "settlement"),
    ]
    for person, text, expected in expectations:
        at = screen(person)
        rows = at.block(Grid, "doses").rows
        row = next(row for row, said in zip(rows, at.rows("doses"), strict=True) if text in said)
        at.presenter.opened("doses", row.id)
        assert at.desk.places[-1].screen == expected, text


def test_a_scanned_bag_opens_at_its_next_step() -> None:
    at = screen(3)
    bag = at.node.courses[3].doses[2].bags[0]
    assert at.presenter.scanned("BAG", bag.bag)
    assert at.desk.places[-1].screen == "administration"
    assert at.desk.places[-1].bag == bag.bag
    assert not at.presenter.scanned("BAG", bytes(16))


def test_a_scanned_bag_that_was_not_kept_opens_where_it_is_destroyed() -> None:
    at = screen(3)
    presenter = at.presenter
    assert isinstance(presenter, MyWork)
    items = presenter._items or ()
    presenter._items = (replace(items[0], others=(bytes(16),)), *items[1:])
    assert presenter.scanned("BAG", bytes(16))
    assert (at.desk.places[-1].screen, at.desk.places[-1].bag) == ("release", bytes(16))
