"""Sides of a conflict about a lot: every kind says which lot, and what."""

from __future__ import annotations

from node.views.lot_summary import LOT_SAY
from node.views.summary import summary
from node.views.teller import Teller
from node.views.wording import Wording
from schema.acts import KINDS
from schema.i18n import LANGUAGES, text
from schema.transaction import FileType
from tests.node.domain.acts import Site
from tests.node.domain.lot_splits import counted, moved, received
from tests.node.views.test_teller import Book


def test_every_kind_on_a_lot_says_something() -> None:
    assert {kind.body for kind in KINDS.values() if kind.file is FileType.LOT} == set(LOT_SAY)


def test_a_movement_is_told_with_its_sign_and_its_lot() -> None:
    words = Wording(Teller(Book(Site())), {})
    said = dict(summary(moved(-2), (), words))
    assert (said["summary.vials"], said["summary.lot"]) == ("\u22122", "AB-12")
    for body in (moved(1), received(3), counted(2, -1)):
        for field, _ in summary(body, (), words):
            assert all(text(field, language) != field for language in LANGUAGES)
