"""Accounts recorded where a rule was broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec import structs

from node.domain.course import fold_course
from node.domain.history import Act
from node.domain.state import CourseState
from schema.acts.administration import DoseGiven
from schema.acts.base import Told
from schema.acts.dispensing import BagDispensed
from schema.acts.settlement import ConflictSettled
from schema.i18n import LANGUAGES, text
from schema.rules import NOTICED_BY_ANOTHER
from tests.node.domain.builder import History, Station, brings, meet, ready, start
from tests.node.domain.builder_orders import PATIENT, an_id, bag_id, dose, dose_id
from tests.node.domain.builder_recorder import MORNING
from tests.node.domain.builder_states import breach_of, breaches, conflicts_of, dose_of
from tests.node.domain.splits import KINDS, Split


def _a(until: str | None = None) -> tuple[History, Station]:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    if until is not None:
        brings(a, "J1", "b", until)
    return history, a


def test_the_circuit_in_order_breaks_nothing() -> None:
    history, a = _a("receives")
    a.gives("J1", "b")
    assert breaches(history.fold()) == []


def test_made_without_validation() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    brings(a, "J1", "b", "makes")
    breach = breach_of(history.fold(), "made_without_validation")
    assert (breach.subject, breach.dose, breach.alarm) == (bag_id("b"), dose_id("J1"), False)
    a.validates("J1")
    assert breaches(history.fold()) == ["made_without_validation"], "a later validation undoes no breach"


def test_validated_apart_is_validated() -> None:
    history = History()
    a, b = history.stations("A", "B")
    start(a)
    meet(a, b)
    brings(a, "J1", "b", "makes")
    b.validates("J1")
    assert breaches(history.fold()) == []


def test_handed_over_before_its_time() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    a.validates("J1")
    brings(a, "J1", "b", "checks")
    a.dispenses("b")
    state = history.fold()
    assert breaches(state) == ["dispensed_not_released", "dispensed_without_go_ahead"]
    assert all(breach.alarm for breach in state.breaches)


def test_handed_over_after_the_go_ahead_was_withdrawn() -> None:
    history, a = _a("releases")
    a.defers("J1")
    a.dispenses("b")
    assert breaches(history.fold()) == ["dispensed_without_go_ahead"]


def test_given_before_its_time() -> None:
    history, a = _a("checks")
    a.gives("J1", "b")
    state = history.fold()
    assert breaches(state) == ["given_not_released", "given_not_dispensed"]
    assert (breach_of(state, "given_not_released").alarm, breach_of(state, "given_not_dispensed").alarm) == (
        True,
        False,
    )
    assert dose_of(state).status == "given"


def test_a_bag_that_travels_faster_than_the_acts_is_no_breach() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    brings(a, "J1", "b", "checks")
    meet(a, b)
    a.releases("b")
    a.dispenses("b")
    b.receives("b")
    b.gives("J1", "b")
    state = history.fold()
    assert (breaches(state), state.conflicts) == ([], ())


def test_given_to_another_patient() -> None:
    history, a = _a("receives")
    a.gives("J1", "b", patient=an_id("the patient next door"))
    assert breach_of(history.fold(), "given_wrong_patient").alarm


@pytest.mark.parametrize(
    ("forbids", "code"),
    [
        (lambda a: a.stops(), "after_stop"),
        (lambda a: a.holds("J1"), "while_held"),
        (lambda a: a.prescribes(dose("J1", mg="75")), "outdated"),
    ],
)
def test_what_was_known_to_forbid_it(forbids: Callable[[Station], Act], code: str) -> None:
    for until, verb in (("claims", "made"), ("releases", "dispensed"), ("receives", "given")):
        history, a = _a(until)
        forbids(a)
        if verb == "made":
            a.makes("b")
        elif verb == "dispensed":
            a.dispenses("b")
        else:
            a.gives("J1", "b")
        assert f"{verb}_{code}" in breaches(history.fold())


def test_a_stop_lifted_before_forbids_nothing() -> None:
    history, a = _a("receives")
    stop = a.stops()
    a.resumes(stop)
    a.gives("J1", "b")
    assert breaches(history.fold()) == []


def test_a_stop_lifted_afterwards_did() -> None:
    history, a = _a("receives")
    stop = a.stops()
    a.gives("J1", "b")
    a.resumes(stop)
    assert breaches(history.fold()) == ["given_after_stop"]


def test_a_stop_unknown_at_the_time_is_flagged() -> None:
    history, a = _a("receives")
    (b,) = history.stations("B")
    b.sees(a)
    b.stops()
    a.gives("J1", "b")
    assert breaches(history.fold()) == ["given_after_unknown_stop"]


def test_a_bag_kept_by_a_pharmacist_is_not_outdated() -> None:
    history, a = _a("checks")
    a.prescribes(dose("J1", mg="99"))
    (conflict,) = conflicts_of(history.fold(), "outdated_bag")
    a.settles(conflict, "keep", bag_id("b"))
    a.validates("J1")
    a.goes_ahead("J1")
    a.releases("b")
    a.dispenses("b")
    assert breaches(history.fold()) == []


@pytest.mark.parametrize("ends", ["rejects", "recalls", "destroys"])
def test_used_although_it_was_known_to_be_ended(ends: str) -> None:
    history, a = _a("receives")
    getattr(a, ends)("b")
    a.gives("J1", "b")
    assert breach_of(history.fold(), "given_ended").alarm
    history, a = _a("releases")
    getattr(a, ends)("b")
    a.dispenses("b")
    assert "dispensed_ended" in breaches(history.fold())


def test_two_pairs_of_eyes() -> None:
    history, a = _a("makes")
    a.checks("b", by="preparer")
    a.releases("b", by="preparer")
    assert breaches(history.fold()) == ["checked_by_maker", "released_by_maker"]


def test_checked_released_or_received_out_of_order() -> None:
    history, a = _a("claims")
    a.checks("b")
    assert breaches(history.fold()) == ["checked_not_made"]
    history, a = _a("makes")
    a.releases("b")
    a.receives("b")
    assert breaches(history.fold()) == ["released_not_checked", "received_not_dispensed"]


def test_a_release_must_have_known_the_check() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    brings(a, "J1", "b", "makes")
    meet(a, b)
    a.checks("b")
    b.releases("b")
    assert breaches(history.fold()) == ["released_not_checked"]


def test_made_for_a_dose_already_given() -> None:
    history, a = _a("receives")
    a.gives("J1", "b")
    brings(a, "J1", "b2", "makes")
    assert breaches(history.fold()) == ["made_after_given"]


def test_somebody_took_note_of_it() -> None:
    history, a = _a("releases")
    given = a.gives("J1", "b", patient=an_id("the patient next door"))
    body = ConflictSettled("given_wrong_patient", bag_id("b"), (given.ref,), "reviewed", None, "traité")
    noted = a.records(body, by="pharmacist")
    state = history.fold()
    assert breach_of(state, "given_wrong_patient").reviewed == noted.ref
    assert breach_of(state, "given_not_dispensed").reviewed is None


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_takes_note_of_their_own(kind: str) -> None:
    """In both orders of arrival and through a relay, as each folds it again; and whoever wrote it down."""
    split = Split(kind)
    split.history.rules = frozenset({NOTICED_BY_ANOTHER})
    ready(split.base)
    brings(split.base, "J1", "b", "checks")
    x, y = split.apart()
    did, wrote = an_id("person nurse"), an_id("person preparer")
    body = DoseGiven(dose_id("J1"), bag_id("b"), PATIENT, Told(MORNING, False, did, "seen"), "")
    given = x.records(body, by="preparer")
    y.notes()
    broken = breach_of(split.state, "given_not_released")
    assert (broken.by, broken.reviewed) == (tuple(sorted((did, wrote))), None)
    z = split.joined()
    noticed = ConflictSettled("given_not_released", bag_id("b"), (given.ref,), "reviewed", None, "vu")
    for own in ("nurse", "preparer"):
        z.records(noticed, by=own)
    assert breach_of(split.state, "given_not_released").reviewed is None
    another = z.records(noticed, by="pharmacist")
    assert breach_of(split.state, "given_not_released").reviewed == another.ref


def test_without_the_switch_in_its_past_whoever_may_settle_took_note() -> None:
    history, a = _a("checks")
    given = a.gives("J1", "b")
    body = ConflictSettled("given_not_released", bag_id("b"), (given.ref,), "reviewed", None, "vu")
    noted = a.records(body, by="nurse")
    history.rules = frozenset({NOTICED_BY_ANOTHER})
    a.records(body, by="nurse")
    assert breach_of(history.fold(), "given_not_released").reviewed == noted.ref


def test_each_has_its_words() -> None:
    assert text("breach.given_wrong_patient").startswith("MAUVAIS PATIENT")


def test_a_validation_of_another_version_is_none() -> None:
    history, a = _a()
    a.prescribes(dose("J1", mg="75"))
    brings(a, "J1", "b", "makes")
    assert breaches(history.fold()) == ["made_without_validation"]


def test_validated_again_afterwards_it_was_held_all_the_same() -> None:
    history, a = _a("claims")
    a.holds("J1")
    a.makes("b")
    a.validates("J1")
    assert breaches(history.fold()) == ["made_while_held"]


def test_validated_again_before_it_was_not() -> None:
    history, a = _a("claims")
    a.holds("J1")
    a.validates("J1")
    a.makes("b")
    assert breaches(history.fold()) == []


def test_one_hold_answered_leaves_the_other() -> None:
    history, a = _a("claims")
    a.holds("J1")
    a.validates("J1")
    a.holds("J1")
    a.makes("b")
    assert breaches(history.fold()) == ["made_while_held"]


def test_from_one_of_two_versions_known_is_not_outdated() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    b.sees(a)
    a.prescribes(dose("J1", mg="75"))
    kept = b.prescribes(dose("J1", mg="50"))
    b.validates("J1")
    a.sees(b)
    a.claims("J1", "b", version=kept)
    a.makes("b")
    assert breaches(history.fold()) == []


def test_chosen_among_two_bags_it_is_outdated_all_the_same() -> None:
    history, a = _a("makes")
    brings(a, "J1", "b2", "makes")
    (conflict,) = conflicts_of(history.fold(), "made_twice")
    a.settles(conflict, "keep", bag_id("b"))
    a.prescribes(dose("J1", mg="75"))
    a.checks("b")
    a.releases("b")
    a.dispenses("b")
    assert "dispensed_outdated" in breaches(history.fold())


def _late(act: Act) -> Act:
    """The same account, told of the day after the bag's use-by."""
    body = act.body
    assert isinstance(body, BagDispensed | DoseGiven)
    told = structs.replace(body.told, happened_at=MORNING + 2 * 86_400_000)
    return structs.replace(act, body=structs.replace(body, told=told))


