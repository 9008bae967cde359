"""Ways out of a conflict."""

from __future__ import annotations

from node.domain.fold.case import DoseCase, cases_of
from node.domain.fold.gather import gather
from node.domain.fold.steps import Role, Step
from node.domain.merge.ways import ended, ended_before, knowing, on_the_ward
from tests.node.domain.builder import History, brings, ready
from tests.node.domain.builder_orders import bag_id, dose_id


def _case(history: History) -> DoseCase:
    (case,) = cases_of(gather(sorted(history.acts, key=lambda act: act.place)))
    return case


def test_knowing_takes_the_first_that_had_everything_in_its_past() -> None:
    history = History()
    a, b = history.stations("A", "B")
    one, other = a.notes(), b.notes()
    early = Step(Role.VALIDATED, a.notes(), dose_id("J1"))
    a.sees(b)
    first = Step(Role.VALIDATED, a.notes(), dose_id("J1"))
    second = Step(Role.VALIDATED, a.notes(), dose_id("J1"))
    assert knowing([early, first, second], [one, other]) == first.act
    assert knowing([early], [one, other]) is None


def test_a_bag_ends_with_the_last_of_what_ended_it() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "checks")
    assert ended(_case(history).bags[bag_id("b")]) is None
    assert ended(None) is None
    a.rejects("b")
    gone = a.destroys("b")
    later = a.notes()
    bag = _case(history).bags[bag_id("b")]
    assert ended(bag) == gone
    assert ended_before(bag, later)
    assert not ended_before(bag, history.acts[0])


def test_on_the_ward_once_dispensed() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "releases")
    assert not on_the_ward(_case(history), bag_id("b"))
    assert not on_the_ward(_case(history), None)
    a.dispenses("b")
    assert on_the_ward(_case(history), bag_id("b"))
