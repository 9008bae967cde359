"""The fictive site: founded by the program, the same each time, the same on every workstation."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.blobcheck import blob_is_right
from node.store.replica import Replica
from ops.simulate.founding import STAFF, FoundedSite, copied, found, names_of


def test_every_workstation_knows_everybody_and_everything(founded: FoundedSite, tmp_path: Path) -> None:
    copied(founded, tmp_path)
    digests = set()
    for name, contents in founded.contents.items():
        replica = Replica(tmp_path / name, contents.database_key, contents.site, blob_is_right)
        digests.add(replica.digests())
        assert set(replica.roll.now.people) == set(founded.people.values())
        replica.close()
    assert len(digests) == 1
    assert set(founded.people) == {"administrator", *STAFF}


def test_it_is_the_same_site_each_time(founded: FoundedSite, tmp_path: Path) -> None:
    again = found(tmp_path / "again", 3)
    assert list(again.contents) == names_of(3)
    assert again.contents == founded.contents
    assert again.people == founded.people
    with pytest.raises(FileExistsError):
        copied(founded, tmp_path / "again")
