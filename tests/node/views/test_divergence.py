"""The same transactions, the same rules, another state: never silently."""

from __future__ import annotations

import msgspec
import pytest

from node.views.divergence import diverging, enrolled_twice, keys_twice
from schema.acts.membership import PersonEnrolled
from schema.transaction import Tip
from sync.membership import Membership, Person, Workstation
from sync.receipts import Receipt

A, B, C = (bytes([number]) * 16 for number in (1, 2, 3))
TIPS = (Tip(b"j" * 16, 7, b"h" * 32),)
FIRST = Receipt(TIPS, b"s" * 32, 1, 1000)


def other(**changes: object) -> Receipt:
    return msgspec.structs.replace(FIRST, at=2000, **changes)


def test_the_same_state_is_peace() -> None:
    assert diverging({A: FIRST, B: other(), C: other()}) == frozenset()
    assert diverging({}) == frozenset()


def test_another_state_of_the_same_names_all_of_them() -> None:
    assert diverging({A: FIRST, B: other(state=b"t" * 32), C: other()}) == {A, B, C}


@pytest.mark.parametrize(
    "changes",
    [
        {"rules": 2},
        {"tips": (Tip(b"j" * 16, 8, b"i" * 32),)},
        {"tips": (Tip(b"j" * 16, 7, b"i" * 32),)},
        {"tips": ()},
    ],
    ids=["other rules", "one more", "a fork", "nothing yet"],
)
def test_what_cannot_be_compared_is_not(changes: dict[str, object]) -> None:
    assert diverging({A: FIRST, B: other(state=b"t" * 32, **changes)}) == frozenset()


def test_who_was_enrolled_or_given_a_key_twice_until_removed() -> None:
    def post(name: str, *, doubled: bool = True, removed: bool = False) -> Workstation:
        return Workstation(name.encode(), name, "", b"", b"", "", doubled=doubled, removed=removed)

    posts = (post("USC-1"), post("HDJ-1"), post("PUI-1", doubled=False), post("SSR-1", removed=True))
    assert enrolled_twice(Membership(workstations={one.id: one for one in posts})) == ("HDJ-1", "USC-1")
    written = PersonEnrolled(A, "Fictif", "Camille", "", "nurse", "")
    people = {
        A: Person(A, written, doubled=True),
        B: Person(B, written),
        C: Person(C, written, doubled=True, removed=True),
    }
    assert keys_twice(Membership(people=people)) == (A,)
