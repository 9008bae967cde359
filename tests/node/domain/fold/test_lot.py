"""Steps of a lot: what an act adds to the ledger, what a recall stands on."""

from __future__ import annotations

from node.domain.fold.lot import LEDGER, LotRole, change_of, lot_case
from schema.acts.lot import LotPutBack, LotRecalled, LotRecallLifted
from tests.node.domain.acts import Site, an_id
from tests.node.domain.lot_splits import (
    COURSE,
    NAMED,
    counted,
    discarded,
    kept,
    moved,
    received,
    set_out,
    used,
)


def test_every_line_adds_what_it_says() -> None:
    bodies = (received(5), moved(-2), set_out(3), LotPutBack(NAMED, 3, COURSE, an_id("b")), counted(4, 6))
    assert [change_of(body) for body in bodies] == [5, -2, -3, 3, -2]
    assert change_of(kept()) == 0


def test_subjects_are_the_ledger_the_recalls_and_each_remainder() -> None:
    site = Site()
    for body in (received(5), kept(), used("b", 1), discarded("other"), LotRecalled(NAMED, "r", "")):
        site.act("a", body, an_id("lot"))
    case = lot_case(site.acts)
    assert [step.role for step in case.of(an_id("left"))] == [LotRole.KEPT, LotRole.USED]
    assert [step.role for step in case.of(an_id("other"))] == [LotRole.DISCARDED]
    assert (case.balance, len(case.of(LEDGER)), len(case.recalls), case.kept) == (5, 1, 1, True)


def test_only_what_was_named_and_known_is_lifted() -> None:
    site = Site()
    first = site.act("a", LotRecalled(NAMED, "r", ""), an_id("lot"))
    apart = site.act("b", LotRecalled(NAMED, "r", ""), an_id("lot"))
    site.act("a", LotRecallLifted(NAMED, (first.ref, apart.ref), "fin"), an_id("lot"))
    assert lot_case(site.acts).recalls == (apart.ref,)
