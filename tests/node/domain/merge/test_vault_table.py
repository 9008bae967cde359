"""The table of a narcotics vault: total, without contradiction, and in words that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations_with_replacement

import pytest

from node.domain.fold.narcotics import VaultRole, VaultStep, vault_case
from node.domain.merge import unlisted
from node.domain.merge.vault_table import ON_A_VAULT, VAULT_ROWS, row_for
from schema.acts.narcotics import VaultReconciled
from schema.acts.patient import PatientNoted
from schema.i18n import LANGUAGES, text
from schema.transaction import FileType
from tests.node.domain.acts import Site, an_id
from tests.node.domain.roles_played import may_have_roles, roles_played
from tests.node.domain.vault_splits import VaultSplit, counting, entry, handing

TOPICS = ({"entered", "counted", "handed_over"},)
"""Roles that may have a subject in common; changing this is a clinical decision."""


ROLES: Mapping[str, VaultRole] = {
    "vault.entered/1": VaultRole.ENTERED,
    "vault.counted/1": VaultRole.COUNTED,
    "vault.handed_over/1": VaultRole.HANDED_OVER,
}
ADDITIVE: Mapping[str, str] = {
    "vault.opened/1": "the id of a vault is drawn at random: whoever writes in it knows that it was opened",
    "vault.witnessed/1": "a second signature on a count, which plays its role from then on",
    "vault.reconciled/1": "it answers for one line; answers that differ leave that line to be reconciled",
}
"""Kinds that contradict nothing by themselves, each with why; changing this is a clinical decision."""


def test_every_kind_of_act_has_its_role_or_a_reason_to_have_none() -> None:
    assert {*ROLES, *ADDITIVE} == may_have_roles(FileType.VAULT)
    assert set(ROLES.values()) == set(VaultRole)
    vault = VaultSplit("x comes first")
    line = vault.at("base", entry("in", 9))
    vault.by_two("base", counting(9, 9))
    vault.by_two("base", handing("x", 9, 9))
    vault.by_two("base", VaultReconciled(line.ref, (line.ref,), "counted", "vu"))
    assert {act.kind for act in vault.site.acts} == {*ROLES, *ADDITIVE}
    played = roles_played(vault_case(vault.site.acts).steps)
    assert played == {kind: {role} for kind, role in ROLES.items()}


def _step(role: VaultRole) -> VaultStep:
    act = Site().act("a", PatientNoted("x"), an_id("me"))
    return VaultStep(role, act, an_id("subject"))


def test_within_a_topic_somebody_wrote_down_every_pair_and_nothing_else() -> None:
    for one, other in combinations_with_replacement(VaultRole, 2):
        together = any({one.value, other.value} <= topic for topic in TOPICS)
        found = row_for(_step(one), _step(other))
        assert found is row_for(_step(other), _step(one))
        assert (found is not unlisted.IN_A_FILE) is together, (one, other)


def test_no_pair_is_listed_twice_and_every_harmless_one_says_why() -> None:
    listed = Counter(frozenset(pair) for entry in ON_A_VAULT for pair in entry.pairs())
    assert [sorted(pair) for pair, times in listed.items() if times > 1] == []
    assert all(bool(entry.why) is (entry.row is None) for entry in ON_A_VAULT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", VAULT_ROWS)
def test_every_rule_and_choice_has_its_words(rule: str, language: str) -> None:
    choices = [f"choice.{choice}" for choice in VAULT_ROWS[rule].choices]
    for msgid in (f"conflict.{rule}", f"conflict.{rule}.next", *choices):
        assert text(msgid, language) != msgid
