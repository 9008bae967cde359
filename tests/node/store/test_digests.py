"""What the digests cover: every table says where it belongs; equal content, equal digests."""

from pathlib import Path

from node.store.digests import COVERED, DERIVED, LOCAL
from schema.tables import metadata
from tests.node.store.builders import Ward


def test_every_table_is_in_one_list() -> None:
    """Nobody adds a table without saying whether workstations must agree on it."""
    named = [*LOCAL, *COVERED, *DERIVED]
    assert len(named) == len(set(named))
    assert set(named) == set(metadata.tables)


def test_what_is_local_is_in_no_digest(tmp_path: Path) -> None:
    """Evidence, prints and small values differ from one workstation to the next."""
    ward = Ward()
    ward.patient(ward.clinical)
    one, other = ward.replica(tmp_path / "one"), ward.replica(tmp_path / "other")
    for replica in (one, other):
        replica.receive(ward.everything(), None, 1)
    with other.writing():
        other.local.put("anything", b"x")
        other.local.count_print("sheet", b"b" * 16)
    other.receive([b"rubbish"], None, 2)
    assert one.digests() == other.digests()
    ward.patient(ward.clinical, "IMAGINAIRE")
    one.receive(ward.everything(), None, 3)
    assert one.digests()[0] != other.digests()[0]
    assert one.digests()[1] != other.digests()[1]
    one.close()
    other.close()
