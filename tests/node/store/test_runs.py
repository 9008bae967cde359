"""Which seals cover what, on every branch of what came."""

from msgspec.structs import replace

from node.store.opened import Opened, open_checked
from node.store.runs import Runs
from sync.journal import Written, public_key
from tests.node.store.forked import CLINICAL, ForkedSite


def opened(site: ForkedSite, *written: Written, sealed: bool = True) -> list[Opened]:
    """As they come out of a batch."""
    found = [open_checked(site.ward.site, one.data) for one in written]
    return found if sealed else [unsealed(one) for one in found]


def unsealed(item: Opened) -> Opened:
    """The same with a seal that nobody made."""
    return replace(item, transaction=replace(item.transaction, seal=bytes(64)))


def test_a_chain_counts_up_to_its_last_good_seal() -> None:
    site = ForkedSite(2)
    one = site.machines[0]
    items = opened(site, *(one.note(str(number)) for number in range(4)))
    pending = [unsealed(items[0]), items[1], unsealed(items[2]), unsealed(items[3])]
    key = public_key(one.pens[CLINICAL].seal_key)
    runs = Runs(pending)
    assert [runs.sealed(item, key) for item in pending] == [False, True, None, None]
    assert Runs(pending).sealed(pending[0], bytes(32)) is None


def test_a_seal_of_one_branch_covers_nothing_of_the_other() -> None:
    """Two siblings: whatever comes between, each stands by its own seals."""
    site = ForkedSite(2)
    one = site.machines[0]
    first = one.note("before")
    clone = one.copy()
    here = [one.note("here 1"), one.note("here 2")]
    there = [clone.note("there 1"), clone.note("there 2")]
    key = public_key(one.pens[CLINICAL].seal_key)
    good, bad = opened(site, first, *here), opened(site, *there, sealed=False)
    for pending in ([*good, *bad], [good[0], *bad, *good[1:]]):
        runs = Runs(pending)
        assert [runs.sealed(item, key) for item in bad] == [None, None]
        assert runs.sealed(good[2], key) is True
        assert runs.sealed(good[1], key) is not None
        assert runs.sealed(good[0], key) is not None
