"""A computation is laid open with all that changed its result."""

from __future__ import annotations

import msgspec

from node.api.prescription import OUTRIGHT
from schema.computation import Choice
from schema.quantity import Quantity, Unit
from tests.ui import fake_regimens
from tests.ui import fake_site as site
from ui.format import Format
from ui.presenters import dose_shown, work_shown

WORDS = Format("fr")


def test_the_work_says_cap_and_reduction() -> None:
    line = fake_regimens.REGIMENS[0].lines[0]
    order = fake_regimens.order(bytes(16), line, 1, site.TODAY, Quantity("2", Unit.M2), "20", "âge")
    done = msgspec.structs.replace(order.computation, cap=Quantity("200", Unit.MG))
    lines = dict(work_shown.work(WORDS, "work", "Calcul", done).lines)
    assert lines["Plafond appliqué"] == "200\u00a0mg"
    assert "âge" in lines["Réduction"]
    assert lines["Résultat"] == "135\u00a0mg"
    assert dose_shown.basis(WORDS, order) == "85\u00a0mg/m², −20\u202f%"


def test_an_outright_dose_says_which_it_replaces() -> None:
    line = fake_regimens.REGIMENS[0].lines[0]
    order = fake_regimens.order(bytes(16), line, 1, site.TODAY, Quantity("2", Unit.M2))
    done = msgspec.structs.replace(order.computation, choices=(Choice(OUTRIGHT, "1813.8 mg"),))
    lines = dict(work_shown.work(WORDS, "work", "Calcul", done).lines)
    assert lines["Dose calculée, remplacée"] == "1\u202f813,8\u00a0mg"
