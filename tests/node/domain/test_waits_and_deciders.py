"""The state says which steps come next and the deciders say which are allowed: they must agree.

Random histories of two workstations are folded; whatever the state waits for must not be refused, and
no decision that is allowed may be one that an open disagreement keeps back.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from node.api.administration import Give
from node.api.dispensing import Dispense, Receive
from node.api.preparation import Claim, RecordChecked, RecordMade
from node.api.release import Release
from node.api.validation import GiveGoAhead, Validate
from node.domain.administration import decide_give
from node.domain.decision import Decided, Refusal
from node.domain.dispensing import decide_dispense, decide_receive
from node.domain.go_ahead import decide_give_go_ahead
from node.domain.preparation import decide_claim, decide_record_checked, decide_record_made
from node.domain.release import decide_release
from node.domain.situation import CourseSituation, doers_of
from node.domain.state import Bag, Dose
from node.domain.validation import decide_validate
from schema.acts.base import DoseRevision, Told
from tests.node.domain.acts import an_id
from tests.node.domain.builder import STEPS, History, Station, brings, meet, ready, start
from tests.node.domain.builder_orders import PATIENT, dose
from tests.node.domain.builder_recorder import MORNING
from tests.node.domain.states import outcome, vial, who
from tests.node.domain.states_of_patient import patient_state
from tests.node.domain.states_of_reference import limits, product_state

PRODUCT = an_id("product")
NOW = MORNING + 3_600_000
TOLD = Told(NOW, False, None, "seen")


def _happens(source: random.Random, station: Station) -> None:
    """Something that somebody may do there, wise or not."""
    bag = source.choice(("X", "Y"))
    happenings: tuple[Callable[[], object], ...] = (
        lambda: station.prescribes(dose("J1", mg=source.choice(("100", "110")))),
        lambda: station.validates("J1"),
        lambda: station.holds("J1"),
        lambda: station.goes_ahead("J1"),
        lambda: station.defers("J1"),
        lambda: station.stops("course"),
        lambda: station.claims("J1", bag),
        lambda: station.makes(bag),
        lambda: station.checks(bag),
        lambda: station.releases(bag),
        lambda: station.rejects(bag),
        lambda: station.dispenses(bag),
        lambda: station.receives(bag),
        lambda: station.gives("J1", bag),
        lambda: station.does_not_give("J1"),
    )
    source.choice(happenings)()


def _situation(history: History) -> CourseSituation:
    body = product_state(
        substance="oxaliplatine",
        prerequisites=(),
        concentration_min=None,
        concentration_max=None,
        stability_hours=1000,
    )
    return CourseSituation(
        id=an_id("course"),
        course=history.fold(),
        patient=patient_state(),
        person=frozenset({PATIENT}),
        regimen=None,
        products={PRODUCT: body},
        limits=limits(),
        doers=doers_of(history.acts),
        now_ms=NOW,
        today=date(2026, 3, 2),
    )


def _on_dose(here: CourseSituation, one: Dose, step: str) -> Decided | Refusal:
    base: dict[str, Any] = {"course": here.id, "based_on": here.course.heads}
    item = DoseRevision(one.dose, one.versions[0].act)
    if step == "validate":
        return decide_validate(Validate(**base, items=(item,), pin=""), here, who())
    if step == "go_ahead":
        return decide_give_go_ahead(GiveGoAhead(**base, items=(item,), day="2026-03-02", pin=""), here, who())
    claim = Claim(**base, item=item, product=PRODUCT, vials=(vial(product=PRODUCT),), diluent_lot="L")
    return decide_claim(claim, here, who(), an_id("new"), 9)


def _on_bag(here: CourseSituation, one: Bag, step: str) -> Decided | Refusal:
    on: dict[str, Any] = {"course": here.id, "bag": one.bag}
    if step == "make":
        return decide_record_made(RecordMade(**on, told=TOLD, pin=""), here, who())
    if step == "check":
        return decide_record_checked(RecordChecked(**on, told=TOLD, pin=""), here, who())
    if step == "release":
        release = Release(**on, released=True, pin="", based_on=here.course.heads)
        return decide_release(release, here, who())
    if step == "dispense":
        return decide_dispense(Dispense(**on, ward="HDJ", told=TOLD, pin=""), here, who())
    if step == "receive":
        return decide_receive(Receive(**on, told=TOLD), here, who())
    give = Give(**on, dose=one.dose, patient=PATIENT, told=TOLD, pin="")
    return decide_give(give, here, who())


def _history(seed: int) -> History:
    source = random.Random(seed)
    history = History()
    a, b = history.stations("A", "B")
    if seed % 2:
        start(a)
    else:
        ready(a)
        brings(a, "J1", "X", source.choice(STEPS))
    b.sees(a)
    for _ in range(source.randrange(14 if seed % 2 else 5)):
        _happens(source, source.choice((a, b)))
        if source.random() < 0.4:
            meet(a, b)
    return history


SEEDS = range(400)


@pytest.mark.parametrize("seeds", [SEEDS[start : start + 100] for start in SEEDS[::100]], ids=str)
def test_what_a_dose_waits_for_is_allowed_and_preparing_only_then(seeds: range) -> None:
    for seed in seeds:
        here = _situation(_history(seed))
        for one in here.course.doses:
            for step in ("validate", "go_ahead"):
                if step in one.waits_for:
                    assert outcome(_on_dose(here, one, step)) == "recorded", (seed, step)
            allowed = isinstance(_on_dose(here, one, "prepare"), Decided)
            assert allowed is ("prepare" in one.waits_for), seed


@pytest.mark.parametrize("seeds", [SEEDS[start : start + 100] for start in SEEDS[::100]], ids=str)
def test_what_a_bag_waits_for_is_not_refused(seeds: range) -> None:
    for seed in seeds:
        here = _situation(_history(seed))
        for one in here.course.bags:
            for step in one.waits_for:
                result = outcome(_on_bag(here, one, step))
                # A bag may have been checked here while its making is not known here.
                missing = step == "release" and not one.made and result == "refused bag.not_made"
                assert missing or result.startswith("recorded"), (seed, step, result)


def test_the_histories_reach_every_step() -> None:
    reached: set[str] = set()
    for seed in SEEDS:
        course = _history(seed).fold()
        reached.update(*(one.waits_for for one in course.doses), *(one.waits_for for one in course.bags))
    assert reached >= {"validate", "go_ahead", "prepare", "make", "check", "release", "dispense", "receive"}