def _fold_late(history: History) -> CourseState:
    return fold_course(
        [_late(act) if isinstance(act.body, BagDispensed | DoseGiven) else act for act in history.acts]
    )


def test_an_expired_bag_is_named_wherever_it_was_used() -> None:
    history, a = _a("receives")
    a.gives("J1", "b")
    state = _fold_late(history)
    assert breaches(state) == ["dispensed_expired", "given_expired"]
    assert breach_of(state, "given_expired").alarm


@pytest.mark.parametrize("subject", ["dose", "bag"])
def test_what_two_people_lifted_beforehand_is_no_breach(subject: str) -> None:
    history, a = _a("releases")
    meant = dose_id("J1") if subject == "dose" else bag_id("b")
    a.agrees(a.asks(meant, "bag.expired", a.version("J1")))
    a.dispenses("b")
    assert breaches(_fold_late(history)) == []


def test_agreeing_afterwards_undoes_no_breach() -> None:
    history, a = _a("dispenses")
    a.agrees(a.asks(bag_id("b"), "bag.expired", a.version("J1")))
    assert breaches(_fold_late(history)) == ["dispensed_expired"]


def _of(substance: str, route: str = "iv", mentions: tuple[str, ...] = ()) -> tuple[History, Station]:
    history = History()
    (a,) = history.stations("A")
    a.includes()
    a.prescribes(structs.replace(dose("J1"), substance=substance, route=route), mentions=mentions)
    a.validates("J1")
    a.goes_ahead("J1")
    return history, a


