"""One number, one bag: the second is found because the file's id is the number's."""

from __future__ import annotations

from node.domain.register import fold_register, register_file_id
from schema.acts.preparation import NumberTaken
from tests.node.domain.acts import Site, an_id

SERIES = an_id("journal PUI-1")
FILE = register_file_id(SERIES, 42)


def test_a_number_has_one_file_and_no_other() -> None:
    assert len(FILE) == 16
    assert register_file_id(SERIES, 42) == FILE
    assert register_file_id(SERIES, 43) != FILE
    assert register_file_id(an_id("journal PUI-2"), 42) != FILE


def test_one_bag_is_well_and_two_are_named() -> None:
    site = Site()
    site.act("A", NumberTaken(SERIES, 42, an_id("bag"), an_id("course")), FILE)
    assert fold_register(site.acts).doubled == ()
    site.act("A", NumberTaken(SERIES, 42, an_id("bag"), an_id("course")), FILE)
    assert fold_register(site.acts).doubled == ()
    site.act("B", NumberTaken(SERIES, 42, an_id("other bag"), an_id("other course")), FILE)
    state = fold_register(site.acts)
    assert set(state.doubled) == {an_id("bag"), an_id("other bag")}
    assert len(state.lines) == 3


def test_a_number_in_the_file_of_another_is_an_anomaly() -> None:
    site = Site()
    act = site.act("A", NumberTaken(SERIES, 7, an_id("bag"), an_id("course")), FILE)
    state = fold_register(site.acts)
    assert state.lines == ()
    assert [(one.code, one.act) for one in state.anomalies] == [("number_in_another_file", act.ref)]
