"""Every refusal of an import has its sentence in both languages."""

from __future__ import annotations

import re

import pytest

from node.intake.errors import BadEditionError, ImportCancelledError, IntakeError, SourceError
from schema.i18n import text
from tests.tree import ROOT

ERRORS: list[IntakeError] = [
    *(
        SourceError(code, {"file": "CIS_bdpm.txt"})
        for code in ("source_missing", "source_unreadable", "source_too_large", "source_useless")
    ),
    ImportCancelledError(),
    *(
        BadEditionError(code)
        for code in ("edition_altered", "edition_damaged", "edition_too_large", "edition_version")
    ),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_refusal_has_its_sentence(error: IntakeError, language: str) -> None:
    sentence = error.sentence(language)
    assert not sentence.startswith("intake.")
    assert "{" not in sentence
    if language == "en":
        assert str(error) == sentence


def _codes() -> set[str]:
    """What the sources return as a fault."""
    found: set[str] = set()
    for name in ("rows", "bdpm", "cip"):
        source = (ROOT / "node" / "intake" / f"{name}.py").read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:return |Row\(number, \(\), )"([a-z_0-9]+)"\)?', source))
    return found - {"utf", "cp1252"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_for_a_rejected_row_has_its_words(language: str) -> None:
    codes = _codes() | {"cip_key"}
    assert len(codes) >= 14
    for code in codes:
        assert text(f"intake.rejected.{code}", language) != f"intake.rejected.{code}", code
