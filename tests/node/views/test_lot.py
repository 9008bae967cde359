"""A lot as screens show it."""

from __future__ import annotations

from node.domain.lot import fold_lot, lot_file_id
from node.views.lot import lot_lines, lot_row, remainder_view
from node.views.teller import Teller
from tests.node.domain.acts import Site, an_id
from tests.node.domain.lot_splits import HOUR, NAMED, discarded, kept, moved, received, set_out, used
from tests.node.views.test_teller import Book


def _site() -> Site:
    site = Site()
    for body in (received(5), moved(-2), set_out(1), kept(), kept("old"), used("b", 3, "old"), kept("bin")):
        site.act("pharmacy", body, lot_file_id(NAMED))
    site.act("pharmacy", discarded("bin"), lot_file_id(NAMED))
    return site


def test_the_ledger_runs_up_to_the_balance() -> None:
    site = _site()
    state = fold_lot(site.acts)
    lines = list(lot_lines(state, {an_id("b"): "PUI-1 000003"}, Teller(Book(site))))
    assert [(line.change, line.balance) for line in lines] == [(5, 5), (-2, 3), (-1, 2)]
    assert [line.note for line in lines] == ["Grossiste fictif", "vers une autre pharmacie", "PUI-1 000003"]
    row = lot_row(an_id("lot"), state, NAMED)
    assert (row.balance, row.left, row.recalled, row.conflicts) == (2, 1, False, 0)


def test_a_remainder_is_left_expired_used_or_discarded() -> None:
    site = _site()
    tell = Teller(Book(site))
    shown = {
        one.remainder: (remainder_view(one, 0, tell).state, remainder_view(one, 25 * HOUR, tell).state)
        for one in fold_lot(site.acts).remainders
    }
    assert shown[an_id("left")] == ("left", "expired")
    assert shown[an_id("old")] == ("used", "used")
    assert shown[an_id("bin")] == ("discarded", "discarded")
