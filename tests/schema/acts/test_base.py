"""A header says of its act what its kind says of all, or it is not of that kind."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from schema.acts.agreement import PROPOSAL_WITHDRAWN
from schema.transaction import ActClass, FileRef, FileType, Header

SAID = Header(
    kind=PROPOSAL_WITHDRAWN.name,
    critical=True,
    cls=ActClass.MEMBERSHIP,
    right="site.pin",
    actor=bytes(16),
    by=bytes(16),
    file=FileRef(FileType.SITE, bytes(16)),
    mentions=(),
    based_on=(),
    digest=bytes(32),
)


def test_it_agrees_whoever_acts_and_whichever_file_of_that_sort_it_is_in() -> None:
    assert PROPOSAL_WITHDRAWN.agrees(SAID)
    assert PROPOSAL_WITHDRAWN.agrees(replace(SAID, actor=None, file=FileRef(FileType.SITE, bytes([1]) * 16)))


@pytest.mark.parametrize(
    "said",
    [
        {"critical": False},
        {"cls": ActClass.NOTE},
        {"right": ""},
        {"file": FileRef(FileType.PERSON, bytes(16))},
    ],
    ids=str,
)
def test_anything_else_contradicts_the_kind(said: dict[str, Any]) -> None:
    assert not PROPOSAL_WITHDRAWN.agrees(replace(SAID, **said))
