"""A rejection or recall that is set aside holds its bag in another patient's course too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from node.domain.merge.careful import DECIDED
from node.domain.merge.careful_elsewhere import careful_elsewhere
from node.domain.state import Conflict, Settlement
from node.domain.world import World
from schema.rules import CAREFUL_STAYS
from tests.node.domain.acts import an_id
from tests.node.domain.builder import History, Station, brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import conflict_of, conflicts_of, refs
from tests.node.domain.splits import KINDS, Split

OLD = an_id("other course")


@pytest.fixture(params=KINDS)
def switched(request: pytest.FixtureRequest) -> Split:
    """A site founded with the rule on; both orders of arrival, a relay, and a refold each time."""
    split = Split(request.param)
    split.history.rules = frozenset({CAREFUL_STAYS})
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    return split


def there() -> tuple[History, Station]:
    """The course that the bag went to."""
    history = History()
    (station,) = history.stations("there")
    ready(station)
    station.takes_over("J1", "new", "b")
    return history, station


def found(split: Split, history: History | None = None) -> list[Conflict]:
    """What that course is told."""
    history = history or there()[0]
    world = World(courses={an_id("target"): history.fold()}, beside={OLD: split.state})
    return [one.conflict for one in careful_elsewhere(world)]


@pytest.mark.parametrize("known", [False, True], ids=["apart", "known"])
@pytest.mark.parametrize("what", ["recalls", "rejects"])
def test_the_new_number_is_held_until_it_is_dismissed(switched: Split, what: str, *, known: bool) -> None:
    x, y = switched.apart()
    y.reassigns("b", "new")
    if known:
        x.sees(y)
    kept = getattr(x, what)("b", set_aside="cut")
    (conflict,) = found(switched)
    assert (conflict.rule, conflict.subject, conflict.acts) == (DECIDED, bag_id("new"), refs(kept))
    assert (conflict.alarm, conflict.blocks, conflict.settled) == (True, True, None)
    settled = switched.joined().settles(conflict_of(switched.state, DECIDED), "dismiss")
    assert [(one.settled, one.blocks) for one in found(switched)] == [(settled.ref, False)]


def test_admitted_nobody_has_that_bag(switched: Split) -> None:
    x, y = switched.apart()
    y.reassigns("b", "new")
    x.rejects("b", set_aside="cut")
    switched.joined().settles(conflict_of(switched.state, DECIDED), "admit")
    assert [one.blocks for one in found(switched)] == [True]


def test_of_a_bag_that_went_elsewhere_it_holds_although_its_dose_is_over(switched: Split) -> None:
    switched.base.reassigns("b", "new")
    brings(switched.base, "J1", "other", "receives")
    switched.base.gives("J1", "other")
    x, _ = switched.apart()
    recalled = x.recalls("b", set_aside="cut")
    (conflict,) = found(switched)
    assert (conflict.acts, conflict.blocks) == (refs(recalled), True)


def on_again(split: Split) -> list[Conflict]:
    """What a third course is told, to which the second let it go."""
    history, station = there()
    station.reassigns("new", "newest", course="third course")
    third = History()
    (at,) = third.stations("third")
    ready(at)
    at.takes_over("J1", "newest", "new", course="second course")
    beside = {OLD: split.state, an_id("second course"): history.fold()}
    assert careful_elsewhere(World(courses={an_id("second course"): history.fold()}, beside=beside)) == ()
    world = World(courses={an_id("third course"): third.fold()}, beside=beside)
    found = careful_elsewhere(world)
    assert {file.id for one in found for file, _ in one.others} <= {OLD}
    return [one.conflict for one in found]


def test_a_bag_that_went_on_to_a_third_treatment_is_held_there(switched: Split) -> None:
    x, y = switched.apart()
    y.reassigns("b", "new")
    kept = x.recalls("b", set_aside="cut")
    (conflict,) = on_again(switched)
    assert (conflict.subject, conflict.acts, conflict.blocks) == (bag_id("newest"), refs(kept), True)
    settled = switched.joined().settles(conflict_of(switched.state, DECIDED), "dismiss")
    assert [(one.settled, one.blocks) for one in on_again(switched)] == [(settled.ref, False)]


def test_what_is_gone_or_another_bags_is_not_asked_about(switched: Split) -> None:
    x, y = switched.apart()
    y.reassigns("b", "new")
    x.holds("J1", set_aside="cut")
    assert conflicts_of(switched.state, DECIDED) != []
    assert found(switched) == []
    x.recalls("b", set_aside="cut")
    history, station = there()
    station.destroys("new")
    assert found(switched, history) == []
    assert careful_elsewhere(World(courses={an_id("target"): there()[0].fold()})) == ()


class _Read(list[Settlement]):
    """How often somebody looks through them."""

    times = 0

    def __iter__(self) -> Iterator[Settlement]:
        self.times += 1
        return super().__iter__()


def test_what_was_said_in_a_treatment_is_looked_through_once_however_many_bags_it_let_go() -> None:
    here, history = History(), History()
    here.rules = frozenset({CAREFUL_STAYS})
    (base,), (station,) = here.stations("here"), history.stations("there")
    ready(base)
    ready(station)
    for number in range(5):
        brings(base, "J1", f"b{number}", "releases")
        base.reassigns(f"b{number}", f"new{number}")
        base.recalls(f"b{number}", set_aside="cut")
        station.takes_over("J1", f"new{number}", f"b{number}")
    while waiting := [one for one in conflicts_of(here.fold(), DECIDED) if one.settled is None]:
        base.settles(waiting[0], "dismiss")
    state = here.fold()
    read = _Read(state.settlements)
    world = World(courses={an_id("target"): history.fold()}, beside={OLD: replace(state, settlements=read)})
    assert [one.conflict.blocks for one in careful_elsewhere(world)] == [False] * 5
    assert read.times == 1
