"""What was before what: by what was known, never by clock or arrival."""

from __future__ import annotations

import msgspec

from node.domain.history import Act, before, concurrent, place_of
from schema.acts.patient import PatientNoted
from schema.codec import tagged_hash
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType, Header
from sync.causality import NOTHING, Past

A, B = b"A" * 16, b"B" * 16


def _act(journal: Id, seq: int, index: int = 0, past: Past = NOTHING, order: int = 1, at: int = 0) -> Act:
    file = FileRef(FileType.PATIENT, bytes(16))
    header = Header("patient.noted/1", False, 4, "note", None, None, file, (), (), bytes(32))
    body = PatientNoted("une note fictive")
    core = tagged_hash("core", journal, bytes([seq]))
    ref = ActRef(journal, seq, index, core)
    return Act(ref, header, body, place_of(order, ref), at, bytes(16), journal, past)


def test_what_is_in_the_past_was_before() -> None:
    first = _act(A, 3)
    later = _act(B, 1, past=Past({A: 3}))
    assert before(first, later)
    assert not before(later, first)
    assert not concurrent(first, later)


def test_a_past_ends_where_it_ends() -> None:
    unseen = _act(A, 4)
    later = _act(B, 1, past=Past({A: 3}))
    assert not before(unseen, later)
    assert concurrent(unseen, later)
    assert concurrent(later, unseen)


def test_a_clock_says_nothing_about_before() -> None:
    late, early = _act(A, 1, at=9), _act(B, 1, past=Past({A: 1}), at=2)
    assert before(late, early)
    assert concurrent(_act(A, 1, at=1), _act(B, 1, at=2))


def test_acts_made_together_go_by_their_place() -> None:
    one, two = _act(A, 3, 0), _act(A, 3, 1)
    assert before(one, two)
    assert not before(two, one)
    assert not concurrent(one, two)


def test_an_act_is_neither_before_nor_beside_itself() -> None:
    one = _act(A, 3)
    again = msgspec.structs.replace(one)
    assert not before(one, again)
    assert not concurrent(one, again)


def test_acts_are_folded_by_order_then_journal_then_place() -> None:
    acts = [_act(B, 1, order=2), _act(A, 9, 1, order=2), _act(A, 9, 0, order=2), _act(B, 7, order=1)]
    ordered = sorted(acts, key=lambda act: act.place)
    assert [(act.ref.journal, act.ref.seq, act.ref.index) for act in ordered] == [
        (B, 7, 0),
        (A, 9, 0),
        (A, 9, 1),
        (B, 1, 0),
    ]


def test_a_kind_is_the_header_s() -> None:
    assert _act(A, 1).kind == "patient.noted/1"
