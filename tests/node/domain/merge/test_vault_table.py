"""The table of a narcotics vault: total, without contradiction, and in words that people read."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement

import pytest

from node.domain.fold.narcotics import VaultRole, VaultStep
from node.domain.merge import unlisted
from node.domain.merge.vault_table import ON_A_VAULT, VAULT_ROWS, row_for
from schema.acts.patient import PatientNoted
from schema.i18n import LANGUAGES, text
from tests.node.domain.acts import Site, an_id

TOPICS = ({"entered", "counted", "handed_over"},)
"""Roles that may have a subject in common; changing this is a clinical decision."""


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
