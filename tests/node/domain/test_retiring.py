"""Who may retire which version."""

from __future__ import annotations

import pytest

from node.api.reference import RetireVersion
from node.domain.decision import Decided, Refusal, Who
from node.domain.reference import fold_product, fold_regimen
from node.domain.retiring import decide_retire
from schema.acts.regimen import ProductRetired, RegimenRetired
from schema.transaction import ActRef, FileRef, FileType
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_reference import product_body, regimen_body

FILE = an_id("reference")
PHARMACIST = Who(an_id("paule"), frozenset({"reference"}), an_id("w"), an_id("j"))


def _command(version: ActRef, reason: str = "erreur", sort: FileType = FileType.REGIMEN) -> RetireVersion:
    return RetireVersion(file=FileRef(sort, FILE), version=version, wrong=True, reason=reason, pin="")


def test_a_version_is_retired_on_what_the_file_holds() -> None:
    site = Site()
    signed = site.act("A", regimen_body(), FILE)
    state = fold_regimen(site.acts)
    decided = decide_retire(_command(signed.ref), state, PHARMACIST)
    assert isinstance(decided, Decided)
    (draft,) = decided.drafts
    assert (draft.body, draft.based_on) == (RegimenRetired(signed.ref, True, "erreur"), state.heads)


def test_a_product_has_a_kind_of_its_own() -> None:
    site = Site()
    signed = site.act("A", product_body(), FILE)
    command = _command(signed.ref, sort=FileType.PRODUCT)
    decided = decide_retire(command, fold_product(site.acts), PHARMACIST)
    assert isinstance(decided, Decided)
    assert isinstance(decided.drafts[0].body, ProductRetired)


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("no right", "right.missing"),
        ("no reason", "reason.missing"),
        ("no file", "reference.no_such_version"),
        ("another version", "reference.no_such_version"),
        ("again", "reference.retired_already"),
    ],
)
def test_refused(case: str, code: str) -> None:
    site = Site()
    signed = site.act("A", regimen_body(), FILE)
    other = Site().act("B", regimen_body(), FILE)
    if case == "again":
        site.act("A", RegimenRetired(signed.ref, False, "ancienne"), FILE)
    who = Who(an_id("p"), frozenset(), an_id("w"), an_id("j")) if case == "no right" else PHARMACIST
    command = _command(
        other.ref if case == "another version" else signed.ref, "" if case == "no reason" else "x"
    )
    state = None if case == "no file" else fold_regimen(site.acts)
    answer = decide_retire(command, state, who)
    assert isinstance(answer, Refusal)
    assert answer.code == code
