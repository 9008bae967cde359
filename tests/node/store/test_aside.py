"""Acts set aside, page by page: those that came last first, each once, and what counts never."""

from __future__ import annotations

from node.api.people import ResumePerson, SuspendPerson
from node.domain.history import Act
from node.store.aside import PAGE, set_aside
from node.store.replica import COUNTS
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import PIN, Station, exchange


def pages(station: Station, most: int) -> list[list[Act]]:
    """All of them, so many at once."""
    found: list[list[Act]] = []
    before: int | None = None
    while True:
        acts, before = set_aside(station.replica, before, most)
        found.append(acts)
        if before is None:
            return found


def apart(stations: Three) -> tuple[Station, Station]:
    """What a nurse did apart from their suspension is set aside at both."""
    one, other, _ = stations
    patient = circuit.create(one)
    exchange(one, other)
    one.do("administrator", SuspendPerson(person=one.people["nurse"], reason="absente", pin=PIN))
    circuit.size(other, patient)
    exchange(one, other)
    return one, other


def test_each_once_whatever_the_page_those_that_came_last_first(stations: Three) -> None:
    one, other = apart(stations)
    for station in (one, other):
        (whole,) = pages(station, 1_000)
        assert len(whole) == station.replica.counts()[2] > 2
        assert {act.set_aside for act in whole} == {"withdrawn", "no_session"}
        for most in (1, 2, 3):
            turned = pages(station, most)
            assert [act.ref for page in turned for act in page] == [act.ref for act in whole]
            assert all(len(page) >= most for page in turned[:-1])
        orders = [act.place[0] for act in whole]
        assert orders == sorted(orders, reverse=True)


def test_what_counts_again_is_not_among_them(stations: Three) -> None:
    one, other = apart(stations)
    one.do("administrator", ResumePerson(person=one.people["nurse"], reason="", pin=PIN))
    exchange(one, other)
    assert pages(one, 10) == pages(other, 10) == [[]]


def test_they_are_found_without_looking_through_all_that_counts(site: Station) -> None:
    for question, values in ((PAGE, (9, 9)), (COUNTS, ())):
        plan = site.replica.connection.rows(f"EXPLAIN QUERY PLAN {question}", values)
        told = [str(row[3]) for row in plan]
        assert any("transactions USING INDEX ix_transactions_set_aside" in one for one in told), told


def test_a_damaged_row_is_left_out(stations: Three) -> None:
    one, _ = apart(stations)
    (whole,) = pages(one, 1_000)
    spoilt = whole[0].ref
    with one.replica.writing():
        one.replica.connection.do(
            "UPDATE transactions SET data = x'00' WHERE hash = ? AND seq = ?", (spoilt.core, spoilt.seq)
        )
    (left,) = pages(one, 1_000)
    assert [act.ref for act in left] == [act.ref for act in whole if act.ref.core != spoilt.core]
