"""Decisions on stock: what refuses, what is only named, what a preparation writes in the ledgers."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from node.api.lot import CountLot, KeepRemainder, MoveLot, RecallLot, ReceiveLot, RemainderChosen
from node.domain.decision import Decided, Refusal, Who
from node.domain.lot import LotState, fold_lot, lot_file_id
from node.domain.stock import (
    LotSituation,
    against_setting_out,
    decide_count_lot,
    decide_keep_remainder,
    decide_move_lot,
    decide_recall_lot,
    decide_receive_lot,
    put_back,
    set_out,
)
from schema.acts.lot import LotCounted, LotNamed, LotPutBack, LotRecalled, LotUsed, RemainderUsed
from schema.acts.preparation import VialUsed
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import Site, an_id
from tests.node.domain.lot_splits import COURSE, HOUR, NAMED, kept, received, told, used
from tests.node.domain.lot_splits import set_out as line_of
from tests.node.domain.states import bag_state, claimed

WHO = Who(an_id("me"), frozenset({"stock", "prepare", "release"}), an_id("here"), an_id("journal"))
VIAL = VialUsed(NAMED.product, NAMED.label, NAMED.cip13, NAMED.number, NAMED.expiry, 3)


def lot(*bodies: object) -> LotState:
    site = Site()
    for body in bodies:
        site.act("a", body, lot_file_id(NAMED))  # type: ignore[arg-type]  # each is a body of a lot
    return fold_lot(site.acts)


def here(state: LotState | None = None, *, known: bool = True) -> LotSituation:
    return LotSituation(lot=state, product_known=known, now_ms=5 * HOUR, today=date(2026, 6, 5))


def code(answer: Decided | Refusal) -> str:
    return answer.code if isinstance(answer, Refusal) else ",".join(one.code for one in answer.warnings)


def test_a_lot_is_named_before_anything_is_recorded_of_it() -> None:
    bad = LotNamed(NAMED.product, "x", "", "A1", "2026-02-30")
    assert (
        code(decide_receive_lot(ReceiveLot(lot=bad, count=1, told=told()), here(), WHO)) == "lot.bad_expiry"
    )
    blank = LotNamed(NAMED.product, "x", "", " ", "2026-12-31")
    command = ReceiveLot(lot=blank, count=1, told=told())
    assert code(decide_receive_lot(command, here(), WHO)) == "lot.number_missing"
    assert code(decide_receive_lot(command, here(known=False), WHO)) == "product.unknown"


def test_what_arrives_of_a_recalled_lot_is_recorded_and_named() -> None:
    command = ReceiveLot(lot=NAMED, count=2, told=told())
    assert code(decide_receive_lot(command, here(lot(LotRecalled(NAMED, "r", ""))), WHO)) == "lot.recalled"


@pytest.mark.parametrize(
    ("change", "why", "expected"),
    [
        (-2, "broken", ""),
        (-9, "out", "lot.below_nothing"),
        (2, "out", "lot.no_vials"),
        (-1, "in", "lot.no_vials"),
        (0, "adjust", "lot.no_vials"),
        (-1, "adjust", ""),
    ],
)
def test_a_movement_goes_the_way_it_says_and_is_never_refused_for_the_balance(
    change: int, why: str, expected: str
) -> None:
    command = MoveLot(lot=NAMED, change=change, why=why, reason="r", told=told())
    assert code(decide_move_lot(command, here(lot(received(5))), WHO)) == expected


def test_a_count_stands_beside_what_the_ledger_says_here() -> None:
    command = CountLot(lot=NAMED, counted=4, told=told(), pin="")
    decided = decide_count_lot(command, here(lot(received(5))), WHO)
    assert isinstance(decided, Decided)
    assert decided.drafts[0].body == LotCounted(NAMED, 4, 5, told())


def test_a_recall_needs_no_stock() -> None:
    command = RecallLot(lot=NAMED, reason="r", pin="")
    assert code(decide_recall_lot(command, here(), WHO)) == ""
    state = lot(LotRecalled(NAMED, "r", ""))
    assert code(decide_recall_lot(command, here(state), WHO)) == "lot.already_recalled"


def test_a_remainder_has_a_volume_and_a_time() -> None:
    keep = KeepRemainder(lot=NAMED, volume=Quantity("0", Unit.ML), use_by=9 * HOUR, told=told())
    assert code(decide_keep_remainder(keep, here(), WHO, an_id("r"))) == "remainder.no_volume"
    late = KeepRemainder(lot=NAMED, volume=Quantity("5", Unit.ML), use_by=HOUR, told=told())
    assert code(decide_keep_remainder(late, here(), WHO, an_id("r"))) == "remainder.expired"


def test_only_what_must_not_be_used_forbids_setting_out() -> None:
    def found(*remainders: RemainderChosen, now: int = 5 * HOUR, **lots: LotState) -> list[str]:
        by_id = {lot_file_id(NAMED): one for one in lots.values()}
        refusals = against_setting_out((VIAL,), remainders, by_id, now)
        return [one.code for one in refusals if one is not None]

    chosen = RemainderChosen(lot_file_id(NAMED), an_id("left"))
    assert found() == []
    assert found(one=lot(LotRecalled(NAMED, "r", ""))) == ["vial.recalled"]
    assert found(chosen) == ["remainder.unknown"]
    assert found(chosen, one=lot(kept())) == []
    assert found(chosen, one=lot(kept()), now=48 * HOUR) == ["remainder.expired"]
    assert found(chosen, one=lot(kept(), used("b", 1))) == ["remainder.gone"]


def test_a_remainder_on_the_sheet_was_taken_from_stock_before() -> None:
    content = claimed(vials=(VIAL, VIAL))
    chosen = RemainderChosen(lot_file_id(NAMED), an_id("left"))
    bodies = [draft.body for draft in set_out(content, COURSE, (chosen,))]
    assert bodies == [
        LotUsed(NAMED, 5, COURSE, content.bag),
        RemainderUsed(NAMED, an_id("left"), COURSE, content.bag, content.series, content.number),
    ]


def test_a_claim_given_up_returns_what_it_took() -> None:
    given_up = bag_state()
    state = lot(received(9), line_of(2, "another"), LotUsed(NAMED, 3, COURSE, given_up.bag))
    fresh = (an_id(str(one)) for one in count())
    bodies = [draft.body for draft in put_back(given_up, COURSE, {lot_file_id(NAMED): state}, fresh)]
    assert bodies == [LotPutBack(NAMED, 3, COURSE, given_up.bag)]
