"""A dose that advanced apart from a stop goes on by the word of two people."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from node.domain.history import Act
from node.domain.merge.by_two import hear
from node.domain.merge.owners import BY_TWO, OWNERS
from node.domain.merge.row import one_is_enough
from node.domain.merge.table import ROWS
from node.domain.state import Conflict
from schema.ids import Id
from schema.rules import RULES, STOP_BY_TWO
from tests.node.domain.acts import an_id
from tests.node.domain.builder import Station, brings, ready
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, conflict_of, dose_of
from tests.node.domain.splits import Split
from tests.ops.simulate.told import disagree

OWN = ("prescribe", "validate")
LEVELS: Sequence[tuple[str, dict[str, int | str]]] = (
    ("course", {}),
    ("cycle", {"cycle": 1}),
    ("day", {"cycle": 1, "day": 1}),
    ("line", {"line": "L1"}),
)


@pytest.fixture
def switched(split: Split) -> Split:
    """With somebody who may both prescribe and validate."""
    split.history.rules = frozenset(RULES)
    split.history.rights["both"] = frozenset({*OWN, "settle"})
    return split


def person(name: str) -> Id:
    return an_id(f"person {name}")


def parted(split: Split, level: str = "course", **where: int | str) -> tuple[Station, Station, Act]:
    """A stop that was lifted at once, and a bag made apart from both; the two have met since."""
    ready(split.base)
    x, y = split.apart()
    stop = x.stops(level, **where)  # type: ignore[arg-type]  # the levels take different fields
    x.resumes(stop)
    brings(y, "J1", "b", "makes")
    x.sees(y)
    y.sees(x)
    return x, y, stop


def stopped_apart(split: Split) -> tuple[Station, Station, Act]:
    """A stop, and a bag made apart from it; the two have met since."""
    ready(split.base)
    x, y = split.apart()
    stop = x.stops()
    brings(y, "J1", "b", "makes")
    x.sees(y)
    y.sees(x)
    return x, y, stop


def found(split: Split) -> Conflict:
    """The conflict; the model says the same."""
    conflict = conflict_of(split.state, "stopped")
    assert disagree(split.history.acts) == []
    return conflict


def heard(conflict: Conflict) -> list[Id]:
    return [word.by for word in conflict.heard]


def test_rows_that_take_two_are_those_of_the_table() -> None:
    assert {row.rule for row in ROWS.values() if row.by_two is not one_is_enough} == BY_TWO
    assert all(len(OWNERS[rule]) == 2 for rule in BY_TWO)
    assert all(len(ROWS[rule].choices) == 1 for rule in BY_TWO), "else words that were taken back would count"


@pytest.mark.parametrize(("level", "where"), LEVELS)
@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize(
    ("first", "wanted", "second"),
    [("prescriber", "validate", "pharmacist"), ("pharmacist", "prescribe", "prescriber")],
)
def test_it_goes_on_once_both_have_said_so(
    switched: Split,
    level: str,
    where: dict[str, int | str],
    apart: bool,
    first: str,
    wanted: str,
    second: str,
) -> None:
    x, y, _ = parted(switched, level, **where)
    conflict = found(switched)
    assert (conflict.owners, conflict.settled, conflict.heard) == (OWN, None, ())
    x.settles(conflict, "reviewed", by=first)
    waits = found(switched)
    assert (waits.owners, waits.settled, waits.blocks) == ((wanted,), None, True)
    assert heard(waits) == [person(first)]
    assert dose_of(switched.state).waits_for == ("settle",)
    assert bag_of(switched.state, "b").held
    if not apart:
        y.sees(x)
    y.settles(conflict, "reviewed", by=second)
    ended = found(switched)
    assert (ended.owners, ended.heard, ended.blocks) == (OWN, (), False)
    assert ended.settled is not None
    assert dose_of(switched.state).waits_for == ("check",)
    assert not bag_of(switched.state, "b").held


def test_two_of_one_profession_are_not_two_owners(switched: Split) -> None:
    x, y, _ = parted(switched)
    switched.history.rights["second prescriber"] = switched.history.rights["prescriber"]
    conflict = found(switched)
    x.settles(conflict, "reviewed", by="prescriber")
    y.settles(conflict, "reviewed", by="second prescriber")
    assert (found(switched).owners, found(switched).settled) == (("validate",), None)
    assert set(heard(found(switched))) == {person("prescriber"), person("second prescriber")}


@pytest.mark.parametrize("second", ["prescriber", "pharmacist"])
def test_who_has_both_rights_counts_for_one(switched: Split, second: str) -> None:
    x, y, _ = parted(switched)
    conflict = found(switched)
    for _ in range(2):
        x.settles(conflict, "reviewed", by="both")
        assert (found(switched).owners, found(switched).settled) == (OWN, None)
        assert heard(found(switched)) == [person("both")]
    y.settles(conflict, "reviewed", by=second)
    assert found(switched).settled is not None


def test_who_has_neither_right_is_not_heard(switched: Split) -> None:
    switched.history.rules = frozenset({STOP_BY_TWO})
    x, y, _ = parted(switched)
    conflict = found(switched)
    x.settles(conflict, "reviewed", by="nurse")
    y.settles(conflict, "reviewed", by="prescriber")
    assert heard(found(switched)) == [person("prescriber")]
    assert found(switched).settled is None


@pytest.mark.parametrize("reviewed", ["before", "after"])
def test_a_resumption_is_the_word_of_a_prescriber(switched: Split, reviewed: str) -> None:
    ready(switched.base)
    x, y = switched.apart()
    stop = x.stops()
    brings(y, "J1", "b", "dispenses")
    x.sees(y)
    if reviewed == "before":
        y.sees(x)
        settled = y.settles(found(switched), "reviewed")
        # The stop holds: one look ends it, and nothing goes on.
        assert found(switched).settled == settled.ref
        assert dose_of(switched.state).status == "stopped"
        assert "do_not_connect" in bag_of(switched.state, "b").blocks
        x.sees(y)
    x.resumes(stop)
    # A pharmacist who looked while it was stopped did not say that it may go on.
    waits = found(switched)
    assert (waits.owners, heard(waits), waits.blocks) == (("validate",), [person("prescriber")], True)
    assert "do_not_connect" in bag_of(switched.state, "b").blocks
    x.settles(waits, "reviewed", by="prescriber")
    assert found(switched).settled is None
    x.settles(waits, "reviewed", by="pharmacist")
    assert found(switched).settled is not None
    assert dose_of(switched.state).waits_for == ("receive",)


def test_a_resumption_is_not_the_word_of_a_pharmacist(switched: Split) -> None:
    x, _, stop = stopped_apart(switched)
    x.resumes(stop, by="both")
    x.settles(found(switched), "reviewed", by="prescriber")
    assert (found(switched).owners, found(switched).settled) == (("validate",), None)


def test_one_who_reviewed_while_it_was_stopped_does_not_let_it_go_on_alone(switched: Split) -> None:
    x, _, stop = stopped_apart(switched)
    settled = x.settles(found(switched), "reviewed", by="prescriber")
    assert found(switched).settled == settled.ref
    assert dose_of(switched.state).status == "stopped"
    x.resumes(stop)
    assert (found(switched).owners, found(switched).settled) == (("validate",), None)
    assert bag_of(switched.state, "b").held


def test_a_word_that_did_not_know_of_the_resumption_is_none_of_going_on(switched: Split) -> None:
    """Whoever looked at it apart saw a dose that was stopped."""
    x, y, stop = stopped_apart(switched)
    conflict = found(switched)
    x.resumes(stop)
    y.settles(conflict, "reviewed", by="pharmacist")
    waits = found(switched)
    assert (waits.owners, heard(waits), waits.settled) == (("validate",), [person("prescriber")], None)
    y.sees(x)
    y.settles(waits, "reviewed", by="pharmacist")
    assert found(switched).settled is not None


def test_of_two_resumptions_apart_any_is_known(switched: Split) -> None:
    x, y, stop = stopped_apart(switched)
    x.resumes(stop)
    y.resumes(stop)
    y.settles(found(switched), "reviewed", by="pharmacist")
    assert found(switched).settled is not None


def test_of_two_stops_both_must_be_known_to_be_lifted(switched: Split) -> None:
    ready(switched.base)
    x, y = switched.apart()
    one, other = x.stops(), x.stops("cycle", cycle=1)
    brings(y, "J1", "b", "makes")
    x.sees(y)
    x.resumes(one)
    x.settles(found(switched), "reviewed", by="pharmacist")
    x.resumes(other)
    assert (found(switched).owners, found(switched).settled) == (("validate",), None)
    x.settles(found(switched), "reviewed", by="pharmacist")
    assert found(switched).settled is not None


def test_who_was_given_the_missing_right_since_speaks_once_more(switched: Split) -> None:
    """Else a site whose only pharmacist spoke as a prescriber could never let the dose go on."""
    x, y, _ = parted(switched)
    conflict = found(switched)
    x.settles(conflict, "reviewed", by="prescriber")
    assert not found(switched).asks(person("prescriber"), {"prescribe"})
    switched.history.rights["prescriber"] |= {"validate"}
    assert found(switched).asks(person("prescriber"), {"prescribe", "validate"})
    x.settles(conflict, "reviewed", by="prescriber")
    waits = found(switched)
    assert (waits.owners, heard(waits)) == (OWN, [person("prescriber")])
    assert not waits.asks(person("prescriber"), {"prescribe", "validate"})
    switched.history.rights["second prescriber"] = frozenset({"prescribe", "settle"})
    assert waits.asks(person("second prescriber"), {"prescribe"})
    y.settles(conflict, "reviewed", by="second prescriber")
    assert found(switched).settled is not None


def test_what_was_given_is_reviewed_by_one(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "receives")
    x, y = switched.apart()
    x.resumes(x.stops())
    y.gives("J1", "b")
    x.sees(y)
    settled = x.settles(found(switched), "reviewed", by="prescriber")
    assert found(switched).settled == settled.ref


def test_an_act_that_neither_knew_of_asks_both_again(switched: Split) -> None:
    x, y, _ = parted(switched)
    conflict = found(switched)
    x.settles(conflict, "reviewed", by="prescriber")
    late = switched.joined()
    brings(late, "J1", "c", "claims")
    y.settles(conflict, "reviewed", by="pharmacist")
    assert found(switched).settled is not None
    # Not apart from the stop: it was joined. A third that was apart from it reopens it.
    away = switched.history.stations("away")[0]
    away.sees(switched.base)
    away.claims("J1", "d")
    assert (found(switched).owners, found(switched).heard) == (OWN, ())


def test_other_doses_are_not_concerned(switched: Split) -> None:
    ready(switched.base, dose("J1"), dose("J1b", line="L2"))
    x, y = switched.apart()
    x.resumes(x.stops("line", line="L1"))
    brings(y, "J1", "b", "makes")
    assert found(switched).heard == ()
    assert dose_of(switched.state, "J1b").waits_for == ("prepare",)


@pytest.mark.parametrize("by", ["prescriber", "pharmacist"])
def test_without_the_rule_in_its_past_one_word_is_enough(split: Split, by: str) -> None:
    x, _, _ = parted(split)
    conflict = conflict_of(split.state, "stopped")
    settled = x.settles(conflict, "reviewed", by=by)
    split.history.rules = frozenset({STOP_BY_TWO})
    assert found(split).settled == settled.ref
    # Whoever says it again under the rule does not open it.
    again = x.settles(conflict, "reviewed", by=by)
    assert found(split).settled == again.ref


def test_a_resumption_without_the_rule_in_its_past_is_enough(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    stop = x.stops()
    brings(y, "J1", "b", "makes")
    resumed = split.joined().resumes(stop)
    assert found(split).settled == resumed.ref


def test_what_nobody_signed_is_no_word() -> None:
    assert hear(OWN, ()).wanted == OWN
