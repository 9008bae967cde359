"""The comparison by the holder of a replica; by a reader beside it: `test_answering.py`."""

from pathlib import Path

from node.store.compared import compare
from tests.node.store.builders import Ward


def test_a_row_that_is_missing_is_found(tmp_path: Path) -> None:
    ward = Ward()
    ward.patient(ward.clinical)
    replica = ward.replica(tmp_path)
    try:
        replica.receive(ward.everything(), None, 1)
        with replica.reading():
            assert list(compare(replica)) == []
        with replica.writing():
            replica.connection.do("DELETE FROM patients")
        with replica.reading():
            assert [one.code for one in compare(replica)] == ["verify.table.rows"]
    finally:
        replica.close()
