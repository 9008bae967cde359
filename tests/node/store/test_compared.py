"""The comparison by a reader beside whoever holds the replica."""

from pathlib import Path

import pytest

from node.api.site import Finding
from node.store.compared import Beside, BesideError, compare
from tests.node.store.builders import KEY, Ward


def beside(folder: Path, ward: Ward) -> list[Finding]:
    with Beside(folder, KEY, ward.site) as other:
        return other.findings()


def test_one_that_cannot_compare_is_no_clean_bill(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BesideError):
        beside(tmp_path, Ward())
    assert "MissingError" in capfd.readouterr().err


def test_one_that_is_not_waited_for_is_ended(tmp_path: Path) -> None:
    Beside(tmp_path, KEY, Ward().site).close()


def test_a_reader_finds_what_the_holder_finds(tmp_path: Path) -> None:
    ward = Ward()
    ward.patient(ward.clinical)
    replica = ward.replica(tmp_path)
    try:
        replica.receive(ward.everything(), None, 1)
        assert beside(tmp_path, ward) == []
        with replica.writing():
            replica.connection.exec_driver_sql("DELETE FROM patients")
            # What is not durable yet is not there for others.
            assert beside(tmp_path, ward) == []
        with replica.reading():
            expected = list(compare(replica))
        assert [one.code for one in expected] == ["verify.table.rows"]
        assert beside(tmp_path, ward) == expected
    finally:
        replica.close()
