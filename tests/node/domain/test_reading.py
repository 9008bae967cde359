"""What every fold begins with."""

from __future__ import annotations

import msgspec

from node.domain.reading import heads, newest, read
from schema.acts.patient import PatientNoted
from schema.acts.session import SessionClosed
from tests.node.domain.acts import Site, an_id

FILE = an_id("file")


def test_acts_are_sorted_out_and_counted_once() -> None:
    site = Site()
    note = site.act("A", PatientNoted("one"), FILE)
    foreign = site.act("A", SessionClosed(FILE, ""), FILE)
    unknown = site.act("A", None, FILE)
    aside = site.act("A", PatientNoted("two"), FILE, set_aside="revoked")
    reading = read([*reversed(site.acts), note], (PatientNoted,))
    assert [act.ref for act in reading.acts] == [note.ref]
    assert {(one.code, one.act) for one in reading.anomalies} == {
        ("foreign_kind", foreign.ref),
        ("unknown_kind", unknown.ref),
    }
    assert [(one.act, one.why) for one in reading.set_aside] == [(aside.ref, "revoked")]
    assert reading.known_in_part


def test_an_act_that_is_not_critical_leaves_the_file_known() -> None:
    site = Site()
    site.act("A", PatientNoted("garbled"), FILE, trouble="undecodable")
    reading = read(site.acts, (PatientNoted,))
    assert [one.code for one in reading.anomalies] == ["undecodable"]
    assert not reading.known_in_part


def test_an_act_under_a_rule_that_is_not_known_here_leaves_the_file_known_in_part() -> None:
    site = Site()
    note = site.act("A", PatientNoted("first"), FILE)
    assert not read(site.acts, (PatientNoted,)).known_in_part
    reading = read([msgspec.structs.replace(note, unknown_rule=True)], (PatientNoted,))
    assert reading.known_in_part
    assert [act.ref for act in reading.acts] == [note.ref], "it is read all the same"


def test_heads_are_what_nobody_had_in_view() -> None:
    site = Site()
    site.act("A", PatientNoted("first"), FILE)
    site.meet("A", "B")
    left = site.act("A", PatientNoted("left"), FILE)
    right = site.act("B", PatientNoted("right"), FILE)
    assert heads(site.acts) == (left.ref, right.ref)
    assert newest([(act, act.body) for act in (left, right) if act.body is not None])[0][0] is left
    site.meet("A", "B")
    both = site.act("B", PatientNoted("both"), FILE)
    assert heads(site.acts) == (both.ref,)


def test_what_a_screen_showed_is_no_head_either() -> None:
    site = Site()
    seen = site.act("A", PatientNoted("shown elsewhere"), FILE)
    later = site.act("B", PatientNoted("written on it"), FILE, based_on=(seen.ref,))
    assert heads(site.acts) == (later.ref,)


def test_an_act_set_aside_hides_no_head() -> None:
    site = Site()
    first = site.act("A", PatientNoted("first"), FILE)
    site.act("A", PatientNoted("second"), FILE, set_aside="revoked")
    assert read(site.acts, (PatientNoted,)).heads == (first.ref,)
