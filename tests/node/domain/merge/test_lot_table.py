"""The table of a lot: total, without contradiction, and in words that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations_with_replacement

import pytest

from node.domain.fold.lot import LotRole, LotStep, lot_case
from node.domain.merge import unlisted
from node.domain.merge.lot_table import LOT_ROWS, ON_A_LOT, row_for
from schema.acts.lot import LotPutBack, LotRecalled, LotRecallLifted
from schema.acts.patient import PatientNoted
from schema.i18n import LANGUAGES, text
from schema.transaction import FileType
from tests.node.domain.acts import Site, an_id
from tests.node.domain.lot_splits import (
    COURSE,
    NAMED,
    counted,
    discarded,
    kept,
    moved,
    received,
    set_out,
    used,
)
from tests.node.domain.roles_played import may_have_roles, roles_played

TOPICS = ({"moved", "counted"}, {"recalled", "lifted"}, {"kept", "used", "discarded"})
"""Roles that may have a subject in common; changing this is a clinical decision."""


ROLES: Mapping[str, LotRole] = {
    "lot.received/1": LotRole.MOVED,
    "lot.moved/1": LotRole.MOVED,
    "lot.used/1": LotRole.MOVED,
    "lot.put_back/1": LotRole.MOVED,
    "lot.counted/1": LotRole.COUNTED,
    "lot.recalled/1": LotRole.RECALLED,
    "lot.recall_lifted/1": LotRole.LIFTED,
    "remainder.kept/1": LotRole.KEPT,
    "remainder.used/1": LotRole.USED,
    "remainder.discarded/1": LotRole.DISCARDED,
}
"""Of every kind of act."""


def test_every_kind_of_act_has_its_role() -> None:
    assert set(ROLES) == may_have_roles(FileType.LOT)
    assert set(ROLES.values()) == set(LotRole)
    site, lot = Site(), an_id("lot")
    recall = site.act("a", LotRecalled(NAMED, "rappel", ""), lot)
    back = LotPutBack(NAMED, 1, COURSE, an_id("b"))
    lifted = LotRecallLifted(NAMED, (recall.ref,), "fin")
    lines = (received(9), moved(-1), set_out(1), back, counted(8, 8))
    for body in (*lines, lifted, kept(), used("b", 1), discarded()):
        site.act("a", body, lot)
    steps = [step for on_one in lot_case(site.acts).by_subject.values() for step in on_one]
    assert roles_played(steps) == {kind: {role} for kind, role in ROLES.items()}


def _step(role: LotRole) -> LotStep:
    act = Site().act("a", PatientNoted("x"), an_id("me"))
    return LotStep(role, act, an_id("subject"))


def test_within_a_topic_somebody_wrote_down_every_pair_and_nothing_else() -> None:
    for one, other in combinations_with_replacement(LotRole, 2):
        together = any({one.value, other.value} <= topic for topic in TOPICS)
        found = row_for(_step(one), _step(other))
        assert found is row_for(_step(other), _step(one))
        assert (found is not unlisted.IN_A_FILE) is together, (one, other)


def test_no_pair_is_listed_twice_and_every_harmless_one_says_why() -> None:
    listed = Counter(frozenset(pair) for entry in ON_A_LOT for pair in entry.pairs())
    assert [sorted(pair) for pair, times in listed.items() if times > 1] == []
    assert all(bool(entry.why) is (entry.row is None) for entry in ON_A_LOT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", LOT_ROWS)
def test_every_rule_and_choice_has_its_words(rule: str, language: str) -> None:
    choices = [f"choice.{choice}" for choice in LOT_ROWS[rule].choices]
    for msgid in (f"conflict.{rule}", f"conflict.{rule}.next", *choices):
        assert text(msgid, language) != msgid
