"""Settled by somebody who does not own the decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from node.domain.history import Act
from node.domain.lot import fold_lot
from node.domain.merge.owners import OWNERS
from node.domain.merge.settled_beyond_rights import RULE, settlements_of
from node.domain.patient import fold_patient
from node.domain.reference import fold_product, fold_regimen
from node.domain.rights import ROLES
from node.domain.site_settings import fold_settings
from node.domain.state import Conflict
from schema.acts.base import Told
from schema.acts.prescription import PrescriptionTranscribed
from schema.acts.settlement import SETTLEMENTS, ConflictSettled
from schema.i18n import LANGUAGES, text
from schema.rules import RULES, SETTLED_BY_OWNERS, WITHDRAWN_SINCE
from schema.transaction import ActRef, FileType
from tests.node.domain.acts import Site
from tests.node.domain.builder import History, Station, brings, ready
from tests.node.domain.builder_orders import an_id, bag_id, dose, dose_id
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of
from tests.node.domain.splits import KINDS, Split


@pytest.fixture(params=KINDS)
def switched(request: pytest.FixtureRequest) -> Split:
    """A site founded with the rule on; both orders of arrival, a relay, and a refold each time."""
    split = Split(request.param)
    split.history.rules = frozenset({SETTLED_BY_OWNERS, WITHDRAWN_SINCE})
    return split


def two_made(split: Split) -> Station:
    """Two bags of one dose, made apart; where both are known."""
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", "makes")
    brings(y, "J1", "by", "makes")
    return split.joined()


def test_what_a_nurse_settles_for_a_pharmacist_settles_nothing_and_is_shown(switched: Split) -> None:
    z = two_made(switched)
    said = z.settles(conflict_of(switched.state, "made_twice"), "keep", bag_id("bx"), by="nurse")
    state = switched.state
    assert conflict_of(state, "made_twice").settled is None
    assert dose_of(state).blocks == ("made_twice",)
    assert state.settlements == (), "checks between files do not see it either"
    shown = conflict_of(state, RULE)
    assert (shown.acts, shown.dose, shown.owners) == ((said.ref,), dose_id("J1"), ("validate",))
    assert (shown.settled, shown.blocks) == (None, False)
    kept = z.settles(conflict_of(state, "made_twice"), "keep", bag_id("by"))
    state = switched.state
    assert conflict_of(state, "made_twice").settled == kept.ref
    assert (bag_of(state, "by").held, bag_of(state, "bx").held) == (False, True)
    assert conflicts_of(state, "settled_apart") == []


def test_it_does_not_reopen_what_a_pharmacist_settled_apart(switched: Split) -> None:
    z = two_made(switched)
    conflict = conflict_of(switched.state, "made_twice")
    switched.base.sees(z)
    kept = z.settles(conflict, "keep", bag_id("by"))
    switched.base.settles(conflict, "keep", bag_id("bx"), by="nurse")
    assert conflict_of(switched.state, "made_twice").settled == kept.ref


def test_a_pharmacist_ends_it_by_looking_and_a_nurse_does_not(switched: Split) -> None:
    z = two_made(switched)
    z.settles(conflict_of(switched.state, "made_twice"), "keep", bag_id("bx"), by="nurse")
    shown = conflict_of(switched.state, RULE)
    z.settles(shown, "reviewed", by="nurse")
    assert [one.settled for one in conflicts_of(switched.state, RULE)] == [None, None]
    looked = z.settles(shown, "reviewed")
    assert [one.settled for one in conflicts_of(switched.state, RULE)] == [looked.ref, None]


def test_where_the_rule_is_not_on_it_means_what_it_meant(split: Split) -> None:
    z = two_made(split)
    said = z.settles(conflict_of(split.state, "made_twice"), "keep", bag_id("bx"), by="nurse")
    assert conflict_of(split.state, "made_twice").settled == said.ref
    assert conflicts_of(split.state, RULE) == []


def test_what_was_done_apart_from_a_withdrawal_waits_for_its_owner(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "releases")
    x, y = switched.apart()
    x.dispenses("b", set_aside="withdrawn")
    y.notes()
    z = switched.joined()
    for choice in ("admit", "dismiss"):
        z.settles(conflict_of(switched.state, "withdrawn_since"), choice, by="nurse")
    assert conflict_of(switched.state, "withdrawn_since").settled is None
    assert bag_of(switched.state, "b").status == "dispensed", "nor is it dismissed"
    z.settles(conflict_of(switched.state, "withdrawn_since"), "dismiss")
    assert bag_of(switched.state, "b").status == "released"


def test_an_account_set_aside_is_not_counted_by_a_nurse(switched: Split) -> None:
    ready(switched.base)
    brings(switched.base, "J1", "b", "receives")
    x, _ = switched.apart()
    x.gives("J1", "b", set_aside="beyond_rights")
    z = switched.joined()
    z.settles(conflict_of(switched.state, "set_aside"), "counted", by="nurse")
    assert "set_aside" in dose_of(switched.state).blocks
    assert dose_of(switched.state).given == ()


def test_nobody_countersigns_what_somebody_else_decided(switched: Split) -> None:
    ready(switched.base)
    said = Told(0, False, an_id("person prescriber"), "seen")
    body = PrescriptionTranscribed(1, (), (dose("J1", mg="50"),), (), "au bloc", said)
    act = switched.base.records(body, by="pharmacist")
    switched.base.settles(conflict_of(switched.state, "spoken_order"), "countersigned", by="prescriber")
    assert conflict_of(switched.state, "spoken_order").settled is not None
    switched.history.acts = [
        replace(one, header=replace(one.header, actor=an_id("another prescriber")))
        if isinstance(one.body, ConflictSettled)
        else one
        for one in switched.history.acts
    ]
    assert conflict_of(switched.state, "spoken_order").acts == (act.ref,)
    assert conflict_of(switched.state, "spoken_order").settled is None
    assert conflict_of(switched.state, RULE).settled is None


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("rule", [rule for rule, owners in OWNERS.items() if owners])
def test_whoever_owns_it_settles_it_and_nobody_else(rule: str, role: str) -> None:
    history = History()
    history.rules = frozenset({SETTLED_BY_OWNERS})
    (a,) = history.stations("A")
    conflict = Conflict(rule, dose_id("J1"), None, (a.notes().ref,), (), (), False, True, None)
    a.settles(conflict, "reviewed", by=role)
    found = settlements_of(history.acts)
    assert bool(found.counted) == bool(ROLES[role] & set(OWNERS[rule]))
    assert len(found.counted) + len(found.beyond) == 1


def test_a_breach_is_noticed_by_whoever_may_settle() -> None:
    history = History()
    history.rules = frozenset({SETTLED_BY_OWNERS})
    (a,) = history.stations("A")
    conflict = Conflict("given_not_released", bag_id("b"), None, (a.notes().ref,), (), (), True, False, None)
    a.settles(conflict, "reviewed", by="nurse")
    assert settlements_of(history.acts).beyond == ()


@pytest.mark.parametrize(
    ("file", "fold"),
    [
        (FileType.PATIENT, fold_patient),
        (FileType.REGIMEN, fold_regimen),
        (FileType.PRODUCT, fold_product),
        (FileType.SETTINGS, fold_settings),
        (FileType.LOT, fold_lot),
    ],
)
@pytest.mark.parametrize("many", [0, 1], ids=["few acts", "many acts"])
def test_every_sort_of_file_that_is_settled_keeps_to_it(
    file: FileType, fold: Callable[..., object], many: int
) -> None:
    site = Site()
    heads = (ActRef(bytes(16), 1, 0, bytes(32)),)
    body = SETTLEMENTS[file][many]("anything", an_id("it"), heads, "keep", None, "")
    rules = ("signed_apart", "identity_disputed", "lot_count_apart")
    for rule in rules:
        site.act("A", replace(body, rule=rule), an_id("file"))

    def found(rights: frozenset[str]) -> tuple[int, list[str]]:
        acts: list[Act] = [
            replace(act, rules=frozenset({SETTLED_BY_OWNERS}), rights=rights) for act in site.acts
        ]
        state = fold(acts)
        return len(getattr(state, "settlements")), [one.rule for one in getattr(state, "conflicts")]  # noqa: B009

    assert found(frozenset({"settle"})) == (0, [RULE] * len(rules))
    assert found(frozenset({"reference", "identify", "stock"})) == (len(rules), [])


def test_the_rule_governs_every_sort_of_file_that_is_settled() -> None:
    assert set(RULES[SETTLED_BY_OWNERS].files) == set(SETTLEMENTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_its_sentences(language: str) -> None:
    for msgid in (f"conflict.{RULE}", f"conflict.{RULE}.next"):
        assert text(msgid, language) != msgid
