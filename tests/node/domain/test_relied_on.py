"""Heads gathered, and named in what names none."""

from __future__ import annotations

import msgspec

from node.domain.decision import Decided, Draft, Refusal
from node.domain.relied_on import MOST, heads_of, relying
from schema.acts.course import CourseNoted
from schema.transaction import ActRef, FileRef, FileType


class Some(msgspec.Struct, frozen=True):
    heads: tuple[ActRef, ...]


def act(number: int) -> ActRef:
    return ActRef(b"j" * 16, number, 0, b"h" * 32)


FILE = FileRef(FileType.COURSE, b"c" * 16)


def test_each_head_once_and_files_that_are_not_there_left_out() -> None:
    assert heads_of((Some((act(3), act(1))), None, Some((act(1), act(2))))) == (act(3), act(1), act(2))
    assert heads_of(()) == ()


def test_never_more_than_a_header_holds_the_first_file_kept() -> None:
    many = Some(tuple(act(number) for number in range(1, MOST + 1)))
    found = heads_of((Some((act(9999),)), many))
    assert (len(found), found[0]) == (MOST, act(9999))


def test_what_names_its_own_keeps_it() -> None:
    said = Draft(FILE, CourseNoted(None, "a"), based_on=(act(1),))
    unsaid = Draft(FILE, CourseNoted(None, "b"))
    decided = relying(Decided((said, unsaid), created=(b"x" * 16,)), (act(2),))
    assert isinstance(decided, Decided)
    assert [draft.based_on for draft in decided.drafts] == [(act(1),), (act(2),)]
    assert decided.created == (b"x" * 16,)


def test_a_refusal_stays_one() -> None:
    assert relying(Refusal("no"), (act(1),)) == Refusal("no")
