"""A lot recalled ‖ used: an alarm naming bags and patients.

Whether the recall comes first makes no difference here; `tests/node/rows/of_stock.py` has either on replicas.
"""

from __future__ import annotations

from node.domain.lot import LotState, fold_lot, lot_file_id
from node.domain.merge.lot_recalled import lot_recalled
from node.domain.state import Conflict
from node.domain.world import World
from schema.acts.lot import LotNamed, LotRecalled
from schema.rules import UNVERIFIED_IN_FILES
from tests.node.domain.acts import Site, an_id
from tests.node.domain.builder import brings, ready
from tests.node.domain.splits import Split

NAMED = LotNamed(an_id("product"), "Oxaliplatine fictif", "", "lot 1", "2027-01-31")


def recalled_lot(rules: frozenset[str] = frozenset({UNVERIFIED_IN_FILES})) -> LotState:
    site = Site()
    site.rules = rules
    site.act("pharmacy", LotRecalled(NAMED, "particules", "MED 26/A001"), lot_file_id(NAMED))
    return fold_lot(site.acts)


def found(split: Split, lot: LotState | None = None) -> list[Conflict]:
    lots = {lot_file_id(NAMED): lot or recalled_lot()}
    world = World(courses={an_id("course"): split.state}, lots=lots)
    return [one.conflict for one in lot_recalled(world)]


def test_every_bag_with_a_vial_of_it_is_named_and_held(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", "makes")
    brings(y, "J1", "by", "releases")
    conflicts = found(split)
    assert {one.subject for one in conflicts} == {bag.bag for bag in split.state.bags}
    for one in conflicts:
        assert (one.alarm, one.blocks, one.settled) == (True, True, None)
        assert (one.owners, one.choices) == (("release",), ("not_concerned",))
        assert recalled_lot().recalls[0] in one.acts


def test_a_bag_that_was_given_is_told_to_the_prescriber(split: Split) -> None:
    ready(split.base)
    x, _ = split.apart()
    brings(x, "J1", "b", "receives")
    x.gives("J1", "b")
    (conflict,) = found(split)
    assert (conflict.choices, conflict.blocks) == (("reviewed", "not_concerned"), False)
    settled = x.settles(conflict, "reviewed")
    assert found(split)[0].settled == settled.ref


def test_a_bag_recalled_or_gone_needs_nothing_more(split: Split) -> None:
    ready(split.base)
    x, _ = split.apart()
    brings(x, "J1", "b", "releases")
    recalled = x.recalls("b")
    assert found(split)[0].settled == recalled.ref
    x.destroys("b")
    assert found(split) == []


def test_a_settlement_that_did_not_know_of_the_recall_settles_nothing(split: Split) -> None:
    ready(split.base)
    x, _ = split.apart()
    brings(x, "J1", "b", "releases")
    (conflict,) = found(split)
    x.settles(conflict, "not_concerned", heads=(split.state.bags[0].claim,))
    assert found(split)[0].settled is None


def test_two_people_who_say_otherwise_apart_reopen_it_until_somebody_knew_both(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.gives("J1", "b")
    (conflict,) = found(split)
    x, y = split.apart()
    one, other = x.settles(conflict, "reviewed"), y.settles(conflict, "not_concerned")
    (again,) = found(split)
    assert again.settled is None
    assert {one.ref, other.ref} < set(again.acts)
    last = split.joined().settles(again, "reviewed")
    assert found(split)[0].settled == last.ref
    # A recall of before the switch goes on to mean what it meant.
    (old,) = found(split, recalled_lot(frozenset()))
    assert old.settled is not None
