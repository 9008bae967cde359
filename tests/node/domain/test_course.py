"""The fold of a course as a whole: the same acts, the same state; nothing told disappears; nothing raises."""

from __future__ import annotations

from random import Random

import msgspec
import pytest

from node.domain.course import fold_course
from node.domain.history import Act
from node.domain.merge.set_aside import NOBODYS
from node.domain.state import Anomaly, Bag, Breach, CourseState, Dose, SetAside
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.acts.preparation import PreparationMade
from schema.codec import decode, encode
from schema.i18n import LANGUAGES, text
from schema.ids import Id
from schema.transaction import ActClass, ActRef
from sync.causality import Past
from tests.node.domain.builder import History, brings, ready, start
from tests.node.domain.builder_orders import an_id, dose
from tests.node.domain.builder_states import anomalies, dose_of, refs
from tests.node.domain.random_courses import random_course

SEEDS = range(60)


def _random(seed: int) -> list[Act]:
    return random_course(Random(seed)).acts


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_arrival_folds_equal(seed: int) -> None:
    """Shuffled, doubled, in any linear extension of what was before what: one state, byte for byte."""
    acts, random = _random(seed), Random(seed)
    state = fold_course(acts)
    expected = encode(state)
    assert decode(CourseState, expected) == state
    for _ in range(4):
        arrived = random.sample(acts, len(acts)) + random.sample(acts, 5)
        assert encode(fold_course(arrived)) == expected
        assert encode(fold_course(_linear_extension(acts, random))) == expected


def _linear_extension(acts: list[Act], random: Random) -> list[Act]:
    """A random order in which every act comes after its whole past."""
    left = {act.ref: act for act in acts}
    seqs: dict[Id, int] = {}
    arrived: list[Act] = []
    while left:
        free = [
            act
            for act in left.values()
            if all(seqs.get(journal, 0) >= seq for journal, seq in act.past.seqs.items())
        ]
        act = random.choice(free)
        del left[act.ref]
        seqs[act.strand] = act.ref.seq
        arrived.append(act)
    return arrived


@pytest.mark.parametrize("seed", SEEDS)
def test_clocks_and_names_of_journals_order_nothing(seed: int) -> None:
    """Other clocks change nothing; other journal ids only who is shown first and which mere claim keeps."""
    acts, random = _random(seed), Random(seed)
    state = fold_course(acts)
    wrong_clocks = [msgspec.structs.replace(act, at=random.randrange(10**12)) for act in acts]
    assert fold_course(wrong_clocks) == state
    if any(bag.yielded for bag in state.bags):
        return
    renamed = fold_course([_renamed(act) for act in acts])
    assert _without_names(renamed) == _without_names(state)


def _other(journal: Id) -> Id:
    """Ids that sort the other way round."""
    return bytes(255 - byte for byte in journal)


def _renamed(act: Act) -> Act:
    """The same act in a world where every journal has another id."""

    def ref(one: ActRef) -> ActRef:
        return msgspec.structs.replace(one, journal=_other(one.journal))

    def anywhere(value: object) -> object:
        if isinstance(value, ActRef):
            return ref(value)
        if isinstance(value, tuple):
            return tuple(anywhere(one) for one in value)
        if isinstance(value, msgspec.Struct):
            return msgspec.structs.replace(
                value, **{name: anywhere(getattr(value, name)) for name in value.__struct_fields__}
            )
        return value

    body = anywhere(act.body)
    return msgspec.structs.replace(
        act,
        ref=ref(act.ref),
        strand=_other(act.strand),
        body=body,
        past=Past({_other(journal): seq for journal, seq in act.past.seqs.items()}),
    )


