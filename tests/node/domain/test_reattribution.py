"""Re-attributing a bag: what must be so of it, of the other dose, and of the two together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from node.api.reattribution import Reattribute
from node.domain.decision import Decided
from node.domain.reattribution import (
    against_fitting,
    against_leaving,
    decide_reattribute,
    off_percent,
    percent_shown,
)
from node.domain.rights import RIGHTS
from node.domain.situation import CourseSituation
from node.domain.state import Bag
from node.domain.world import Found
from schema.acts.preparation import NumberTaken
from schema.acts.reattribution import BagReassigned, BagTakenOver
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation, with_bag
from tests.node.domain.states import (
    BAG,
    COURSE,
    HEADS,
    ITEM,
    NOW,
    bag_at,
    conflict,
    course_state,
    mg,
    order,
    outcome,
    ready_dose,
    ref,
    told,
    who,
)

OTHER = an_id("other course")


def there(**changes: Any) -> CourseSituation:
    """The same dose of another patient, waiting for a bag."""
    return situation(course_state(ready_dose()), id=OTHER, person=frozenset({an_id("pierre")}), **changes)


def decide(here: CourseSituation, other: CourseSituation, rights: Any = RIGHTS, **changes: Any) -> object:
    fields: dict[str, Any] = {
        "course": COURSE,
        "bag": BAG,
        "to_course": OTHER,
        "item": ITEM,
        "reason": "retour",
        "pin": "",
        "based_on": HEADS,
    }
    command = Reattribute(**{**fields, **changes})
    return decide_reattribute(command, here, other, who(rights=rights), an_id("new"), 43, told(), Decimal(5))


def test_one_act_in_each_course_and_a_number_of_its_own() -> None:
    decided = decide(with_bag(bag_at("released")), there())
    assert isinstance(decided, Decided)
    leaves, comes, taken = (draft.body for draft in decided.drafts)
    assert isinstance(leaves, BagReassigned)
    assert (leaves.bag, leaves.to_course, leaves.to_bag) == (BAG, OTHER, an_id("new"))
    assert isinstance(comes, BagTakenOver)
    assert (comes.content.bag, comes.content.number, comes.from_bag) == (an_id("new"), 43, BAG)
    assert comes.content.use_by == bag_at("released").content.use_by
    assert isinstance(taken, NumberTaken)
    assert decided.created == (an_id("new"),)
    assert [draft.file.id for draft in decided.drafts[:2]] == [COURSE, OTHER]


@pytest.mark.parametrize(
    ("bag", "dose", "expected"),
    [
        (bag_at("claimed"), {}, "bag.not_made"),
        (bag_at("given"), {"given": (ref("given"),)}, "bag.already_given"),
        (bag_at("dispensed"), {}, "bag.on_the_ward"),
        (bag_at("received"), {"not_given": (ref("not given"),)}, ""),
        (bag_at("received"), {"stops": (ref("stop"),)}, ""),
        (bag_at("made", destroyed=(ref("destroyed"),)), {}, "bag.destroyed"),
        (bag_at("made", recalled=(ref("recalled"),)), {}, "bag.recalled"),
        (bag_at("made", reassigned=(ref("moved"),)), {}, "bag.reassigned"),
        (bag_at("made", rejected=ref("rejected")), {}, "bag.rejected"),
        (bag_at("made"), {}, ""),
    ],
)
def test_a_bag_leaves_only_as_what_it_is(bag: Bag, dose: dict[str, Any], expected: str) -> None:
    here = with_bag(bag, ready_dose(**dose))
    found = [one.code for one in against_leaving(here, bag) if one is not None]
    assert found[:1] == ([expected] if expected else [])


def test_what_is_open_about_the_bag_keeps_it_but_a_revision_does_not() -> None:
    bag = bag_at("released")
    held = conflict("dispensed_twice", BAG)
    here = with_bag(bag, found=(Found(situation().file, held),))
    assert [one.code for one in against_leaving(here, bag) if one] == ["dose.conflict"]
    revised = conflict("outdated_bag", BAG)
    here = with_bag(bag, found=(Found(situation().file, revised),))
    assert [one for one in against_leaving(here, bag) if one] == []
    recalled = conflict("lot_recalled", BAG)
    here = with_bag(bag, found=(Found(situation().file, recalled),))
    assert next(one.code for one in against_leaving(here, bag) if one) == "bag.lot_recalled"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ""),
        ({"prescribed": mg("735")}, ""),
        ({"prescribed": mg("740")}, "reattribution.too_far_off"),
        ({"prescribed": mg("660")}, "reattribution.too_far_off"),
        ({"prescribed": Quantity("700", Unit.IU)}, "reattribution.too_far_off"),
        ({"substance": "Fluorouracile"}, ""),
        ({"substance": "gemcitabine"}, "reattribution.other_substance"),
        ({"route": "sc"}, "reattribution.other_route"),
        ({"diluent": "G5 %"}, "reattribution.other_bag"),
        ({"volume": Quantity("250", Unit.ML)}, "reattribution.other_bag"),
        ({"container": "diffuseur"}, "reattribution.other_bag"),
    ],
)
def test_what_is_in_the_bag_must_be_what_the_dose_orders(changed: dict[str, Any], expected: str) -> None:
    found = [one.code for one in against_fitting(order(), order(**changed), Decimal(5)) if one]
    assert found == ([expected] if expected else [])


def test_without_a_signed_limit_only_the_very_same_dose_fits() -> None:
    assert not any(against_fitting(order(), order(), Decimal(0)))
    assert any(against_fitting(order(), order(prescribed=mg("701")), Decimal(0)))
    assert off_percent(mg("700"), mg("800")) == Decimal("12.5")
    assert (percent_shown(Decimal("4.01")), percent_shown(None)) == ("4.1 %", "?")


def test_a_dose_that_nobody_may_prepare_takes_no_bag_either() -> None:
    here = with_bag(bag_at("released"))
    stopped = situation(
        course_state(ready_dose(stops=(ref("stop"),))), id=OTHER, person=frozenset({an_id("pierre")})
    )
    assert outcome(decide(here, stopped)) == "refused dose.stopped"
    assert outcome(decide(here, there(), rights={"prepare"})) == "refused right.missing"
    assert outcome(decide(here, there(), reason=" ")) == "refused reason.missing"
    assert outcome(decide(here, there(), based_on=())) == "refused screen.stale"
    late = with_bag(bag_at("released"), now_ms=NOW + 365 * 86_400_000)
    assert outcome(decide(late, there())) == "refused bag.expired"
