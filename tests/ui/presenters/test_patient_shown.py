"""The banner says who it is, and what is in doubt about them."""

from __future__ import annotations

import msgspec

from node.api.patient import NO_BIRTH, ClaimedIdentity, GoneView, ResultView
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.ui import fake_site as site
from ui.format import Format
from ui.presenters import patient_shown

WORDS = Format("fr")


def test_the_banner_has_everything_in_order() -> None:
    one = site.patients()[1]
    banner = patient_shown.banner(WORDS, one.banner())
    assert (banner.name, banner.given, banner.aside) == ("FICTIVE", "Solène", "nom utilisé IMAGINAIRE")
    assert banner.sex == "féminin"
    assert [fact.label for fact in banner.facts] == ["Allergies", "Poids", "Taille", "Surface", "Créatinine"]
    assert not banner.warnings


def test_the_surface_names_its_formula() -> None:
    view = msgspec.structs.replace(site.patients()[1].banner(), surface_formula="dubois")
    notes = {fact.label: fact.note for fact in patient_shown.banner(WORDS, view).facts}
    assert notes["Surface"] == "(Du Bois)"


def test_a_disputed_identity_and_links_are_warned_of() -> None:
    view = msgspec.structs.replace(site.patients()[0].banner(), identity_disputed=True, linked=(bytes(16),))
    assert len(patient_shown.banner(WORDS, view).warnings) == 2


def test_what_was_not_measured_says_so() -> None:
    view = msgspec.structs.replace(site.patients()[0].banner(), weight=None, surface=None)
    facts = {fact.label: fact.value for fact in patient_shown.banner(WORDS, view).facts}
    assert facts["Poids"] == "non renseigné"
    assert facts["Surface"] == "non connue"


def test_the_banner_warns_of_what_is_in_doubt() -> None:
    view = msgspec.structs.replace(
        site.patients()[0].banner(),
        identity_disputed=True,
        disputed_fields=("birth_date", "ipp"),
        allergies_disputed=True,
        gone=(GoneView("transferred", "", site.stamp(0, 0)),),
        results=(ResultView("platelets", Quantity("40", Unit.GIGA_PER_L), site.stamp(0, 0), beyond=True),),
    )
    warnings = patient_shown.banner(WORDS, view).warnings
    assert len(warnings) == 4
    assert "date de naissance, IPP" in warnings[1]
    assert "Plaquettes 40" in warnings[3]


def test_an_identity_that_is_set_aside_says_so_and_what_was_written_by_whom() -> None:
    view = site.patients()[0].banner()
    said = ClaimedIdentity(view.identity, site.stamp(2, 5 * site.MINUTE))
    none = Identity("set_aside", "", "7F3K9Q2B", NO_BIRTH, "X", "", "")
    banner = patient_shown.banner(
        WORDS, msgspec.structs.replace(view, identity=none, age=0, identity_disputed=True, claimed=(said,))
    )
    assert (banner.name, banner.given) == ("IDENTITÉ MISE DE CÔTÉ", "7F3K9Q2B")
    assert banner.born == "date de naissance inconnue"
    (warning,) = banner.warnings
    assert WORDS.name(view.identity) in warning
    assert said.stamp.person in warning
