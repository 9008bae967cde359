"""Patients, doses, stamps and computations in blocks: the same everywhere."""

from __future__ import annotations

import msgspec

from node.api.course import SeenView
from node.api.patient import NO_BIRTH, ClaimedIdentity, GoneView, ResultView
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import HOUR, MINUTE, NOW
from ui.format import Format
from ui.presenters import shown

WORDS = Format("fr")


def test_a_stamp_says_when_it_was_told_and_when_it_happened() -> None:
    now = site.stamp(0, 0)
    assert shown.stamp(WORDS, now, NOW) == "Dr EXEMPLE Claire, PUI-1, 15:05"
    late = msgspec.structs.replace(now, happened_at=NOW - 3 * HOUR)
    assert shown.stamp(WORDS, late, NOW) == "Dr EXEMPLE Claire, PUI-1, 12:05 (noté 15:05)"
    at_once = msgspec.structs.replace(now, happened_at=NOW - MINUTE // 2)
    assert "noté" not in shown.stamp(WORDS, at_once, NOW)


def test_an_hour_by_a_clock_in_doubt_says_so() -> None:
    doubtful = msgspec.structs.replace(site.stamp(0, 0), doubtful=True)
    said = "Dr EXEMPLE Claire, PUI-1, 15:05 (horloge non confirmée)"
    assert shown.stamp(WORDS, doubtful, NOW) == said
    seen = SeenView("HDJ-1", NOW)
    assert shown.instant(WORDS, seen, NOW) == "15:05"
    in_doubt = msgspec.structs.replace(seen, doubtful=True)
    assert shown.instant(WORDS, in_doubt, NOW) == "15:05 (horloge non confirmée)"


def test_the_banner_has_everything_in_order() -> None:
    one = site.patients()[1]
    banner = shown.banner(WORDS, one.banner())
    assert (banner.name, banner.given, banner.aside) == ("FICTIVE", "Solène", "nom utilisé IMAGINAIRE")
    assert banner.sex == "féminin"
    assert [fact.label for fact in banner.facts] == ["Allergies", "Poids", "Taille", "Surface", "Créatinine"]
    assert not banner.warnings


def test_the_surface_names_its_formula() -> None:
    view = msgspec.structs.replace(site.patients()[1].banner(), surface_formula="dubois")
    notes = {fact.label: fact.note for fact in shown.banner(WORDS, view).facts}
    assert notes["Surface"] == "(Du Bois)"


def test_a_disputed_identity_and_links_are_warned_of() -> None:
    view = msgspec.structs.replace(site.patients()[0].banner(), identity_disputed=True, linked=(bytes(16),))
    assert len(shown.banner(WORDS, view).warnings) == 2


def test_what_was_not_measured_says_so() -> None:
    view = msgspec.structs.replace(site.patients()[0].banner(), weight=None, surface=None)
    facts = {fact.label: fact.value for fact in shown.banner(WORDS, view).facts}
    assert facts["Poids"] == "non renseigné"
    assert facts["Surface"] == "non connue"


def test_the_last_bag_that_is_still_in_the_circuit() -> None:
    dose = FakeNode().courses[1].doses[1]
    bag = dose.bags[0]
    voided = msgspec.structs.replace(bag, bag=site.id16("v"), state="voided")
    both = msgspec.structs.replace(dose, bags=(bag, voided))
    assert shown.find_bag(both, b"") == bag
    assert shown.find_bag(both, voided.bag) == voided
    assert shown.find_bag(msgspec.structs.replace(dose, bags=(voided,)), b"") is None
    assert shown.find_bag(None, b"") is None


def test_a_blocked_step_is_not_shown_as_waiting() -> None:
    node = FakeNode()
    dose = msgspec.structs.replace(node.courses[0].doses[0], blocks=("deferred",))
    states = [step.state for step in shown.steps(WORDS, dose, None, NOW)]
    assert states[:3] == ["passed", "blocked", "blocked"]


def test_a_newer_value_within_the_tolerance_is_a_flag_on_the_dose() -> None:
    node = FakeNode()
    course = next(one for one in node.courses if one.conflicts)
    conflict = msgspec.structs.replace(course.conflicts[0], rule="newer_value_within", open=False)
    dose = next(one for one in course.doses if one.dose == conflict.subject)
    view = msgspec.structs.replace(course.view(), conflicts=(conflict,))
    (flag,) = shown.flags(WORDS, view, dose)
    assert flag.level == "info"
    assert flag in shown.card(WORDS, view, dose, None, NOW).notices
    other = next(one for one in node.courses[0].doses if one.dose != dose.dose)
    assert shown.flags(WORDS, view, other) == ()


def test_the_banner_warns_of_what_is_in_doubt() -> None:
    view = msgspec.structs.replace(
        site.patients()[0].banner(),
        identity_disputed=True,
        disputed_fields=("birth_date", "ipp"),
        allergies_disputed=True,
        gone=(GoneView("transferred", "", site.stamp(0, 0)),),
        results=(ResultView("platelets", Quantity("40", Unit.GIGA_PER_L), site.stamp(0, 0), beyond=True),),
    )
    warnings = shown.banner(WORDS, view).warnings
    assert len(warnings) == 4
    assert "date de naissance, IPP" in warnings[1]
    assert "Plaquettes 40" in warnings[3]


def test_the_work_says_cap_and_reduction() -> None:
    line = site.REGIMENS[0].lines[0]
    order = site.order(bytes(16), line, 1, site.TODAY, Quantity("2", Unit.M2), "20", "âge")
    done = msgspec.structs.replace(order.computation, cap=Quantity("200", Unit.MG))
    lines = dict(shown.work(WORDS, "work", "Calcul", done).lines)
    assert lines["Plafond appliqué"] == "200\u00a0mg"
    assert "âge" in lines["Réduction"]
    assert lines["Résultat"] == "135\u00a0mg"
    assert shown.basis(WORDS, order) == "85\u00a0mg/m², −20\u202f%"


def test_how_a_dose_is_given_names_everything_and_abbreviates_nothing() -> None:
    line = site.REGIMENS[0].lines[0]
    order = site.order(bytes(16), line, 1, site.TODAY, Quantity("2", Unit.M2))
    said = shown.how(WORDS, order).replace("\u00a0", " ")
    assert said == "poche · G5 % 250 mL · voie intraveineuse · 2 h"


def test_two_doses_of_one_drug_are_told_apart() -> None:
    orders = [dose.order for dose in FakeNode().courses[0].doses if dose.order.substance == "fluorouracile"]
    said = [shown.drug_and_dose(WORDS, order).replace("\u00a0", " ") for order in orders]
    assert said == ["fluorouracile 670 mg · poche · 10 min", "fluorouracile 4\u202f000 mg · diffuseur · 46 h"]
    assert shown.bagged(Format("en"), "diffuseur", 2760).startswith("infusor")
    assert shown.bagged(WORDS, "cassette", 0) == "cassette"


def test_what_is_signed_begins_with_whose_dose_it_is() -> None:
    course = FakeNode().courses[3].view()
    (dose, *_) = course.doses
    (bag,) = dose.bags
    name, drug, number = shown.of_whom(WORDS, course, dose, bag)
    assert course.banner.identity.birth_name.upper() in name
    assert dose.order.prescribed.shown("fr") in drug
    assert bag.number in number
    assert shown.of_whom(WORDS, course, dose, None) == (name, drug, "")


def test_an_identity_that_is_set_aside_says_so_and_what_was_written_by_whom() -> None:
    view = site.patients()[0].banner()
    said = ClaimedIdentity(view.identity, site.stamp(2, 5 * site.MINUTE))
    none = Identity("set_aside", "", "7F3K9Q2B", NO_BIRTH, "X", "", "")
    banner = shown.banner(
        WORDS, msgspec.structs.replace(view, identity=none, age=0, identity_disputed=True, claimed=(said,))
    )
    assert (banner.name, banner.given) == ("IDENTITÉ MISE DE CÔTÉ", "7F3K9Q2B")
    assert banner.born == "date de naissance inconnue"
    (warning,) = banner.warnings
    assert WORDS.name(view.identity) in warning
    assert said.stamp.person in warning
