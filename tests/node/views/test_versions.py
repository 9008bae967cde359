"""What a version says: every field of it, in words, in both languages."""

from __future__ import annotations

import pytest

from node.domain.reference import fold_product, fold_regimen
from node.domain.site_settings import fold_settings
from node.reference.library import PRODUCTS, REGIMENS
from node.reference.limits import STARTER_DOSES, STARTER_GATES, STARTER_LIMITS, STARTER_REATTRIBUTION
from node.views.summary import summary
from node.views.teller import Teller
from node.views.versions import name_of
from node.views.wording import Wording
from schema.acts.regimen import GateLimit, GatesSigned, ProductDrafted, RegimenDrafted, RegimenRetired
from schema.codec import Wire
from schema.i18n import LANGUAGES, text
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_reference import gates, limits, product_body, regimen_body
from tests.node.views.test_teller import Book

SETTINGS = (STARTER_LIMITS, STARTER_GATES, STARTER_DOSES, STARTER_REATTRIBUTION)


def _said(body: Wire, language: str) -> dict[str, str]:
    return dict(summary(body, (), Wording(Teller(Book(Site()), language=language), {})))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", [*PRODUCTS, *REGIMENS, *SETTINGS], ids=lambda body: type(body).__name__)
def test_the_whole_library_reads_in_words(body: Wire, language: str) -> None:
    said = _said(body, language)
    assert [key for key in said if text(key, language) == key] == []
    assert [value for value in said.values() if "summary." in value or "ui." in value] == []


def test_a_line_says_what_is_given_and_how() -> None:
    body = next(one for one in REGIMENS if one.code == "mFOLFOX6")
    lines = _said(body, "fr")["summary.lines"].split("\n")
    assert len(lines) == len(body.lines)
    assert lines[0].startswith("L1 oxaliplatine 85\u00a0mg/m²")
    assert "J1" in lines[0]


def test_a_limit_of_results_says_its_bounds() -> None:
    one, hundred = Quantity("1.5", Unit.GIGA_PER_L), Quantity("100", Unit.GIGA_PER_L)
    bounds = (
        GateLimit("neutrophils", one, None),
        GateLimit("platelets", one, hundred),
        GateLimit("made_here", None, hundred),
        GateLimit("made_here", None, None),
    )
    said = _said(GatesSigned(bounds, "RCP", True), "fr")
    assert said["summary.document"] == "RCP"
    assert said["summary.gates"].split("\n") == [
        "Neutrophiles\u202f: au moins 1,5\u00a0G/L",
        "Plaquettes\u202f: de 1,5\u00a0G/L à 100\u00a0G/L",
        "made here\u202f: au plus 100\u00a0G/L",
        "made here, sans limite",
    ]


def test_a_draft_says_what_its_version_would() -> None:
    assert _said(RegimenDrafted(an_id("d"), regimen_body()), "fr") == _said(regimen_body(), "fr")
    assert _said(ProductDrafted(an_id("d"), product_body()), "fr") == _said(product_body(), "fr")


def test_a_retirement_says_whether_it_is_for_an_error() -> None:
    signed = Site().act("a", regimen_body(), an_id("f")).ref
    said = [_said(RegimenRetired(signed, wrong, "x"), "fr")["summary.decision"] for wrong in (True, False)]
    assert said == ["version retirée pour erreur", "version retirée"]


def test_a_file_is_called_by_its_last_version() -> None:
    site = Site()
    site.act("a", regimen_body(name="FICTIF"), an_id("f"))
    assert name_of(fold_regimen(site.acts), "fr") == "FICTIF"
    site = Site()
    site.act("a", product_body(label="FICTIVINE 1 mg/mL"), an_id("f"))
    assert name_of(fold_product(site.acts), "fr") == "FICTIVINE 1 mg/mL"
    site.act("a", limits(), an_id("l"))
    assert name_of(fold_settings([site.acts[-1]]), "en") == text("library.limits", "en")
    for body, name in ((gates("1"), "gates"), (STARTER_REATTRIBUTION, "reattribution")):
        site.act("a", body, an_id(name))
        assert name_of(fold_settings([site.acts[-1]]), "en") == text(f"ui.library.{name}", "en")
    assert name_of(None, "en") == text("library.limits", "en")
