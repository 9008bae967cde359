"""Who a file is about when no identity of it counts."""

from __future__ import annotations

import pytest

from node.api.patient import NO_BIRTH
from node.domain.patient import fold_patient
from node.views.nobody import claimed, family_and_first, identity_of
from node.views.teller import Teller
from schema.acts.patient import Identity, PatientCreated
from schema.ids import short_text
from tests.node.domain.acts import Site, an_id
from tests.node.views.test_teller import Book

FILE = an_id("file")
ZOE = Identity("Essai", "", "Zoé", "1996-02-29", "F", "9900077", "")


def test_an_identity_that_counts_is_itself() -> None:
    site = Site()
    state = fold_patient([site.act("pharmacy", PatientCreated(ZOE), FILE)])
    assert identity_of(FILE, state) == ZOE
    assert family_and_first(ZOE, "fr") == "ESSAI Zoé"
    assert claimed(state, Teller(Book(site))) == ()


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "IDENTITÉ MISE DE CÔTÉ"), ("en", "IDENTITY SET ASIDE")]
)
def test_one_set_aside_says_so_with_the_id_of_the_file(language: str, said: str) -> None:
    site = Site()
    state = fold_patient([site.act("pharmacy", PatientCreated(ZOE), FILE, set_aside="fork")])
    shown = identity_of(FILE, state)
    assert shown.birth_date == NO_BIRTH
    assert family_and_first(shown, language) == f"{said} {short_text(FILE)}"
    assert [one.identity for one in claimed(state, Teller(Book(site)))] == [ZOE]


def test_a_file_that_is_not_here_is_unreadable() -> None:
    assert family_and_first(identity_of(FILE, None), "fr") == f"IDENTITÉ ILLISIBLE {short_text(FILE)}"
