"""A dose says what it is, for whom, how it is given and how far it has come."""

from __future__ import annotations

import msgspec

from node.api.course import OffTheoretical, PreviousDose
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


def test_a_dose_off_the_theoretical_one_stands_out_wherever_it_goes_on() -> None:
    course = FakeNode().courses[3].view()
    (plain, *_) = course.doses
    assert dose_shown.off(WORDS, plain) == ""
    assert dose_shown.off_notices(WORDS, plain) == ()
    asks = msgspec.structs.replace(
        plain, off=OffTheoretical(Quantity("1813.8", Unit.MG), Quantity("1103", Unit.PERCENT), False)
    )
    said = "1\u202f103\u00a0% de la dose théorique (1\u202f813,8\u00a0mg)"
    assert dose_shown.off(WORDS, asks) == said
    (notice, *_) = dose_shown.card(WORDS, course, asks, None, NOW).notices
    assert (notice.level, said in notice.title) == ("warning", True)
    assert said in dose_shown.of_whom(WORDS, course, asks, None)[1]
    fact = dose_shown.theoretical(WORDS, asks)
    assert (fact.note, fact.tone, dose_shown.theoretical(WORDS, plain).tone) == (said, "warning", None)
    assert asks.off is not None
    stops = msgspec.structs.replace(asks, off=msgspec.structs.replace(asks.off, stops=True))
    (notice,) = dose_shown.off_notices(WORDS, stops)
    assert (notice.level, "dérogation" in notice.next) == ("refusal", True)
    unknown = msgspec.structs.replace(asks, off=msgspec.structs.replace(asks.off, percent=None))
    assert WORDS("ui.unknown") in dose_shown.off(WORDS, unknown)


def test_the_previous_dose_says_of_which_day_it_is() -> None:
    (dose, *_) = FakeNode().courses[3].doses
    assert dose_shown.previous(WORDS, msgspec.structs.replace(dose, previous=None)) == ("première", "")
    last = PreviousDose(Quantity("1813.8", Unit.MG), 1, 8)
    amount, when = dose_shown.previous(WORDS, msgspec.structs.replace(dose, previous=last))
    assert (amount, "8" in when) == ("1\u202f813,8\u00a0mg", True)
