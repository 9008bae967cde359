"""Rights and roles: what the kinds of acts ask for exists, and each right is in somebody's hands."""

from __future__ import annotations

import pytest

from node.domain.decision import Who
from node.domain.rights import RIGHTS, ROLES, in_order, right_missing, roles_with
from schema.acts import KINDS
from schema.i18n import LANGUAGES, text


def _who(*rights: str) -> Who:
    return Who(bytes(16), frozenset(rights), bytes(16), bytes(16))


def test_every_kind_asks_for_a_right_that_exists() -> None:
    assert {kind.right for kind in KINDS.values()} - {""} <= set(RIGHTS)


def test_every_role_holds_known_rights_and_every_right_has_a_role() -> None:
    assert set().union(*ROLES.values()) == set(RIGHTS)


@pytest.mark.parametrize(
    "pair", [("prescribe", "validate"), ("prescribe", "release"), ("administer", "release")]
)
def test_no_role_alone_holds_both_ends_of_a_control(pair: tuple[str, str]) -> None:
    assert not [role for role, rights in ROLES.items() if set(pair) <= rights]


def test_a_missing_right_names_who_may() -> None:
    refused = right_missing(_who("note"), "validate")
    assert refused is not None
    assert refused.code == "right.missing"
    assert refused.values == {"right": "validate", "roles": "pharmacist"}
    assert right_missing(_who("validate"), "validate") is None
    assert roles_with("prescribe") == ("prescriber",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rights_and_roles_have_words(language: str) -> None:
    ids = [f"right.{right}" for right in RIGHTS] + [f"role.{role}" for role in ROLES]
    assert [msgid for msgid in ids if text(msgid, language) == msgid] == []


def test_rights_are_read_in_the_order_of_the_circuit() -> None:
    assert in_order(frozenset({"administer", "release", "site.pin", "identify"})) == (
        "identify",
        "release",
        "administer",
        "site.pin",
    )
    assert in_order(frozenset(RIGHTS)) == RIGHTS
