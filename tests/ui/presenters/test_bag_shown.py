"""Which bag of a dose is meant."""

from __future__ import annotations

import msgspec

from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode
from ui.format import Format
from ui.presenters import bag_shown

WORDS = Format("fr")


def test_the_last_bag_that_is_still_in_the_circuit() -> None:
    dose = FakeNode().courses[1].doses[1]
    bag = dose.bags[0]
    voided = msgspec.structs.replace(bag, bag=site.id16("v"), state="voided")
    both = msgspec.structs.replace(dose, bags=(bag, voided))
    assert bag_shown.find(both, b"") == bag
    assert bag_shown.find(both, voided.bag) == voided
    assert bag_shown.find(msgspec.structs.replace(dose, bags=(voided,)), b"") is None
    assert bag_shown.find(None, b"") is None
