"""Which settlement stands."""

from __future__ import annotations

from node.domain.history import Act
from node.domain.merge.settling import Verdict, verdict
from node.domain.state import Conflict
from schema.acts.settlement import ConflictSettled
from schema.transaction import ActRef
from tests.node.domain.builder import History, Station, meet
from tests.node.domain.builder_orders import bag_id, dose_id


class _Case:
    """A conflict over two notes, between three workstations."""

    def __init__(self) -> None:
        self.history = History()
        self.a, self.b, self.c = self.history.stations("A", "B", "C")
        self.acts = (self.a.notes().ref, self.a.notes().ref)
        meet(self.a, self.b, self.c)

    def settles(
        self, station: Station, choice: str, keep: str | None = None, acts: tuple[ActRef, ...] | None = None
    ) -> Act:
        conflict = Conflict(
            "made_twice", dose_id("J1"), None, acts or self.acts, ("release",), (), False, True, None
        )
        return station.settles(conflict, choice, bag_id(keep) if keep else None)

    def said(self, *extra: ActRef) -> Verdict:
        settlements = [
            (act, act.body)
            for act in sorted(self.history.acts, key=lambda act: act.place)
            if isinstance(act.body, ConflictSettled)
        ]
        return verdict(
            "made_twice",
            dose_id("J1"),
            (*self.acts, *extra),
            ("keep", "reviewed"),
            settlements,
            {bag_id("b1"), bag_id("b2")},
        )


def test_nothing_said_is_nothing_settled() -> None:
    assert _Case().said() == Verdict()


def test_one_settlement_stands() -> None:
    case = _Case()
    act = case.settles(case.a, "keep", "b1")
    said = case.said()
    assert (said.by, said.words, said.choice, said.keep) == (act, (act,), "keep", bag_id("b1"))


def test_it_must_have_had_every_act_in_view() -> None:
    case = _Case()
    case.settles(case.a, "keep", "b1")
    assert case.said(case.b.notes().ref).by is None
    case.settles(case.a, "keep", "b1", acts=case.acts[:1])
    assert case.said().by is not None


def test_a_choice_or_a_bag_that_is_not_offered_settles_nothing() -> None:
    case = _Case()
    case.settles(case.a, "told_twice")
    case.settles(case.a, "keep")
    case.settles(case.a, "keep", "b3")
    assert case.said() == Verdict()


def test_a_later_one_replaces_what_it_knew() -> None:
    case = _Case()
    case.settles(case.a, "keep", "b1")
    case.b.sees(case.a)
    later = case.settles(case.b, "keep", "b2")
    said = case.said()
    assert (said.by, said.keep, said.apart, said.disagreed) == (later, bag_id("b2"), (), ())


def test_two_that_agree_are_one() -> None:
    case = _Case()
    first, second = case.settles(case.a, "reviewed", "b1"), case.settles(case.b, "reviewed")
    said = case.said()
    assert said.by in (first, second)
    assert (said.choice, said.keep, said.apart) == ("reviewed", None, ())
    assert said.words == tuple(sorted((first, second), key=lambda act: act.place))


def test_two_that_disagree_settle_nothing_until_a_third_knew_both() -> None:
    case = _Case()
    first, second = case.settles(case.a, "keep", "b1"), case.settles(case.b, "keep", "b2")
    said = case.said()
    assert said.by is None
    assert {act.ref for act in said.apart} == {first.ref, second.ref}
    case.c.sees(case.a)
    case.settles(case.c, "keep", "b1")
    assert case.said().by is None, "it knew only one of them"
    case.c.sees(case.b)
    last = case.settles(case.c, "keep", "b2")
    said = case.said()
    assert (said.by, said.rejoined) == (last, last)
    assert second in said.disagreed
