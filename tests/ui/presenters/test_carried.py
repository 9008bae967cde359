"""What is taken over from an earlier cycle: a tick for each, and the first that is still to be ticked."""

from __future__ import annotations

from node.api.prescription import Adjustment, CarriedAdjustment
from tests.ui import fake_site as site
from ui.format import Format
from ui.presenters import carried
from ui.presenters.blocks import Form
from ui.presenters.desk import Typed

ROWS = (
    CarriedAdjustment(Adjustment("L1", 0, "20", "neuropathie"), "oxaliplatine", 2, site.stamp(1, site.DAY)),
    CarriedAdjustment(Adjustment("L2", 8, "12.5", "âge"), "irinotécan", 2, site.stamp(1, site.DAY)),
)


def test_each_is_to_be_ticked() -> None:
    typed = Typed()
    assert carried.unconfirmed(typed, ROWS) == "carried_L1_0"
    typed.values["carried_L1_0"] = "1"
    assert carried.unconfirmed(typed, ROWS) == "carried_L2_8"
    typed.values["carried_L2_8"] = "1"
    assert carried.unconfirmed(typed, ROWS) is None


def test_a_day_is_named_where_the_adjustment_is_of_one_day() -> None:
    form = carried.blocks(Format("fr"), Typed(), ROWS, site.NOW)[1]
    assert isinstance(form, Form)
    assert [field.label for field in form.fields] == [
        "Je reconduis\u202f: OXALIplatine −20\u202f%, neuropathie",
        "Je reconduis\u202f: irinotécan J8 −12,5\u202f%, âge",
    ]


def test_nothing_in_force_is_nothing_to_say() -> None:
    assert carried.blocks(Format("fr"), Typed(), (), site.NOW) == ()
