"""A dose and its bags as screens show them."""

from __future__ import annotations

import msgspec
import pytest

from node.api.course import PreviousDose
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Conflict, Dose
from node.domain.world import Found
from node.handlers.loading import OpenCourse, open_course
from node.views.dose import (
    bag_view,
    bags_told,
    dose_view,
    live_bag,
    other_bags,
    previous_given,
    shown_state,
    standing,
)
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import Station


def _opened(site: Station, course: bytes) -> OpenCourse:
    opened = open_course(site.desk, course)
    assert isinstance(opened, OpenCourse)
    return opened


def _dose(situation: CourseSituation, line: str = "L1", cycle: int = 1) -> Dose:
    return next(
        dose for dose in situation.course.doses if dose.versions[0].order.line == line and dose.cycle == cycle
    )


def _crossed(situation: CourseSituation, dose: Dose, *, blocks: bool, settled: bool) -> CourseSituation:
    """The situation with a check between files that found something on this dose."""
    act = dose.versions[0].act
    conflict = Conflict(
        rule="same_dose_twice",
        subject=dose.dose,
        dose=dose.dose,
        acts=(act,),
        owners=("prescribe",),
        choices=("same", "both"),
        alarm=False,
        blocks=blocks,
        settled=act if settled else None,
    )
    return msgspec.structs.replace(situation, found=(Found(situation.file, conflict),))


@pytest.mark.parametrize(
    ("blocks", "settled", "state", "waits", "blocked"),
    [
        (True, False, "held", ("settle",), ("same_dose_twice",)),
        (True, True, "stopped", (), ("same_dose_dropped",)),
        (False, False, "ready", ("prepare", "settle"), ()),
        (False, True, "ready", ("prepare",), ()),
    ],
)
def test_a_check_between_files_holds_the_dose(
    site: Station, blocks: bool, settled: bool, state: str, waits: tuple[str, ...], blocked: tuple[str, ...]
) -> None:
    someone = circuit.ready(site)
    situation = _opened(site, someone.course).situation
    dose = _dose(situation)
    where = standing(dose, _crossed(situation, dose, blocks=blocks, settled=settled))
    assert (where.state, where.waits_for, where.blocks) == (state, waits, blocked)
    other = _dose(situation, "L2")
    assert standing(other, _crossed(situation, dose, blocks=True, settled=False)).state == "ready"