def _without_names(state: CourseState) -> object:
    """What must not depend on how journals are called."""
    return (
        {dose.dose: (dose.status, dose.waits_for, sorted(dose.blocks)) for dose in state.doses},
        {bag.bag: (bag.status, bag.held, bag.waits_for, sorted(bag.blocks)) for bag in state.bags},
        sorted(
            (one.rule, one.subject, len(one.acts), one.alarm, one.blocks, one.settled is None)
            for one in state.conflicts
        ),
        sorted((one.code, one.subject, one.alarm) for one in state.breaches),
        sorted(one.code for one in state.anomalies),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_told_is_in_every_state_that_knows_it(seed: int) -> None:
    """Whatever else was recorded: given, not given and made are there, or named as what cannot be placed."""
    acts = _random(seed)
    for length in (len(acts) // 3, len(acts)):
        known = acts[:length]
        state = fold_course(known)
        shown = {ref for one in state.doses for ref in (*one.given, *one.not_given)}
        shown |= {ref for one in state.bags for ref in (*one.made, *one.given)}
        odd: tuple[Anomaly | SetAside | Breach, ...] = (*state.anomalies, *state.set_aside, *state.breaches)
        shown |= {one.act for one in odd}
        told = {act.ref for act in known if isinstance(act.body, DoseGiven | DoseNotGiven | PreparationMade)}
        assert told <= shown


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_advances_where_it_must_not(seed: int) -> None:
    state = fold_course(_random(seed))
    for here in state.doses:
        steps = set(here.waits_for)
        bags = [bag for bag in state.bags if bag.dose == here.dose]
        assert {step for bag in bags for step in bag.waits_for} <= steps
        if here.given or here.not_given or here.stops or len(here.versions) > 1:
            assert steps <= {"settle"}
        if here.validated is None:
            assert not steps & {"prepare", "make", "dispense", "receive", "administer"}
        if here.go_ahead is None:
            assert not steps & {"prepare", "dispense", "receive", "administer"}
        waiting = [
            one for one in state.conflicts if one.dose == here.dose and one.settled is None and one.owners
        ]
        assert ("settle" in steps) is bool(waiting)
        if any(one.blocks and one.subject == here.dose for one in waiting):
            assert not steps & {"dispense", "receive", "administer"}
        assert all(not bag.waits_for for bag in bags if bag.held or bag.yielded)


@pytest.mark.parametrize("seed", range(20))
def test_every_code_that_a_state_can_show_has_its_words(seed: int) -> None:
    state = fold_course(_random(seed))
    wanted = {f"breach.{one.code}" for one in state.breaches}
    wanted |= {
        f"conflict.{one.code}{suffix}" for one in state.breaches if one.alarm for suffix in ("", ".next")
    }
    wanted |= {f"anomaly.{one.code}" for one in state.anomalies}
    standing: tuple[Dose | Bag, ...] = (*state.doses, *state.bags)
    wanted |= {f"ui.state.{one.status}" for one in standing}
    wanted |= {f"block.{code}{suffix}" for one in standing for code in one.blocks for suffix in ("", ".next")}
    missing = [msgid for language in LANGUAGES for msgid in wanted if text(msgid, language) == msgid]
    assert missing == []


def test_an_undisturbed_course_needs_nobody() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    assert dose_of(history.fold()).waits_for == ("prepare",)
    brings(a, "J1", "b", "receives")
    assert dose_of(history.fold()).waits_for == ("administer",)
    a.gives("J1", "b")
    state = history.fold()
    here = dose_of(state)
    assert (here.status, here.waits_for, here.blocks) == ("given", (), ())
    assert (state.conflicts, state.breaches, state.anomalies) == ((), (), ())
    assert state.heads == refs(history.acts[-1])


def test_no_act_at_all_is_a_state_too() -> None:
    state = fold_course([])
    assert (state.doses, state.blocks) == ((), ("not_included",))


def test_an_unknown_critical_kind_blocks_everything() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    unknown = a.records_unknown()
    state = history.fold()
    assert state.known_in_part
    assert dose_of(state).waits_for == ()
    assert dose_of(state).blocks == ("known_in_part",)
    assert [(one.code, one.act) for one in state.anomalies] == [("unknown_kind", unknown.ref)]


def test_an_unknown_kind_that_is_not_critical_blocks_nothing() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.records_unknown(critical=False)
    state = history.fold()
    assert not state.known_in_part
    assert dose_of(state).waits_for == ("prepare",)


@pytest.mark.parametrize("trouble", ["undecodable", "mismatch"])
def test_what_cannot_be_read_may_have_said_anything(trouble: str) -> None:
    history = History()
    (a,) = history.stations("A")
    prescribed = ready(a)
    a.records(prescribed.body or _never(), by="prescriber", trouble=trouble)
    state = history.fold()
    assert anomalies(state) == [trouble]
    assert (state.blocks, dose_of(state).waits_for) == (("unreadable",), ())


def _never() -> PreparationMade:
    raise AssertionError("a prescription has a body")


def test_an_unreadable_account_set_aside_blocks_an_unreadable_decision_does_not() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.records_unknown(set_aside="revoked", cls=ActClass.DECISION)
    assert history.fold().blocks == ()
    # Nor what no person is shown to have said: any workstation could block any course with that.
    for why in NOBODYS:
        a.records_unknown(set_aside=why, cls=ActClass.ACCOUNT)
    assert history.fold().blocks == ()
    a.records_unknown(set_aside="revoked", cls=ActClass.ACCOUNT)
    assert history.fold().blocks == ("unreadable",)


def test_without_an_admitted_inclusion_nothing_advances() -> None:
    history = History()
    (a,) = history.stations("A")
    a.includes(set_aside="revoked")
    a.prescribes(dose("J1"))
    state = history.fold()
    assert (state.included, state.included_by) == (None, None)
    assert dose_of(state).blocks == ("not_included",)
    assert dose_of(state).waits_for == ()


def test_a_second_inclusion_is_an_anomaly() -> None:
    history = History()
    (a,) = history.stations("A")
    first = a.includes()
    a.includes(patient=an_id("somebody else"))
    state = history.fold()
    assert state.included_by == first.ref
    assert anomalies(state) == ["included_again"]


def test_heads_are_what_nothing_was_built_on() -> None:
    history = History()
    a, b = history.stations("A", "B")
    start(a)
    b.sees(a)
    one, other = a.notes(), b.notes()
    assert history.fold().heads == refs(one, other)


def test_settlements_of_any_rule_are_kept_for_the_checks_between_files() -> None:
    from schema.acts.settlement import ConflictSettled

    history = History()
    (a,) = history.stations("A")
    ordered = start(a)
    body = ConflictSettled("same_dose_twice", an_id("x"), (ordered.ref,), "both", None, "voulu")
    act = a.records(body, by="prescriber")
    (kept,) = history.fold().settlements
    assert (kept.act, kept.rule, kept.choice) == (act.ref, "same_dose_twice", "both")
