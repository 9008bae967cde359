"""The table: total, without contradiction, and in words that people read."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement

import pytest

from node.domain.fold.steps import NOT_ON_A_DOSE, ROLES_OF_KIND, Role
from node.domain.merge import set_aside, settled_apart, unlisted
from node.domain.merge.listing import Entry
from node.domain.merge.row import Row
from node.domain.merge.table import ONE_DOSE, ROWS, TWO_BAGS, row_for
from schema.acts import KINDS
from schema.i18n import LANGUAGES, text
from schema.transaction import FileType

# Changing this list is a clinical decision: what stands here blocks the dose until a pharmacist looked.
UNLISTED = {
    ("claimed", "claimed"),
    ("claimed", "rejected"),
    ("made", "made"),
    ("destroyed", "made"),
    ("checked", "destroyed"),
    ("received", "received"),
    ("not_given", "ordered"),
    ("go_ahead", "not_given"),
    ("not_given", "planned"),
}


def test_every_kind_of_act_of_a_course_has_its_roles() -> None:
    kinds = {kind.name for kind in KINDS.values() if kind.file is FileType.COURSE}
    assert kinds == set(ROLES_OF_KIND) | NOT_ON_A_DOSE
    assert {role for roles in ROLES_OF_KIND.values() for role in roles} == set(Role)


@pytest.mark.parametrize("two_bags", [False, True])
def test_every_pair_of_roles_has_one_answer(two_bags: bool) -> None:
    for one, other in combinations_with_replacement(Role, 2):
        assert row_for(one, other, two_bags=two_bags) is row_for(other, one, two_bags=two_bags)


def test_what_is_in_no_list_is_unlisted_and_nothing_else_is() -> None:
    found = {
        tuple(sorted((one.value, other.value)))
        for one, other in combinations_with_replacement(Role, 2)
        if row_for(one, other, two_bags=False) is unlisted.ROW
    }
    assert found == {tuple(sorted(pair)) for pair in UNLISTED}


# Only these name a bag; a pair of two of them, of two bags, is a rule or harmless with its reason.
ON_A_BAG = {
    *("claimed", "made", "checked", "released", "dispensed", "received", "given"),
    *("interrupted", "claimed_elsewhere"),
    *("voided", "rejected", "destroyed", "recalled", "reassigned", "returned"),
}


def test_of_two_bags_too_whatever_nobody_wrote_down_is_a_conflict() -> None:
    for one, other in combinations_with_replacement(Role, 2):
        listed = {one.value, other.value} <= ON_A_BAG
        row = row_for(one, other, two_bags=True)
        assert (row is not unlisted.ROW) is listed, (one, other)


def test_of_two_bags_the_harmless_pairs_are_those_that_somebody_gave_a_reason_for() -> None:
    told = {
        frozenset(pair) for entry in TWO_BAGS if entry.row is None and entry.why for pair in entry.pairs()
    }
    for one, other in combinations_with_replacement(Role, 2):
        assert (row_for(one, other, two_bags=True) is None) is (frozenset({one, other}) in told)


@pytest.mark.parametrize("entries", [ONE_DOSE, TWO_BAGS])
def test_no_pair_is_listed_twice(entries: tuple[Entry[Role, Row], ...]) -> None:
    listed = Counter(frozenset(pair) for entry in entries for pair in entry.pairs())
    assert [sorted(pair) for pair, times in listed.items() if times > 1] == []


def test_every_harmless_pair_says_why() -> None:
    assert all(bool(entry.why) is (entry.row is None) for entry in (*ONE_DOSE, *TWO_BAGS))


RULES = (*ROWS, set_aside.RULE, settled_apart.RULE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_sentences(rule: str, language: str) -> None:
    for msgid in (f"conflict.{rule}", f"conflict.{rule}.next"):
        assert text(msgid, language) != msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_and_block_has_its_words(language: str) -> None:
    choices = {choice for row in ROWS.values() for choice in row.choices} | set(set_aside.CHOICES)
    blocks = {row.code for row in ROWS.values() if row.owners and row.rule != "told_twice"}
    wanted = [f"choice.{choice}" for choice in choices]
    wanted += [f"block.{block}{suffix}" for block in blocks for suffix in ("", ".next")]
    assert [msgid for msgid in wanted if text(msgid, language) == msgid] == []
