"""A patient's file folds from its acts: nothing is lost, the safer reading stands."""

from __future__ import annotations

import random
from itertools import permutations

import msgspec
import pytest

from node.domain.fold.links import links_of
from node.domain.history import Act, before
from node.domain.patient import KINDS, PatientState, fold_patient, further_off
from node.domain.reading import read
from node.domain.state import Anomaly
from schema.acts.base import Told
from schema.acts.patient import (
    AllergyRecorded,
    FieldValue,
    IdentityCorrected,
    PatientCreated,
    PatientKeptApart,
    PatientLinkConfirmed,
    PatientLinked,
    PatientMeasured,
    PatientNoted,
)
from schema.codec import decode, encode
from schema.quantity import Quantity, Unit
from schema.rules import NEWS_TO_DECISIONS
from tests.node.domain.acts import Site, an_id
from tests.node.domain.random_patients import random_file
from tests.node.domain.states import DAY
from tests.node.domain.states_of_patient import identity

ME, OTHER = an_id("me"), an_id("other")


def _weight(kilograms: str, at: int = 0) -> PatientMeasured:
    return PatientMeasured("weight", Quantity(kilograms, Unit.KG), Told(at, False, None, "seen"))


def test_an_empty_file_is_a_state() -> None:
    state = fold_patient([])
    assert state.identity is None
    assert state.allergy_state == "not_recorded"


def test_two_creations_that_differ_are_disputed_field_by_field() -> None:
    site = Site()
    site.act("A", PatientCreated(identity()), ME)
    site.act("B", PatientCreated(identity(sex="M")), ME)
    state = fold_patient(site.acts)
    assert state.identity is not None
    assert state.identity_disputed == ("sex",)


def test_measurements_are_all_kept_and_the_latest_is_by_clinical_time() -> None:
    site = Site()
    site.act("A", _weight("70", 5 * DAY), ME)
    site.act("A", _weight("72", 3 * DAY), ME)
    state = fold_patient(site.acts)
    assert [one.value.value for one in state.measurements] == ["72", "70"]
    latest = state.latest("weight")
    assert latest is not None
    assert latest.value.value == "70"
    assert state.latest("height") is None


def test_two_values_of_one_day_noted_apart_are_rivals() -> None:
    site = Site()
    left = site.act("A", _weight("70", DAY), ME)
    right = site.act("B", _weight("80", DAY + 1), ME)
    site.act("B", _weight("81", 9 * DAY), ME)
    state = fold_patient(site.acts)
    assert [one.rivals for one in state.measurements] == [(right.ref,), (left.ref,), ()]


def test_a_correction_is_no_rival() -> None:
    site = Site()
    site.act("A", _weight("7", DAY), ME)
    site.act("A", _weight("70", DAY + 1), ME)
    assert not any(one.rivals for one in fold_patient(site.acts).measurements)


@pytest.mark.parametrize(
    ("field", "value"), [("sex", ""), ("birth_date", "hier"), ("birth_name", ""), ("first_names", "é" * 201)]
)
def test_a_correction_to_what_no_field_can_say_changes_nothing(field: str, value: str) -> None:
    """Whoever wrote it had the right and a good seal: the file must go on being read everywhere."""
    site = Site()
    site.act("A", PatientCreated(identity()), ME)
    changes = (FieldValue(field, value), FieldValue("ipp", "770002"))
    wrong = site.act("A", IdentityCorrected(changes, "carte"), ME)
    state = fold_patient(site.acts)
    assert state.identity == msgspec.structs.replace(identity(), ipp="770002")
    assert state.anomalies == (Anomaly("impossible_value", wrong.ref),)
    assert decode(PatientState, encode(state)) == state


ALLERGY = AllergyRecorded(False, "paclitaxel", "choc")
NONE = AllergyRecorded(True, "", "")


@pytest.mark.parametrize(
    ("said", "state", "disputed"),
    [
        ((), "not_recorded", False),
        ((("A", NONE),), "none_known", False),
        ((("A", ALLERGY),), "known", False),
        ((("A", NONE), ("A", ALLERGY)), "known", False),
        ((("A", ALLERGY), ("A", NONE)), "known", True),
        ((("A", NONE), ("B", ALLERGY)), "known", True),
    ],
)
def test_an_allergy_stands(said: tuple[tuple[str, AllergyRecorded], ...], state: str, disputed: bool) -> None:
    site = Site()
    for station, body in said:
        site.act(station, body, ME)
    folded = fold_patient(site.acts)
    assert (folded.allergy_state, folded.allergies_disputed) == (state, disputed)


