"""A vault's ledger as screens show it."""

from __future__ import annotations

from node.domain.narcotics import fold_vault
from node.views.narcotics import Ledger, balances
from node.views.teller import Teller
from schema.acts.narcotics import VaultOpened, VaultWitnessed
from tests.node.domain.acts import Site, an_id
from tests.node.domain.vault_splits import MORPHINE, VAULT, counting, entry, handing
from tests.node.views.test_teller import Book


def test_every_line_has_its_sum_and_what_waits_has_none() -> None:
    site = Site()
    site.act("a", VaultOpened("Coffre", an_id("a")), VAULT)
    site.act("a", entry("in", 10), VAULT)
    count = site.act("a", counting(8, 10), VAULT)
    site.act("a", VaultWitnessed(count.ref), VAULT, by="bob")
    site.act("a", handing("b", 8, 8), VAULT)
    state = fold_vault(site.acts)
    lines = list(Ledger(state, site.acts, {an_id("b"): "HDJ-1"}, Teller(Book(site))).lines())
    assert [line.product for line in lines] == [MORPHINE, MORPHINE, ""]
    assert [line.balance.value if line.balance else None for line in lines] == ["10", "8", None]
    assert [(line.waiting, line.second is not None) for line in lines] == [
        (False, False),
        (False, True),
        (True, False),
    ]
    assert lines[2].note == f"HDJ-1 · {MORPHINE} 8"
    (one,) = balances(state)
    assert (one.product, one.amount.value) == (MORPHINE, "8")
