"""The tables of reference data: total, without contradiction, and in words that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations_with_replacement

import pytest

from node.domain.fold.versions import Versioned, VersionRole, version_case
from node.domain.history import Act
from node.domain.merge import settings_apart, signed_apart, unlisted
from node.domain.merge.listing import Entry
from node.domain.merge.versions_table import ON_A_SETTING, ON_A_VERSION, SETTINGS, VERSION_ROWS, VERSIONS
from node.reference.limits import STARTER_DOSES
from schema.acts.reattribution import ReattributionLimitSigned
from schema.acts.regimen import ProductDrafted, ProductRetired, RegimenDrafted, RegimenRetired
from schema.codec import Wire
from schema.i18n import LANGUAGES, text
from schema.transaction import FileType
from tests.node.domain.acts import Site, an_id
from tests.node.domain.roles_played import may_have_roles, roles_played
from tests.node.domain.states_of_reference import gates, limits, product_body, regimen_body

ROLES: Mapping[FileType, Mapping[str, VersionRole]] = {
    FileType.REGIMEN: {
        "regimen.signed/1": VersionRole.SIGNED,
        "regimen.drafted/1": VersionRole.DRAFTED,
        "regimen.retired/1": VersionRole.RETIRED,
    },
    FileType.PRODUCT: {
        "product.signed/1": VersionRole.SIGNED,
        "product.drafted/1": VersionRole.DRAFTED,
        "product.retired/1": VersionRole.RETIRED,
    },
    FileType.SETTINGS: {
        "limits.signed/1": VersionRole.SIGNED,
        "gates.signed/1": VersionRole.SIGNED,
        "doses.limited/1": VersionRole.SIGNED,
        "reattribution.limit/1": VersionRole.SIGNED,
    },
}
"""Of every kind of act; reference data has none that only adds something."""


def _one_of_each(file: FileType) -> list[Act]:
    site, where = Site(), an_id("file")
    if file is FileType.SETTINGS:
        settings = (limits(), gates("1"), STARTER_DOSES, ReattributionLimitSigned("5"))
        return [site.act("a", body, where) for body in settings]
    regimen = file is FileType.REGIMEN
    signed = site.act("a", regimen_body() if regimen else product_body(), where)
    drafted: Wire = (
        RegimenDrafted(where, regimen_body()) if regimen else ProductDrafted(where, product_body())
    )
    retired = (RegimenRetired if regimen else ProductRetired)(signed.ref, True, "erreur")
    return [signed, site.act("a", drafted, where), site.act("a", retired, where)]


@pytest.mark.parametrize("file", ROLES)
def test_every_kind_of_act_has_its_role(file: FileType) -> None:
    assert set(ROLES[file]) == may_have_roles(file)
    played = roles_played(version_case(_one_of_each(file)).steps)
    assert played == {kind: {role} for kind, role in ROLES[file].items()}


def _step(role: VersionRole) -> Versioned:
    act = Site().act("a", regimen_body(), an_id("file"))
    return Versioned(role, act, an_id("file"))


def test_only_two_signatures_disagree_and_nothing_is_forgotten() -> None:
    for one, other in combinations_with_replacement(VersionRole, 2):
        signed = one is other is VersionRole.SIGNED
        for judging, row in ((VERSIONS, signed_apart.ROW), (SETTINGS, settings_apart.ROW)):
            found = judging.row_for(_step(one), _step(other))
            assert found is judging.row_for(_step(other), _step(one))
            assert found is (row if signed else None)


@pytest.mark.parametrize("entries", [ON_A_VERSION, ON_A_SETTING])
def test_no_pair_is_listed_twice_and_every_harmless_one_says_why(
    entries: tuple[Entry[VersionRole, object], ...],
) -> None:
    listed = Counter(frozenset(pair) for entry in entries for pair in entry.pairs())
    assert [sorted(pair) for pair, times in listed.items() if times > 1] == []
    assert all(bool(entry.why) is (entry.row is None) for entry in entries)


def test_what_nobody_listed_is_a_conflict() -> None:
    assert unlisted.IN_A_FILE.rule in VERSION_ROWS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", VERSION_ROWS)
def test_every_rule_and_choice_has_its_words(rule: str, language: str) -> None:
    choices = [f"choice.{choice}" for choice in VERSION_ROWS[rule].choices]
    for msgid in (f"conflict.{rule}", f"conflict.{rule}.next", *choices):
        assert text(msgid, language) != msgid