def test_nobody_may_read_none_into_what_cannot_be_read() -> None:
    site = Site()
    site.act("A", NONE, ME)
    assert fold_patient(site.acts).allergy_state == "none_known"
    site.act("A", None, ME)
    assert fold_patient(site.acts).allergy_state == "unavailable"


def test_an_allergy_set_aside_still_warns() -> None:
    site = Site()
    site.act("A", NONE, ME)
    site.act("B", ALLERGY, ME, set_aside="revoked")
    assert fold_patient(site.acts).allergy_state == "unavailable"


def test_an_allergy_to_nothing_is_an_anomaly() -> None:
    site = Site()
    act = site.act("A", AllergyRecorded(False, " ", ""), ME)
    state = fold_patient(site.acts)
    assert [(one.code, one.act) for one in state.anomalies] == [("allergy_without_substance", act.ref)]


def _edge_state(site: Site) -> str:
    edge = fold_patient(site.acts).edge(OTHER)
    return edge.state if edge else ""


def test_a_link_takes_two_people() -> None:
    site = Site()
    link = site.act("A", PatientLinked(OTHER, "same"), ME, by="alice")
    assert _edge_state(site) == "asked"
    alone = site.act("A", PatientLinkConfirmed(link.ref), ME, by="alice")
    state = fold_patient(site.acts)
    assert _edge_state(site) == "asked"
    assert [(one.code, one.act) for one in state.anomalies] == [("confirmed_by_the_same_person", alone.ref)]
    site.act("A", PatientLinkConfirmed(link.ref), ME, by="bob")
    assert _edge_state(site) == "linked"


def test_a_confirmation_of_nothing_is_an_anomaly() -> None:
    site = Site()
    note = site.act("A", PatientNoted("no link"), ME)
    site.act("A", PatientLinkConfirmed(note.ref), ME, by="bob")
    assert [one.code for one in fold_patient(site.acts).anomalies] == ["unknown_link"]


def test_kept_apart_closes_what_was_asked_before_or_apart() -> None:
    site = Site()
    site.act("A", PatientLinked(OTHER, "same"), ME)
    site.act("B", PatientKeptApart(OTHER, "twins"), ME, by="bob")
    assert _edge_state(site) == "kept_apart"
    site.meet("A", "B")
    site.act("A", PatientLinked(OTHER, "the same after all"), ME)
    assert _edge_state(site) == "asked"


def test_a_link_confirmed_apart_from_kept_apart_is_disputed_until_somebody_saw_both() -> None:
    site = Site()
    link = site.act("A", PatientLinked(OTHER, "same"), ME)
    site.meet("A", "B")
    site.act("A", PatientLinkConfirmed(link.ref), ME, by="bob")
    site.act("B", PatientKeptApart(OTHER, "twins"), ME, by="carol")
    assert _edge_state(site) == "disputed"
    site.meet("A", "B")
    apart = Site()
    apart.__dict__.update({key: _copy(value) for key, value in site.__dict__.items()})
    # Whoever said so unaware says so again: still one person, against two.
    apart.act("A", PatientKeptApart(OTHER, "twins indeed"), ME, by="carol")
    assert _edge_state(apart) == "disputed"
    apart.act("A", PatientKeptApart(OTHER, "I saw both"), ME, by="erin")
    assert _edge_state(apart) == "kept_apart"
    again = site.act("A", PatientLinked(OTHER, "same indeed"), ME)
    edge = fold_patient(site.acts).edge(OTHER)
    assert edge is not None
    assert (edge.state, edge.pending) == ("disputed", again.ref)
    site.act("A", PatientLinkConfirmed(again.ref), ME, by="dora")
    assert _edge_state(site) == "linked"


def _copy(value: object) -> object:
    return value.copy() if isinstance(value, dict | list) else value


def test_a_dispute_is_not_ended_by_somebody_who_had_heard_of_one_side_only() -> None:
    site = Site()
    link = site.act("A", PatientLinked(OTHER, "same"), ME)
    site.meet("A", "B")
    yes = site.act("A", PatientLinkConfirmed(link.ref), ME, by="bob")
    site.act("A", PatientKeptApart(OTHER, "twins"), ME, by="erin")
    site.act("B", PatientKeptApart(OTHER, "twins"), ME, by="carol")
    site.meet("A", "B")
    edge = fold_patient(site.acts).edge(OTHER)
    assert edge is not None
    assert (edge.state, edge.confirmed, edge.apart_by) == ("disputed", yes.ref, (an_id("carol"),))


