"""Sides of a conflict about a patient."""

from __future__ import annotations

from node.views.patient_summary import PATIENT_SAY
from node.views.summary import summary
from node.views.teller import Teller
from node.views.wording import Wording
from schema.acts import KINDS
from schema.acts.base import Told
from schema.acts.patient import PatientCreated, PatientMeasured
from schema.acts.settlement import SETTLEMENTS
from schema.i18n import LANGUAGES, text
from schema.quantity import Quantity, Unit
from schema.transaction import FileType
from tests.node import circuit
from tests.node.domain.acts import Site
from tests.node.views.test_teller import Book

AT = 1_780_639_200_000  # 2026-06-05 08:00 in Paris
WORDS = Wording(Teller(Book(Site())), {})


def test_what_was_measured_is_told_with_its_hour_and_how_that_is_known() -> None:
    said = summary(
        PatientMeasured("weight", Quantity("70.5", Unit.KG), Told(AT, False, None, "seen")), (), WORDS
    )
    assert dict(said) == {
        "summary.weight": "70,5\u00a0kg",
        "summary.happened_at": "05‑juin‑2026 08:00",
        "summary.source": "vu",
    }


def test_every_field_of_an_identity_has_its_words_in_both_languages() -> None:
    created = summary(PatientCreated(circuit.JEANNE), (), WORDS)
    assert created
    for language in LANGUAGES:
        assert all(text(field, language) != field for field, _ in created)


def test_it_speaks_of_patients_alone() -> None:
    of_patients = {kind.body for kind in KINDS.values() if kind.file is FileType.PATIENT}
    assert set(PATIENT_SAY) < of_patients - set(SETTLEMENTS[FileType.PATIENT])
