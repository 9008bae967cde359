"""How names and substances are compared."""

from __future__ import annotations

import pytest

from node.domain.plain import plain


@pytest.mark.parametrize(
    ("left", "right"),
    [("Élodie", "ELODIE"), ("Jean-Paul", "jean paul"), ("O’Bœuf", "OBOEUF"), ("Straße", "STRASSE")],
)
def test_names_are_compared_without_accents_case_and_marks(left: str, right: str) -> None:
    assert plain(left) == plain(right)
