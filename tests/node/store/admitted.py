"""What counts on a replica of a forked site, beside what an oracle says."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from node.store.replica import Replica
from node.store.verify import verify
from schema.ids import Hash
from sync.journal import Written
from tests.node.store.forked import ForkedSite, Oracle


@contextmanager
def replica_of(site: ForkedSite, folder: Path) -> Iterator[Replica]:
    """An empty replica of the site."""
    replica = site.ward.replica(folder)
    try:
        yield replica
    finally:
        replica.close()


def aside(replica: Replica) -> dict[Hash, str]:
    """What is set aside, and why, by hash."""
    rows = replica.connection.rows("SELECT hash, set_aside FROM transactions WHERE set_aside != ''")
    return {bytes(row[0]): row[1] for row in rows}


def check(site: ForkedSite, replica: Replica, held: Iterable[Hash]) -> None:
    """What counts is what the oracle says, and what `verify` finds with fresh eyes."""
    assert aside(replica) == Oracle(site, held).aside()
    assert verify(replica).findings == ()


class Case:
    """A workstation that was cloned, two others, and who heard what."""

    def __init__(self) -> None:
        self.site = ForkedSite(3)
        self.one, self.b, self.c = self.site.machines
        self.one.note("before")
        self.clone = self.one.copy()
        self.here = [self.one.note("here 1"), self.one.note("here 2")]
        self.there = [self.clone.note("there 1"), self.clone.note("there 2")]

    def left_out(self, folder: Path) -> list[Written]:
        """What is set aside on somebody who holds everything."""
        with replica_of(self.site, folder) as replica:
            replica.receive(self.site.data(self.site.written), None, 1)
            check(self.site, replica, self.site.written)
            found = aside(replica)
        return [one for one in (*self.here, *self.there) if one.hash in found]
