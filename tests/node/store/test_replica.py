"""What is acknowledged lasts: reads outside any block do not swallow the writes that follow."""

from pathlib import Path

import pytest

from node.blobcheck import blob_is_right
from node.store.errors import WrongKeyError
from node.store.replica import Replica
from tests.node.small_site import found, opened


def test_a_write_after_a_read_outside_any_block_is_durable(tmp_path: Path) -> None:
    founded = found(tmp_path)
    with opened(tmp_path, founded) as site:
        site.patient(1)
        site.replica.local.number("anything")
        site.patient(2)
        before = site.replica.counts()
        digests = site.replica.digests()
    replica = Replica(tmp_path, site.vault.database_key, site.vault.site, blob_is_right)
    try:
        assert replica.counts() == before
        assert replica.digests() == digests
    finally:
        replica.close()


def test_a_write_that_fails_leaves_nothing_and_the_next_one_lasts(tmp_path: Path) -> None:
    with opened(tmp_path, found(tmp_path)) as site:
        before = site.replica.digests()
        with pytest.raises(LookupError), site.replica.writing():
            site.patient(1)
            raise LookupError
        assert site.replica.digests() == before
        site.patient(2)
        assert site.replica.digests() != before


def test_another_key_is_refused_and_the_folder_is_free_again(tmp_path: Path) -> None:
    founded = found(tmp_path)
    with pytest.raises(WrongKeyError):
        Replica(tmp_path, bytes(32), founded.site, blob_is_right)
    with opened(tmp_path, founded) as site:
        assert site.replica.counts()[0] > 0
