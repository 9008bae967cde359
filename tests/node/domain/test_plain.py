"""How names and substances are compared."""

from __future__ import annotations

import pytest

from node.domain.plain import alike, plain


@pytest.mark.parametrize(
    ("left", "right"),
    [("Élodie", "ELODIE"), ("Jean-Paul", "jean paul"), ("O’Bœuf", "OBOEUF"), ("Straße", "STRASSE")],
)
def test_names_are_compared_without_accents_case_and_marks(left: str, right: str) -> None:
    assert plain(left) == plain(right)


def test_names_that_sound_alike_keep_the_signs_that_tell_them_apart() -> None:
    assert alike("Pui-1  (2)") == alike("PUÏ-1 (2) ")
    assert len({alike("PUI-1 (2)"), alike("PUI-12"), alike("PUI 12")}) == 3