def test_a_disputed_link_still_holds_what_was_decided_without_knowing_of_it() -> None:
    site = Site()
    rules = frozenset({NEWS_TO_DECISIONS})
    link = site.act("A", PatientLinked(OTHER, "same"), ME)
    site.meet("A", "B")
    site.act("A", PatientLinkConfirmed(link.ref), ME, by="bob")
    site.act("B", PatientKeptApart(OTHER, "twins"), ME, by="carol")
    acts = [msgspec.structs.replace(act, rules=rules) for act in site.acts]
    edge = fold_patient(acts).edge(OTHER)
    assert edge is not None
    assert (edge.state, edge.news) == ("disputed", True)


def test_one_person_does_not_undo_a_link_of_two() -> None:
    site = Site()
    link = site.act("A", PatientLinked(OTHER, "same"), ME)
    site.act("A", PatientLinkConfirmed(link.ref), ME, by="bob")
    site.act("A", PatientKeptApart(OTHER, "twins"), ME, by="carol")
    assert _edge_state(site) == "linked"


def test_the_state_is_the_same_in_any_order_of_arrival() -> None:
    site = Site()
    site.act("A", PatientCreated(identity()), ME)
    site.meet("A", "B")
    site.act("A", _weight("70"), ME)
    site.act("B", ALLERGY, ME)
    site.act("B", NONE, ME)
    site.act("A", PatientNoted("a note"), ME)
    wanted = encode(fold_patient(site.acts))
    for acts in permutations(site.acts):
        assert encode(fold_patient(acts)) == wanted


def test_any_mess_folds() -> None:
    source = random.Random(7)
    bodies = [
        PatientCreated(identity()),
        _weight("70"),
        ALLERGY,
        NONE,
        PatientNoted("x"),
        PatientLinked(OTHER, "r"),
        PatientKeptApart(OTHER, "r"),
        None,
    ]
    for _ in range(30):
        site = Site()
        for _ in range(12):
            made = site.act(source.choice("AB"), source.choice(bodies), ME, by=source.choice(["a", "b"]))
            if source.random() < 0.3:
                site.act("A", PatientLinkConfirmed(made.ref), ME, by=source.choice(["a", "b"]))
            if source.random() < 0.2:
                site.meet("A", "B")
        shuffled = source.sample(site.acts, len(site.acts))
        assert encode(fold_patient(shuffled)) == encode(fold_patient(site.acts))


def _linear_extension(source: random.Random, acts: list[Act]) -> list[Act]:
    """A random order in which nothing comes before what it has in its past."""
    left, found = list(acts), []
    while left:
        free = [one for one in left if not any(before(other, one) for other in left)]
        found.append(source.choice(free))
        left.remove(found[-1])
    return found


@pytest.mark.parametrize("seed", range(60))
def test_every_linear_extension_of_a_random_partial_order_folds_equal(seed: int) -> None:
    source = random.Random(seed)
    acts = random_file(source).acts
    wanted = encode(fold_patient(acts))
    # However the acts arrive, step by step; and any part that is closed under "before" is a state too.
    for _ in range(4):
        order = _linear_extension(source, acts)
        for upto in range(len(order)):
            fold_patient(order[:upto])
        assert encode(fold_patient(order)) == wanted
        assert encode(fold_patient([*reversed(order), *order[:3]])) == wanted


def test_one_person_never_parts_what_two_linked() -> None:
    """Whatever else is recorded, in whatever order: a link that two did not take back takes two to end."""
    met = set()
    for seed in range(300):
        acts = random_file(random.Random(seed)).acts
        against = [act for act in acts if isinstance(act.body, PatientKeptApart)]
        alone = {against[0].header.actor} if against else set()
        acts = [act for act in acts if act not in against or act.header.actor in alone]
        links = links_of(read(acts, KINDS))
        if any(links.removed(one) is None for one in links.links):
            edge = fold_patient(acts).edge(OTHER)
            assert edge is not None
            assert edge.state in {"linked", "disputed"}
            met.add(edge.state)
    assert met == {"linked", "disputed"}


def test_random_files_meet_every_rule_of_a_patient() -> None:
    rules = {
        conflict.rule
        for seed in range(60)
        for conflict in fold_patient(random_file(random.Random(seed)).acts).conflicts
    }
    assert rules >= {"allergy_disputed", "identity_disputed", "link_and_unlink"}


@pytest.mark.parametrize(
    ("used", "other", "beyond"),
    [("70", "77", False), ("70", "77.1", True), ("70", "62.9", True), ("0", "1", True)],
)
def test_further_off_is_exact(used: str, other: str, beyond: bool) -> None:
    percent = Quantity("10", Unit.PERCENT)
    assert further_off(Quantity(used, Unit.KG), Quantity(other, Unit.KG), percent) is beyond
