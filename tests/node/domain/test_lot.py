"""A lot's file: whoever types the same lot writes into it; any order of the same acts is the same state."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from node.domain.fold.lot import change_of
from node.domain.lot import fold_lot, lot_file_id, lot_of, number_key, same_lot
from schema.acts.lot import LotRecalled, LotRecallLifted
from schema.acts.preparation import VialUsed
from tests.node.domain.acts import Site, an_id
from tests.node.domain.file_splits import same_in_any_order
from tests.node.domain.lot_splits import (
    NAMED,
    received,
)
from tests.node.domain.random_books import random_lot


def test_the_same_lot_typed_otherwise_is_one_file() -> None:
    other = msgspec.structs.replace(NAMED, number=" ab 12", label="autrement", cip13="34009 000 0001 7")
    assert lot_file_id(other) == lot_file_id(NAMED)
    assert number_key("ab-12 é") == "AB12É"
    for change in ({"number": "AB-13"}, {"expiry": "2027-02-28"}, {"cip13": "3400900000018"}):
        assert lot_file_id(msgspec.structs.replace(NAMED, **change)) != lot_file_id(NAMED)


def test_a_vial_names_its_lot() -> None:
    vial = VialUsed(NAMED.product, NAMED.label, NAMED.cip13, NAMED.number, NAMED.expiry, 2)
    assert lot_of(vial) == NAMED


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"expiry": "2020-01-01"}, True),
        ({"cip13": ""}, True),
        ({"cip13": "", "product": an_id("another")}, False),
        ({"cip13": "3400900000018"}, False),
        ({"number": "AB-13"}, False),
    ],
)
def test_a_recall_concerns_the_number_whatever_the_expiry(changed: dict[str, str], same: bool) -> None:
    assert same_lot(NAMED, msgspec.structs.replace(NAMED, **changed)) is same


def test_an_act_in_another_lots_file_counts_for_nothing() -> None:
    site = Site()
    site.act("a", received(5), an_id("not this lot"))
    state = fold_lot(site.acts)
    assert (state.balance, state.named) == (0, None)
    assert [one.code for one in state.anomalies] == ["lot_in_another_file"]


def test_a_recall_stands_until_it_is_lifted() -> None:
    site, file = Site(), lot_file_id(NAMED)
    recalled = site.act("a", LotRecalled(NAMED, "particules", "MED 26/A001"), file)
    assert fold_lot(site.acts).recalls == (recalled.ref,)
    site.act("a", LotRecallLifted(NAMED, (recalled.ref,), "levé"), file)
    assert fold_lot(site.acts).recalls == ()


@pytest.mark.parametrize("seed", range(60))
def test_any_order_of_a_random_history_is_the_same_and_the_balance_is_the_sum(seed: int) -> None:
    site = random_lot(Random(seed))
    state = same_in_any_order(fold_lot, site.acts)
    assert state.balance == sum(change_of(act.body) for act in site.acts if act.body is not None)
    assert state.balance == sum(line.change for line in state.lines)
    alarms = [one for one in state.conflicts if one.rule == "lot_negative"]
    assert bool(alarms) is (state.balance < 0 and state.kept)
