"""Folding by steps that are remembered: the same as folding anew, and each step worked out once."""

from __future__ import annotations

import random

import pytest

from schema.acts.workstations import WorkstationSuspended
from sync import folding
from sync.causality import NOTHING, Past, Spot
from sync.folding import Entry, Folds, Known, entry
from sync.membership import Membership
from tests.sync.founded import opened
from tests.sync.membership.scene import Scene


@pytest.fixture
def entries() -> list[Entry]:
    """A site's membership, in fold order: three journals, two of which went on apart."""
    scene = Scene()
    scene.meet()
    scene.does(scene.other, "second", WorkstationSuspended(scene.third.id, "vol", scene.cuts(scene.third)))
    scene.sees(scene.one)
    pasts: dict[Spot, Past] = {}
    found: list[Entry] = []
    everything = [one for post in scene.posts for one in post.membership.written]
    for one in sorted(everything, key=lambda one: (one.core.order, one.core.journal)):
        core = one.core
        own = [(core.journal, core.seq - 1)] if core.seq > 1 else []
        seen = [*own, *((tip.journal, tip.seq) for tip in core.saw)]
        past = NOTHING.joined(pasts[Spot(*tip)].with_tip(*tip) for tip in seen)
        pasts[Spot(core.journal, core.seq)] = past
        found.append(entry(core, opened(one).bodies, past, "", core.journal))
    return found


def test_the_same_as_folding_anew(entries: list[Entry]) -> None:
    folds, chance = Folds(), random.Random(7)
    for _ in range(200):
        held = [one for one in entries if chance.random() < 0.9]
        aside = {one.spot: "cut" for one in entries if chance.random() < 0.1}
        past = chance.choice([None, *(one.past for one in entries)])
        assert folds.folded(held, aside, past) == Folds().folded(held, aside, past)


def test_what_is_set_aside_or_outside_the_past_makes_nothing(entries: list[Entry]) -> None:
    folds, last = Folds(), entries[-1]
    assert last.past.holds(entries[0].spot.strand, 1)
    assert folds.folded(entries, {}, NOTHING) == folds.folded([], {})
    kept = [one for one in entries if last.past.holds(one.spot.strand, one.spot.seq)]
    assert folds.folded(entries, {}, last.past) == folds.folded(kept, {})
    suspending = next(one for one in entries if isinstance(one.contents.get(0), WorkstationSuspended))
    assert folds.folded(entries, {}).barriers
    assert not folds.folded(entries, {suspending.spot: "cut"}).barriers


def test_of_one_that_does_not_count_by_itself_nothing_is_decoded(entries: list[Entry]) -> None:
    last = entries[-1]
    garbled = entry(last.core, tuple(None for _ in last.bodies), last.past, "erased", last.spot.strand)
    assert garbled.contents == {}
    folds = Folds()
    assert folds.folded([*entries[:-1], garbled], {}) == folds.folded(entries[:-1], {})


def test_each_step_is_worked_out_once(entries: list[Entry]) -> None:
    folds = Folds()
    whole = folds.folded(entries, {})
    assert folds.kept == len(entries)
    for upto in range(len(entries)):
        folds.folded(entries[:upto], {})
    assert folds.folded(entries, {}) is whole
    assert folds.kept == len(entries)
    folds.forget()
    assert folds.folded(entries, {}) is not whole


def test_no_more_is_remembered_than_a_bound(entries: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    """In steps, or four times those of the longest fold: what that one needs is not forgotten each time."""
    monkeypatch.setattr(folding, "KEPT", 3)
    folds = Folds()
    whole = folds.folded(entries, {})
    for _ in range(3):
        for one in entries:
            folds.folded(entries, {one.spot: "cut"})
            assert folds.kept <= 5 * len(entries)
    assert folds.folded(entries, {}) == whole


def test_no_more_weight_is_remembered_than_a_bound(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    folds = Folds()
    whole = folds.folded(entries, {})
    heaviest = folds.weight
    monkeypatch.setattr(folding, "WEIGHT", heaviest)
    for one in entries:
        folds.folded(entries, {one.spot: "cut"})
        assert folds.weight <= 2 * heaviest
    assert folds.folded(entries, {}) == whole


@pytest.mark.parametrize(("room", "latest"), [(0, 1), (40, 1), (40, 3), (500, 2)])
def test_seldom_remembered_the_same(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch, room: int, latest: int
) -> None:
    monkeypatch.setattr(folding, "ROOM", room)
    monkeypatch.setattr(folding, "LATEST", latest)
    folds, chance = Folds(), random.Random(7)
    for _ in range(200):
        held = [one for one in entries if chance.random() < 0.9]
        aside = {one.spot: "cut" for one in entries if chance.random() < 0.1}
        past = chance.choice([None, *(one.past for one in entries)])
        assert folds.folded(held, aside, past) == Folds().folded(held, aside, past)


def test_the_longer_a_fold_the_more_seldom_it_is_remembered(
    entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = Folds()
    every.folded(entries, {})
    monkeypatch.setattr(folding, "ROOM", 0)
    none = Folds()
    none.folded(entries, {})
    monkeypatch.setattr(folding, "ROOM", 60)
    some = Folds()
    some.folded(entries, {})
    assert none.weight == 0 < some.weight < every.weight
    assert every.kept == some.kept == none.kept


def test_memberships_at_a_past_make_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "WEIGHT", 20)
    known, folded = Known(), list[int]()

    def at(seq: int) -> Membership:
        def fold() -> Membership:
            folded.append(seq)
            return Membership()

        return known.at(((0, seq),), fold)

    for seq in (3, 4, 3, 4, 2, 3, 4):
        at(seq)
        assert known.weight <= 10
    assert folded == [3, 4, 2]
    at(5)
    assert known.weight <= 10
    assert at(2) is at(2)
    assert at(30) is at(30)
    assert folded == [3, 4, 2, 5, 30]
    known.clear()
    assert known.weight == 0
    at(5)
    assert folded == [3, 4, 2, 5, 30, 5]
