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


def test_what_is_in_a_bag_and_what_it_was_drawn_from() -> None:
    bag = FakeNode().courses[1].doses[1].bags[0]
    said = {fact.label: fact.value for fact in bag_shown.content(WORDS, bag)}
    assert said[WORDS("ui.preparation.draw")] == "28,4\u00a0mL"
    assert said[WORDS("ui.preparation.diluent")] == bag.diluent
    assert said[WORDS("ui.preparation.use_by")] == WORDS.instant(bag.use_by)
    undiluted = msgspec.structs.replace(bag, diluent="")
    said = {fact.label: fact.value for fact in bag_shown.content(WORDS, undiluted)}
    assert said[WORDS("ui.preparation.diluent")] == WORDS("ui.preparation.undiluted")
    (vial,) = bag_shown.vials(WORDS, bag)
    assert "F24A07" in vial.value
    assert vial.note == "× 2"


def test_a_bag_that_is_over_before_its_day_says_so() -> None:
    bag = FakeNode().courses[1].doses[1].bags[0]
    assert bag_shown.holds(WORDS, bag, site.NOW) == ()
    late = msgspec.structs.replace(bag, over_before="2026-11-29")
    (said,) = bag_shown.holds(WORDS, late, site.NOW)
    assert said.level == "warning"
    assert "29" in said.title
    tones = {fact.label: fact.tone for fact in bag_shown.content(WORDS, late)}
    assert tones[WORDS("ui.preparation.use_by")] == "warning"
