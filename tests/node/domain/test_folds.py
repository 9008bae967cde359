"""The table of folds: one a sort of file, total, and canonical."""

from __future__ import annotations

import pytest

from node.domain.folds import FOLDS, STATES
from schema.acts import KINDS
from schema.codec import decode, encode
from schema.transaction import FileType

MEMBERSHIP = {FileType.SITE, FileType.WORKSTATION, FileType.PERSON}


def test_every_sort_of_file_that_has_acts_is_folded() -> None:
    assert {kind.file for kind in KINDS.values()} - MEMBERSHIP == set(FOLDS)


@pytest.mark.parametrize("sort", list(FOLDS))
def test_an_empty_file_folds_to_a_state_that_has_bytes(sort: FileType) -> None:
    state = FOLDS[sort]([])
    assert type(state) is STATES[sort]
    assert decode(type(state), encode(state)) == state


def test_every_fold_has_its_state() -> None:
    assert set(STATES) == set(FOLDS)
