"""Each invariant fails when what it guards against is made to happen."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from node.api.patient import CreatePatient
from node.domain.state import Conflict
from ops.simulate import invariants
from ops.simulate.chance import Chance
from ops.simulate.history import Tx
from ops.simulate.newer import write_unknown
from ops.simulate.world import World
from schema.acts.preparation import NumberTaken
from schema.acts.settlement import DerogationAgreed, DerogationAsked
from schema.codec import Wire
from schema.transaction import ActRef
from tests.ops.simulate.test_station import JEANNE


def test_workstations_apart_have_diverged(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    assert list(invariants.two_truths(world.stations)) == []
    station = world.stations[0]
    station.ask("nurse", CreatePatient(identity=JEANNE))
    assert {broken.hazard for broken in invariants.two_truths(world.stations)} == {"two_truths"}
    fresh = world.learn(station)
    other = world.stations[1]
    lost = invariants.forgotten(other, world.comparer.held(other), fresh)
    assert {broken.hazard for broken in lost} == {"forgotten"}
    assert list(invariants.forgotten(station, world.comparer.held(station), fresh)) == []


def test_what_nobody_wrote_is_invented(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    station = world.stations[0]
    assert list(invariants.invented(station, world.model)) == []
    station.ask("nurse", CreatePatient(identity=JEANNE))
    assert {broken.hazard for broken in invariants.invented(station, world.model)} == {"invented"}


def test_a_table_that_nobody_folded(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    station = world.stations[0]
    station.ask("nurse", CreatePatient(identity=JEANNE))
    assert list(invariants.stale_picture(station)) == []
    with station.replica.writing():
        station.replica.connection.do("DELETE FROM patients")
        station.replica.connection.do("UPDATE states SET trouble = 'unreadable:X' WHERE file = 1")
    assert {broken.hazard for broken in invariants.stale_picture(station)} == {"stale_picture"}
    assert [broken.hazard for broken in invariants.unreadable(station)] == ["unreadable"]


def test_numbers_of_a_whole_run(world_of: Callable[[int], World]) -> None:
    """Held by nobody, they are missed; held, they are all there."""
    world = world_of(1)
    world.run()
    station = world.running[0]
    txs = world.model.of(world.comparer.held(station))
    assert list(invariants.register_torn(station, txs)) == []
    numbered = [tx for tx in txs if any(h.kind == "preparation.claimed/1" for h in tx.core.headers)]
    assert numbered
    assert list(invariants.register_torn(station, [tx for tx in txs if tx is not numbered[0]]))
    assert list(invariants.second_bag_unnoticed(station)) == []


def test_a_receipt_that_boasts(world_of: Callable[[int], World]) -> None:
    world = world_of(4)
    one, other = world.stations[:2]
    one.publish_receipt()
    assert list(invariants.receipt_boasts(one, [one], world.model)) == []
    with one.replica.writing():
        other.publish_receipt()
    other.ask("nurse", CreatePatient(identity=JEANNE))
    world.learn(other)
    other.publish_receipt()
    with one.replica.writing():
        one.replica.records.accept(one.replica.site, other.replica.records.every())
    assert list(invariants.receipt_boasts(one, [other], world.model)) == []
    with other.replica.writing():
        held = other.replica.chain.heads.pop(other.desk.journal())
    assert held.seq > 0
    assert [broken.hazard for broken in invariants.receipt_boasts(one, [other], world.model)] == [
        "receipt_boasts"
    ]


def test_what_is_set_aside_carries_nothing(world_of: Callable[[int], World]) -> None:
    """Were everything set aside, every state would rest on something that is."""
    world = world_of(1)
    world.run()
    station = world.running[0]
    held = world.comparer.held(station)
    aside = sum(tx.bit for tx in world.model.of(held) if world.model.why_aside(tx, held))
    assert list(invariants.aside_advances(station, aside, world.model)) == []
    assert list(invariants.aside_advances(station, held, world.model))


def test_a_number_on_two_sheets(world_of: Callable[[int], World]) -> None:
    """The same number on the sheet of another bag: a clone's."""
    world = world_of(1)
    world.run()
    station = world.running[0]
    txs = world.model.of(world.comparer.held(station))
    claim = next(tx for tx in txs if any(isinstance(body, NumberTaken) for body in tx.bodies))
    other = [
        msgspec.structs.replace(body, bag=bytes(16)) for body in claim.bodies if isinstance(body, NumberTaken)
    ]
    double = msgspec.structs.replace(claim, bodies=tuple(other))
    assert list(invariants.number_doubled_unnoticed(station, txs)) == []
    doubled = [*invariants.number_doubled_unnoticed(station, [*txs, double])]
    assert [broken.hazard for broken in doubled] == ["number_doubled_unnoticed"] * 2, "each of both bags"


