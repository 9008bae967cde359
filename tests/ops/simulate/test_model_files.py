"""The model of files without doses and the program find the same, on files of anything at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol

import msgspec
import pytest

from node.domain.history import Act
from node.domain.lot import fold_lot
from node.domain.narcotics import fold_vault
from node.domain.patient import fold_patient
from node.domain.state import Conflict
from ops.simulate.compare import tears
from ops.simulate.model_files import FILE_RULES, acts_in
from tests.node.domain.acts import Site
from tests.node.domain.random_books import random_lot, random_vault
from tests.node.domain.random_patients import random_file
from tests.ops.simulate.told import txs_of


class _Torn(Protocol):
    @property
    def conflicts(self) -> Sequence[Conflict]: ...


MET: dict[str, set[str]] = {
    "patient": {"identity_disputed", "allergy_disputed", "link_and_unlink"},
    "lot": {"lot_count_apart", "remainder_twice"},
    "vault": {"found_later", "keepers_apart"},
}


@pytest.mark.parametrize(
    ("walk", "fold", "met"),
    [
        (random_file, fold_patient, MET["patient"]),
        (random_lot, fold_lot, MET["lot"]),
        (random_vault, fold_vault, MET["vault"]),
    ],
    ids=MET,
)
def test_both_find_the_same(
    walk: Callable[[Random], Site], fold: Callable[[Sequence[Act]], _Torn], met: set[str]
) -> None:
    found: set[str] = set()
    for seed in range(60):
        acts = walk(Random(seed)).acts
        conflicts = fold(acts).conflicts
        assert tears(conflicts, acts_in(txs_of(acts), acts[0].header.file.id)) == [], seed
        found |= {one.rule for one in conflicts} & {*FILE_RULES}
    assert found == met


def test_every_rule_is_walked() -> None:
    assert set().union(*MET.values()) == {*FILE_RULES}


def test_what_one_of_them_alone_finds_is_told() -> None:
    acts = random_lot(Random(1)).acts
    conflicts, ours = fold_lot(acts).conflicts, acts_in(txs_of(acts), acts[0].header.file.id)
    torn = [one for one in conflicts if one.rule in FILE_RULES]
    assert torn
    silent = tears([one for one in conflicts if one is not torn[0]], ours)
    assert [one.split(":")[0] for one in silent] == ["model alone"]
    invented = msgspec.structs.replace(torn[0], alarm=not torn[0].alarm)
    assert len(tears([*conflicts, invented], ours)) == 1