def test_a_vinca_alkaloid_by_another_route_is_named_whatever_was_signed_of_it() -> None:
    history, a = _of("Vincristine (SULFATE DE)", "it")
    brings(a, "J1", "b", "receives")
    a.gives("J1", "b")
    assert breaches(history.fold()) == ["dispensed_forbidden_route", "given_forbidden_route"]


@pytest.mark.parametrize(
    ("written", "checked", "named"),
    [
        ((), ("uracilemia",), True),
        (("uracilemia",), (), True),
        (("uracilemia",), ("uracilemia",), False),
    ],
)
def test_a_mention_not_written_or_not_looked_at_again_is_named(
    written: tuple[str, ...], checked: tuple[str, ...], named: bool
) -> None:
    history, a = _of("fluorouracile", mentions=written)
    brings(a, "J1", "b", "releases")
    a.records(BagDispensed(bag_id("b"), "HDJ", checked, Told(MORNING, False, None, "paper")), by="pharmacist")
    assert breaches(history.fold()) == (["dispensed_without_mention"] if named else [])


def test_a_missing_mention_that_two_people_passed_is_no_breach() -> None:
    history, a = _of("fluorouracile")
    brings(a, "J1", "b", "releases")
    a.agrees(a.asks(dose_id("J1"), "mention.missing", a.version("J1")))
    a.dispenses("b")
    assert breaches(history.fold()) == []


@pytest.mark.parametrize(
    "code",
    [
        *("dispensed_expired", "given_expired", "dispensed_forbidden_route", "given_forbidden_route"),
        "dispensed_without_mention",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hard_stop_passed_has_its_words(code: str, language: str) -> None:
    for msgid in (f"breach.{code}", f"conflict.{code}", f"conflict.{code}.next"):
        assert text(msgid, language) != msgid