def test_a_held_dose_holds_its_bags_but_not_what_is_given(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.on_the_ward(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    opened = _opened(site, someone.course)
    situation, dose = opened.situation, _dose(opened.situation)
    crossed = _crossed(situation, dose, blocks=True, settled=False)
    assert dose_view(dose, crossed, opened.tell).bags[0].held
    circuit.give(site, someone, dose.dose, bag)
    opened = _opened(site, someone.course)
    dose = _dose(opened.situation)
    crossed = _crossed(opened.situation, dose, blocks=True, settled=False)
    assert standing(dose, crossed).state == "given"
    given = opened.situation.course.bags[0]
    assert not bag_view(given, _dose(opened.situation), opened.situation, crossed=True, tell=opened.tell).held


def test_the_bag_in_hand_is_the_last_that_has_not_ended(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    first = circuit.claim(site, someone.course, dose)
    circuit.make(site, someone.course, first)
    circuit.release(site, someone.course, first, reason="fuite")
    second = circuit.claim(site, someone.course, dose)
    situation = _opened(site, someone.course).situation
    bag = live_bag(_dose(situation), situation.course.bags)
    assert bag is not None
    assert bag.bag == second
    ended = live_bag(_dose(situation), [one for one in situation.course.bags if one.bag == first])
    assert ended is not None
    assert ended.bag == first
    assert live_bag(_dose(situation, "L2"), situation.course.bags) is None


def test_a_bag_that_is_held_does_not_count_while_another_goes_on(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    situation = _opened(site, someone.course).situation
    (kept,) = situation.course.bags
    lost = msgspec.structs.replace(kept, bag=bytes(16), held=True, blocks=("another_bag_kept",))
    dose = _dose(situation)
    # The lost one comes last in the fold: it is not the one people go on with.
    assert live_bag(dose, (kept, lost)) == kept
    assert live_bag(dose, (lost,)) == lost
    assert other_bags(dose, (kept, lost), kept) == (lost.bag,)
    assert (shown_state(kept), shown_state(lost)) == ("claimed", "held")


def test_the_previous_dose_is_the_one_last_given(site: Station) -> None:
    someone = circuit.ready(site)
    given = circuit.dose_of(site, someone.course, "L1")
    circuit.give(site, someone, given.dose, circuit.on_the_ward(site, someone.course, given.dose))
    site.clock.advance(days=10)
    circuit.measure(site, someone.patient, "weight", "72")
    circuit.prescribe(site, someone.course, cycle=2)
    assert circuit.dose_of(site, someone.course, "L1", cycle=2).previous == PreviousDose(
        given.order.prescribed, 1, 1
    )
    assert circuit.dose_of(site, someone.course, "L2", cycle=2).previous is None
    situation = _opened(site, Treated(someone.patient, someone.course).course).situation
    assert previous_given(_dose(situation), situation) is None


def test_the_previous_dose_may_be_of_an_earlier_day_of_the_same_cycle(site: Station) -> None:
    someone = circuit.ready(site, "GEMCITABINE")
    first, second, *_ = (dose for dose in circuit.look(site, someone.course).doses if dose.cycle == 1)
    assert (first.order.day, second.order.day, second.previous) == (1, 8, None)
    circuit.give(site, someone, first.dose, circuit.on_the_ward(site, someone.course, first.dose))
    view = {dose.dose: dose for dose in circuit.look(site, someone.course).doses}
    assert view[second.dose].previous == PreviousDose(first.order.prescribed, 1, 1)
    assert view[first.dose].previous is None


def test_a_bag_that_is_over_before_its_day_says_so_until_it_is_given(site: Station) -> None:
    someone = circuit.ready(site, "GEMCITABINE")
    first, second, *_ = (dose for dose in circuit.look(site, someone.course).doses if dose.cycle == 1)
    soon, late = (circuit.claim(site, someone.course, dose.dose) for dose in (first, second))
    assert circuit.bag_of(site, someone.course, soon).over_before == ""
    assert circuit.bag_of(site, someone.course, late).over_before == second.order.planned


def test_the_number_is_that_of_the_bag_whose_state_is_told(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.released(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    situation = _opened(site, someone.course).situation
    (released,) = situation.course.bags
    dose = _dose(situation)

    def told(*bags: Bag) -> tuple[tuple[Bag, ...], str]:
        course = msgspec.structs.replace(situation.course, bags=bags)
        seen = msgspec.structs.replace(situation, course=course)
        return bags_told(dose, bags), standing(dose, seen).state

    first = msgspec.structs.replace(released, held=True)
    made = msgspec.structs.replace(released, bag=bytes(16), status="made", held=True)
    # Both held: the dose is told as the one that came further, wherever it stands in the fold.
    assert told(first, made) == ((first,), "released")
    assert told(first, msgspec.structs.replace(first, bag=bytes(16)))[0][0] == first
    assert len(told(first, msgspec.structs.replace(first, bag=bytes(16)))[0]) == 2
    # One kept: it is told as that one stands, though the other had come further.
    kept = msgspec.structs.replace(made, held=False)
    assert told(first, kept) == ((kept,), "made")
    claimed = msgspec.structs.replace(kept, status="claimed")
    assert told(first, claimed) == ((claimed,), "in_preparation")
    # One that ended or left for another dose is nobody's number here.
    assert bags_told(dose, (msgspec.structs.replace(released, status="reassigned"),)) == ()
    assert released.bag == bag
