"""An edition in use is expected from peers until its bytes are here, and then fills its tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.blobcheck import blob_is_right
from node.domain.edition import DRUGS, EditionState, edition_file
from node.store.replica import Replica
from schema.transaction import FileRef, FileType
from tests.node.small_site import Place, small_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Place]:
    with small_site(tmp_path / "PUI") as place:
        yield place


@pytest.fixture
def empty(site: Place, tmp_path: Path) -> Iterator[Replica]:
    """Another workstation's, that heard of every act and has no bytes yet."""
    replica = Replica(tmp_path / "empty", bytes(32), site.vault.site, blob_is_right, create=True)
    for scope in ("membership", "all"):
        replica.receive(site.replica.relay.after(_held(replica), scope, 2**30), None, 1)
    yield replica
    replica.close()


def _held(replica: Replica) -> dict[bytes, int]:
    return {strand: head.seq for strand, head in replica.chain.heads.items()}


def test_what_is_in_use_is_missing_until_it_is_here(site: Place, empty: Replica) -> None:
    assert site.replica.editions.missing() == ()
    (wanted,) = empty.editions.missing()
    assert [blob.content for blob in empty.blobs.states()] == [wanted.content]
    data = site.replica.blobs.get(wanted.content)
    assert data is not None
    with empty.writing():
        empty.blobs.put(wanted.what, wanted.content, data)
    assert empty.editions.missing() == ()


def test_tables_are_filled_once_the_bytes_are_here(site: Place, empty: Replica) -> None:
    (wanted,) = empty.editions.missing()
    empty.editions.load()
    assert empty.catalogue.search("a", 5)[0] == 0
    data = site.replica.blobs.get(wanted.content)
    assert data is not None
    with empty.writing():
        empty.blobs.put(wanted.what, wanted.content, data)
    empty.editions.load()
    assert empty.catalogue.search("a", 5) == site.replica.catalogue.search("a", 5)


def test_states_of_other_files_ask_for_nothing(empty: Replica) -> None:
    before = empty.blobs.states()
    with empty.writing():
        empty.editions.use((FileRef(sort, bytes(16)), object()) for sort in FileType)
    assert empty.blobs.states() == before


def test_the_drug_database_follows_one_file_alone(site: Place, empty: Replica) -> None:
    """Another one could name another edition: which of them is folded last says nothing."""
    (wanted,) = empty.editions.missing()
    state = site.replica.states.state(EditionState, edition_file(DRUGS))
    data = site.replica.blobs.get(wanted.content)
    assert data is not None
    with empty.writing():
        empty.blobs.put(wanted.what, wanted.content, data)
        empty.editions.use([(edition_file("autre"), state)])
        assert empty.catalogue.content is None
        empty.editions.use([(edition_file(DRUGS), state)])
        assert empty.catalogue.content == wanted.content
