"""What waits comes out when what it waits for has come, from this batch and from earlier ones."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from node.store.opened import Opened, open_checked
from node.store.parked import Parked, awaited, seen_key
from node.store.replica import Replica
from node.store.waiting import Waiting
from tests.node.store.forked import CLINICAL, ForkedSite


@pytest.fixture
def site() -> ForkedSite:
    return ForkedSite(2)


@pytest.fixture
def replica(site: ForkedSite, tmp_path: Path) -> Iterator[Replica]:
    found = site.ward.replica(tmp_path / "r")
    yield found
    found.close()


def links(site: ForkedSite, count: int) -> list[Opened]:
    """One after the other in a journal."""
    return [open_checked(site.ward.site, site.machines[0].note(str(number)).data) for number in range(count)]


def names(items: list[Opened]) -> list[bytes]:
    return [item.hash for item in items]


@pytest.mark.parametrize("earlier", [False, True])
def test_what_follows_and_what_saw_wait_apart(site: ForkedSite, replica: Replica, earlier: bool) -> None:
    first, second, third = links(site, 3)
    seer, announced = links(site, 2)
    journal = site.machines[0].pens[CLINICAL].journal
    with replica.writing():
        waiting = Waiting(replica.connection)
        parked = Parked(site.ward.site, waiting)
        parked.put(second, first.hash)
        parked.put(third, second.hash)
        parked.put(seer, seen_key(first.hash))
        parked.put(announced, journal)
        if earlier:
            parked.keep()
            parked = Parked(site.ward.site, waiting)
            assert waiting.count() == 4
        assert names(parked.behind([first])) == names([second, third])
        assert names(parked.behind([first])) == []
        assert names(parked.after([first], [])) == names([seer])
        assert names(parked.after([], [journal])) == names([announced])
        parked.keep()
        assert waiting.count() == 0


def test_what_has_come_wakes_what_follows_it_and_no_more(site: ForkedSite, replica: Replica) -> None:
    """What follows that is woken when that has come."""
    first, second, third = links(site, 3)
    with replica.writing():
        parked = Parked(site.ward.site, Waiting(replica.connection))
        parked.put(third, second.hash)
        parked.put(second, first.hash)
        assert names(parked.after([first], [])) == names([second])
        assert names(parked.after([second], [])) == names([third])


def test_in_whatever_order_it_comes_what_was_seen_wakes_few_times(site: ForkedSite) -> None:
    """Drawn for each anew: no order is the worst one for all that wait."""
    (seen,) = links(site, 1)
    lacked = [sha256(bytes([number])).digest() for number in range(80)]
    for item in links(site, 20):
        for order in (lacked, lacked[::-1], sorted(lacked), sorted(lacked, reverse=True)):
            wakes, lacking = 0, list(order)
            for one in order:
                woken = awaited(item, lacking) == seen_key(one)
                wakes += woken
                lacking.remove(one)
            assert 1 <= wakes <= 16  # of 80 in a random order, five on average
    assert awaited(seen, [lacked[0]]) == seen_key(lacked[0])
