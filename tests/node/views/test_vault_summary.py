"""Sides of a disagreement about a vault: every kind has its words."""

from __future__ import annotations

from node.views.summary import summary
from node.views.teller import Teller
from node.views.vault_summary import VAULT_SAY
from node.views.wording import Wording
from schema.acts import KINDS
from schema.acts.narcotics import VaultReconciled
from schema.acts.settlement import SETTLEMENTS
from schema.i18n import LANGUAGES, text
from schema.transaction import ActRef, FileType
from tests.node.domain.acts import Site
from tests.node.domain.vault_splits import counting, entry
from tests.node.views.test_teller import Book


def test_every_kind_on_a_vault_has_its_words() -> None:
    # What settles a conflict is said alike on every sort of file, by `node.views.summary` itself.
    kinds = {kind.body for kind in KINDS.values() if kind.file is FileType.VAULT}
    assert kinds == {*VAULT_SAY, *SETTLEMENTS[FileType.VAULT]}
    words = Wording(Teller(Book(Site())), {})
    act = ActRef(bytes(16), 1, 0, bytes(32))
    for body in (entry("out", 2), counting(8, 10), VaultReconciled(act, (act,), "counted", "vu")):
        said = summary(body, (), words)
        assert said
        assert all(text(field, language) != field for field, _ in said for language in LANGUAGES)
    assert dict(summary(entry("out", 2), (), words))["summary.movement"] == "sortie 2"
