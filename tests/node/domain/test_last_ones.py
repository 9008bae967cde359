"""What is the last of its sort: table of dates, clocks and what each author knew."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest

from node.domain.last_ones import last_ones
from schema.acts.base import Told
from schema.transaction import ActRef
from tests.node.domain.acts import an_id
from tests.node.domain.states import told


class Entry(msgspec.Struct, frozen=True):
    name: str
    hour: int
    recorded_at: int
    knows: str = ""
    journal: str = ""

    @property
    def act(self) -> ActRef:
        return ActRef(an_id(self.journal or self.name), ord(self.name), 0, bytes(32))

    @property
    def told(self) -> Told:
        return told(at=self.hour)


@pytest.mark.parametrize(
    ("entries", "last"),
    [
        ((), ""),
        ((Entry("a", 1, 1),), "a"),
        # Later, by somebody who knew of the other.
        ((Entry("a", 1, 1), Entry("b", 2, 2, "a")), "b"),
        # Later and apart: which of two clocks is right, nobody knows.
        ((Entry("a", 1, 1), Entry("b", 2, 2)), "ab"),
        # Typed late: when the first was recorded, the hour of the second was over by its own clock.
        ((Entry("a", 1, 3), Entry("b", 2, 2)), "b"),
        ((Entry("a", 1, 3, "b"), Entry("b", 2, 2)), "b"),
        ((Entry("a", 1, 2), Entry("b", 2, 2)), "b"),
        # Of one instant neither is the later, whatever either author knew.
        ((Entry("a", 2, 2), Entry("b", 2, 2)), "ab"),
        ((Entry("a", 2, 2), Entry("b", 2, 3, "a")), "ab"),
        # A clock that was ahead: what was found since stays, known of or apart.
        ((Entry("a", 9, 9), Entry("b", 2, 2, "a")), "ab"),
        ((Entry("a", 9, 9), Entry("b", 2, 2)), "ab"),
        # … until somebody records anew knowing of both, later than what they are to hide.
        ((Entry("a", 9, 9), Entry("b", 2, 2), Entry("c", 3, 3, "ab")), "ac"),
        # Dated after it was recorded: it hides nothing, even what its author knew.
        ((Entry("a", 1, 1), Entry("b", 5, 2, "a")), "ab"),
        ((Entry("a", 1, 7), Entry("b", 5, 2)), "ab"),
        # Of several later ones the nearest hour, or any that knew, is enough.
        ((Entry("a", 1, 3), Entry("b", 2, 2), Entry("c", 9, 9)), "bc"),
        ((Entry("a", 1, 1), Entry("b", 5, 2, "a"), Entry("c", 6, 6, "a")), "bc"),
        # Of one journal the last one later knew all that those before it knew.
        ((Entry("a", 1, 1), Entry("b", 2, 2, "a", "j"), Entry("c", 3, 3, "ab", "j")), "c"),
        ((Entry("a", 2, 2), Entry("b", 9, 9, "", "j"), Entry("c", 8, 8, "ab", "j")), "bc"),
    ],
)
def test_what_no_other_hides(entries: tuple[Entry, ...], last: str) -> None:
    by_act = {one.act: one for one in entries}

    def knew(act: ActRef, other: ActRef) -> bool:
        return by_act[other].name in by_act[act].knows

    for order in permutations(entries):
        assert "".join(sorted(one.name for one in last_ones(order, knew))) == last


def test_the_newest_comes_last() -> None:
    entries = [Entry("a", 2, 9), Entry("b", 9, 9), Entry("c", 1, 1)]
    assert [one.name for one in last_ones(entries, lambda *_: False)] == ["c", "b"]


def test_much_that_is_recorded_asks_little_of_who_knew_what() -> None:
    asked = 0

    def knew(_act: ActRef, _other: ActRef) -> bool:
        nonlocal asked
        asked += 1
        return False

    entries = [Entry(chr(300 + number), number, number, journal=str(number % 3)) for number in range(300)]
    assert len(last_ones(entries, knew)) == 300
    assert asked < 3 * 300