@pytest.mark.parametrize("rule", ["day_moved", "outdated_bag", "claimed_twice", "made_twice", "taken_over"])
def test_only_what_names_both_bags_tells_of_the_second(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    course, state = next(pair for pair in invariants.courses(station) if pair[1].bags)
    acts = (
        msgspec.structs.replace(state.heads[0], index=1),
        msgspec.structs.replace(state.heads[0], index=2),
    )
    bags = tuple(
        msgspec.structs.replace(state.bags[0], bag=name, made=(act,), status="released", yielded=False)
        for name, act in zip((b"one bag", b"other bag"), acts, strict=True)
    )
    told = Conflict(rule, b"one bag", bags[0].dose, acts, (), (), True, True, None)
    two = msgspec.structs.replace(state, bags=bags, conflicts=(told,))
    monkeypatch.setattr(invariants, "courses", lambda _station: [(course, two)])
    quiet = rule in {"made_twice", "taken_over"}
    assert bool([*invariants.second_bag_unnoticed(station)]) is not quiet


@pytest.mark.parametrize("out", [True, False])
@pytest.mark.parametrize("alarm", [True, False])
def test_a_second_bag_out_of_the_pharmacy_takes_an_alarm(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch, alarm: bool, out: bool
) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    course, state = next(pair for pair in invariants.courses(station) if pair[1].bags)
    acts = (state.heads[0], msgspec.structs.replace(state.heads[0], index=9))
    bags = tuple(
        msgspec.structs.replace(
            state.bags[0],
            bag=name,
            made=(act,),
            status="released",
            yielded=False,
            dispensed=(act,) if out else (),
            received=(),
        )
        for name, act in zip((b"one bag", b"other bag"), acts, strict=True)
    )
    told = Conflict("made_twice", bags[0].dose, bags[0].dose, acts, (), (), alarm, True, None)
    two = msgspec.structs.replace(state, bags=bags, conflicts=(told,))
    monkeypatch.setattr(invariants, "courses", lambda _station: [(course, two)])
    assert bool([*invariants.second_bag_unnoticed(station)]) is (out and not alarm)


def test_two_orders_and_nobody_is_told(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    assert list(invariants.silent_winner(station, world.model)) == []
    course, state = next(pair for pair in invariants.courses(station) if pair[1].doses)
    dose = state.doses[0]
    two = (dose.versions[0], msgspec.structs.replace(dose.versions[0], act=state.heads[0]))
    torn = msgspec.structs.replace(state, conflicts=(), doses=(msgspec.structs.replace(dose, versions=two),))
    monkeypatch.setattr(invariants, "courses", lambda _station: [(course, torn)])
    assert {broken.hazard for broken in invariants.silent_winner(station, world.model)} == {"silent_winner"}


def test_what_is_known_in_part_goes_no_further(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    course, state = next(pair for pair in invariants.courses(station) if pair[1].doses)
    waiting = msgspec.structs.replace(state.doses[0], waits_for=("make",))
    unknown = {"known_in_part": True, "blocks": ("known_in_part",), "doses": (waiting,)}
    partly = [(course, msgspec.structs.replace(state, **unknown))]
    monkeypatch.setattr(invariants, "courses", lambda _station: partly)
    assert {broken.hazard for broken in invariants.unknown_advances(station, (), 0)} == {"unknown_advances"}
    asked = DerogationAsked(waiting.dose, "course.known_in_part", waiting.versions[0].act, "urgence")
    by_one = _said_of(world.model.of(world.comparer.held(station))[0], asked)
    agreed = DerogationAgreed(ActRef(by_one.core.journal, by_one.core.seq, 0, by_one.hash))
    by_two = (by_one, _said_of(by_one, agreed))
    assert list(invariants.unknown_advances(station, (by_one,), 0))
    assert list(invariants.unknown_advances(station, by_two, 0)) == [], "two people pass it"
    assert list(invariants.unknown_advances(station, by_two, by_one.bit)), "what counts of it"


def test_what_nobody_knows_passes_for_wholly_known(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    course, state = next(pair for pair in invariants.courses(station) if pair[1].doses)
    write_unknown(station, course, Chance("unknown"), critical=True)
    txs = world.learn(station)
    assert list(invariants.unknown_advances(station, txs, 0)) == []
    whole = [(course, msgspec.structs.replace(state, known_in_part=False))]
    monkeypatch.setattr(invariants, "courses", lambda _station: whole)
    assert {one.hazard for one in invariants.unknown_advances(station, txs, 0)} == {"unknown_advances"}
    assert list(invariants.unknown_advances(station, txs, sum(tx.bit for tx in txs))) == []


def _said_of(tx: Tx, body: Wire) -> Tx:
    return msgspec.structs.replace(tx, bodies=(body,))


def test_a_loss_that_was_not_shown(world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(2)
    station = world.stations[0]
    station.ask("nurse", CreatePatient(identity=JEANNE))
    alone = world.learn(station)
    assert list(invariants.loss_not_shown(station, alone)) == []
    monkeypatch.setattr(station.desk, "only_here", lambda: 0)
    assert [broken.hazard for broken in invariants.loss_not_shown(station, alone)] == ["loss_not_shown"]
