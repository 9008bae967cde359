"""A dose says what it is, for whom, how it is given and how far it has come."""

from __future__ import annotations

import msgspec

from schema.quantity import Quantity, Unit
from tests.ui import fake_regimens
from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import NOW
from ui.format import Format
from ui.presenters import dose_shown

WORDS = Format("fr")


def test_a_blocked_step_is_not_shown_as_waiting() -> None:
    node = FakeNode()
    dose = msgspec.structs.replace(node.courses[0].doses[0], blocks=("deferred",))
    states = [step.state for step in dose_shown.steps(WORDS, dose, None, NOW)]
    assert states[:3] == ["passed", "blocked", "blocked"]


def test_a_newer_value_within_the_tolerance_is_a_flag_on_the_dose() -> None:
    node = FakeNode()
    course = next(one for one in node.courses if one.conflicts)
    conflict = msgspec.structs.replace(course.conflicts[0], rule="newer_value_within", open=False)
    dose = next(one for one in course.doses if one.dose == conflict.subject)
    view = msgspec.structs.replace(course.view(), conflicts=(conflict,))
    (flag,) = dose_shown.flags(WORDS, view, dose)
    assert flag.level == "info"
    assert flag in dose_shown.card(WORDS, view, dose, None, NOW).notices
    other = next(one for one in node.courses[0].doses if one.dose != dose.dose)
    assert dose_shown.flags(WORDS, view, other) == ()


def test_how_a_dose_is_given_names_everything_and_abbreviates_nothing() -> None:
    line = fake_regimens.REGIMENS[0].lines[0]
    order = fake_regimens.order(bytes(16), line, 1, site.TODAY, Quantity("2", Unit.M2))
    said = dose_shown.how(WORDS, order).replace("\u00a0", " ")
    assert said == "poche · G5 % 250 mL · voie intraveineuse · 2 h"


def test_two_doses_of_one_drug_are_told_apart() -> None:
    orders = [dose.order for dose in FakeNode().courses[0].doses if dose.order.substance == "fluorouracile"]
    said = [dose_shown.drug_and_dose(WORDS, order).replace("\u00a0", " ") for order in orders]
    assert said == ["fluorouracile 670 mg · poche · 10 min", "fluorouracile 4\u202f000 mg · diffuseur · 46 h"]
    assert dose_shown.bagged(Format("en"), "diffuseur", 2760).startswith("infusor")
    assert dose_shown.bagged(WORDS, "cassette", 0) == "cassette"


def test_what_is_signed_begins_with_whose_dose_it_is() -> None:
    course = FakeNode().courses[3].view()
    (dose, *_) = course.doses
    (bag,) = dose.bags
    name, drug, number = dose_shown.of_whom(WORDS, course, dose, bag)
    assert course.banner.identity.birth_name.upper() in name
    assert dose.order.prescribed.shown("fr") in drug
    assert bag.number in number
    assert dose_shown.of_whom(WORDS, course, dose, None) == (name, drug, "")
