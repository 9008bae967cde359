"""What went wrong, as an answer, and in the log."""

from __future__ import annotations

import logging

import pytest

from node.api.base import Refused
from node.api.messages import decode_request
from node.failures import NO_REQUEST, defect, store_refused, unreadable
from node.store.errors import DiskFullError, WrongKeyError


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01\xc0\xc4\x00", b"\x91" * 5000])
def test_bytes_that_are_no_request_are_named_by_the_class_alone(data: bytes) -> None:
    with pytest.raises(NO_REQUEST) as caught:
        decode_request(data)
    assert unreadable(caught.value) == Refused(
        code="request.unreadable", values={"why": type(caught.value).__name__}
    )


def test_a_store_is_named_by_its_own_code() -> None:
    assert [store_refused(error).code for error in (DiskFullError(), WrongKeyError())] == [
        "store.disk_full",
        "store.wrong_key",
    ]


def test_a_defect_tells_its_class_and_neither_answer_nor_log_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        answer = defect("CreatePatient", ValueError("Jeanne"))
    assert answer == Refused(
        code="request.defect", values={"command": "CreatePatient", "error": "ValueError"}
    )
    assert "CreatePatient failed: ValueError" in caplog.text
    assert "Jeanne" not in caplog.text
