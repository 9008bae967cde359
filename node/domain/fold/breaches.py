"""Accounts recorded where a rule was broken: kept, named, and an alarm where somebody may be in danger.

Accounts of one bag travel more slowly than the bag, so what an account needs may also have been
recorded apart from it; what forbids it counts as broken only when its author knew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from node.domain.backstop import forbidden_by_name, required_by_name
from node.domain.fold.case import DoseCase
from node.domain.fold.preparation import BagCase
from node.domain.fold.settlement import breach_of
from node.domain.fold.steps import ADMINISTERED, Order, Role, Step
from node.domain.history import Act, before, concurrent
from node.domain.state import Breach
from schema.acts.administration import DoseGiven, DoseInterrupted
from schema.acts.base import Told
from schema.acts.dispensing import BagDispensed
from schema.acts.prescription import PrescriptionSigned
from schema.ids import Id
from schema.rules import ONE_PERSON
from schema.transaction import ActRef


class Broken(msgspec.Struct, frozen=True):
    """One rule broken."""

    code: str
    alarm: bool = False


class Scene(msgspec.Struct, frozen=True):
    """Where an account stands."""

    case: DoseCase
    bag: BagCase
    patient: Id | None
    """The course's patient."""
    kept: frozenset[Id]
    """Bags of another version that a pharmacist kept after looking at them."""
    lifted: Mapping[str, Act]
    """Hard stops that two people lifted for this bag or its version, with the act by which they agreed."""

    @property
    def orders(self) -> list[Order]:
        """The order that the bag is made from (none, when it is not known here)."""
        return [order for order in self.case.versions.orders if order.ref == self.bag.version]


Check: TypeAlias = Callable[[Step, Scene], Iterator[Broken]]


def _somewhere(steps: Iterable[Step], step: Step) -> bool:
    """One of these was recorded before this account or apart from it."""
    return any(not before(step.act, one.act) for one in steps)


def _known(steps: Iterable[Step], step: Step) -> list[Step]:
    return [one for one in steps if before(one.act, step.act)]


def _validated(step: Step, scene: Scene) -> bool:
    alike = scene.case.versions.alike
    validations = scene.case.of(Role.VALIDATED)
    return _somewhere((v for v in validations if v.version and alike(v.version, scene.bag.version)), step)


def _withheld(step: Step, stays: Iterable[Step], goes: Iterable[Step]) -> bool:
    """A decision to stay was known, and none to go that knew of it was there yet."""
    answers = list(goes)
    return any(
        not any(before(stay.act, go.act) and not before(step.act, go.act) for go in answers)
        for stay in _known(stays, step)
    )


def _going(step: Step, scene: Scene) -> bool:
    go_aheads = scene.case.of(Role.GO_AHEAD)
    return _somewhere(go_aheads, step) and not _withheld(step, scene.case.of(Role.DEFERRED), go_aheads)


def _stopped(step: Step, scene: Scene) -> bool:
    """A stop was known and not lifted as far as anybody can tell."""
    for stop in _known(scene.case.of(Role.STOPPED), step):
        lifted = scene.case.lifted.get(stop.ref)
        if lifted is None or before(step.act, lifted):
            return True
    return False


def _replaced(step: Step, scene: Scene) -> bool:
    """Every version that the author knew as the newest differs from the bag's."""
    if scene.bag.bag in scene.kept:
        return False
    known = [order for order in scene.case.versions.orders if before(order.act, step.act)]
    newest = [order for order in known if not any(before(order.act, other.act) for other in known)]
    return bool(newest) and not any(
        scene.case.versions.alike(order.ref, scene.bag.version) for order in newest
    )


def _common(step: Step, scene: Scene, verb: str, *, alarm: bool) -> Iterator[Broken]:
    """What may neither be made, handed over nor given."""
    validations = scene.case.of(Role.VALIDATED)
    if not _validated(step, scene):
        yield Broken(f"{verb}_without_validation", alarm)
    elif _withheld(step, scene.case.of(Role.HELD), validations):
        yield Broken(f"{verb}_while_held", alarm)
    if _stopped(step, scene):
        yield Broken(f"{verb}_after_stop", alarm)
    if _replaced(step, scene):
        yield Broken(f"{verb}_outdated", alarm)


def _lifted(rule: str, step: Step, scene: Scene) -> bool:
    """Two people had agreed, or agreed apart; agreeing afterwards undoes no breach."""
    agreed = scene.lifted.get(rule)
    return agreed is not None and not before(step.act, agreed)


def _used(step: Step, scene: Scene, verb: str) -> Iterator[Broken]:
    """Hard stops that the acts of the course prove by themselves."""
    told = getattr(step.act.body, "told", None)
    late = isinstance(told, Told) and told.happened_at > scene.bag.content.use_by
    if late and not _lifted("bag.expired", step, scene):
        yield Broken(f"{verb}_expired", alarm=True)
    if any(forbidden_by_name(order.written.substance, order.written.route) for order in scene.orders):
        yield Broken(f"{verb}_forbidden_route", alarm=True)


def _unmentioned(step: Step, scene: Scene) -> bool:
    """A mention that the drug's name asks for was not written, or not looked at again."""
    body = step.act.body
    checked = set(body.mentions) if isinstance(body, BagDispensed) else set()
    for order in scene.orders:
        needed = required_by_name(order.written.substance)
        written = order.act.body.mentions if isinstance(order.act.body, PrescriptionSigned) else ()
        if not needed <= set(written):
            return not _lifted("mention.missing", step, scene)
        if not needed <= checked:
            return True
    return False


def _made(step: Step, scene: Scene) -> Iterator[Broken]:
    yield from _common(step, scene, "made", alarm=False)
    if _known((given for given in scene.case.of(*ADMINISTERED) if given.bag != step.bag), step):
        yield Broken("made_after_given")


def _checked(step: Step, scene: Scene) -> Iterator[Broken]:
    made = scene.bag.of(Role.MADE)
    if not _somewhere(made, step):
        yield Broken("checked_not_made")
    if step.doer is not None and step.doer in {one.doer for one in made}:
        yield Broken("checked_by_maker")


def _released(step: Step, scene: Scene) -> Iterator[Broken]:
    # A release is a decision: what it rests on must have been known to the pharmacist.
    if not _known(scene.bag.of(Role.CHECKED), step):
        yield Broken("released_not_checked")
    if step.doer is not None and step.doer in {one.doer for one in scene.bag.of(Role.MADE)}:
        yield Broken("released_by_maker")


def _dispensed(step: Step, scene: Scene) -> Iterator[Broken]:
    yield from _common(step, scene, "dispensed", alarm=True)
    if not _somewhere(scene.bag.of(Role.RELEASED), step):
        yield Broken("dispensed_not_released", alarm=True)
    if not _going(step, scene):
        yield Broken("dispensed_without_go_ahead", alarm=True)
    if _ended(step, scene):
        yield Broken("dispensed_ended", alarm=True)
    if _came_back(step, scene):
        yield Broken("dispensed_returned", alarm=True)
    yield from _used(step, scene, "dispensed")
    if _unmentioned(step, scene):
        yield Broken("dispensed_without_mention", alarm=True)
    back = _known(scene.bag.of(Role.RETURNED), step)
    if any(
        not any(before(one.act, came.act) for came in back)
        for one in _known(scene.bag.of(Role.DISPENSED), step)
    ):
        yield Broken("dispensed_again")


def _ended(step: Step, scene: Scene) -> bool:
    """The author knew that the bag was rejected, recalled, destroyed or given to another dose."""
    bag = scene.bag
    gone = _known(bag.of(Role.DESTROYED, Role.RECALLED, Role.REASSIGNED), step)
    return bool(gone) or _withheld(step, bag.of(Role.REJECTED), bag.of(Role.RELEASED))


def _came_back(step: Step, scene: Scene) -> bool:
    """The author knew that the bag had come back from a ward, and that nobody had looked at it since."""
    return _withheld(step, scene.bag.of(Role.RETURNED), scene.bag.of(Role.RELEASED))


def _received(step: Step, scene: Scene) -> Iterator[Broken]:
    if not _somewhere(scene.bag.of(Role.DISPENSED), step):
        yield Broken("received_not_dispensed")


def _given(step: Step, scene: Scene) -> Iterator[Broken]:
    yield from _common(step, scene, "given", alarm=True)
    if not _somewhere(scene.bag.of(Role.RELEASED), step):
        yield Broken("given_not_released", alarm=True)
    if not _somewhere(scene.bag.of(Role.DISPENSED), step):
        yield Broken("given_not_dispensed")
    if not _going(step, scene):
        yield Broken("given_without_go_ahead", alarm=True)
    if _ended(step, scene):
        yield Broken("given_ended", alarm=True)
    if _came_back(step, scene):
        yield Broken("given_returned", alarm=True)
    yield from _used(step, scene, "given")
    if any(concurrent(stop.act, step.act) for stop in scene.case.of(Role.STOPPED)):
        yield Broken("given_after_unknown_stop")
    if scene.bag.dose != scene.case.dose:
        yield Broken("given_other_dose", alarm=True)


def _interrupted(step: Step, scene: Scene) -> Iterator[Broken]:
    # What the giving of it broke was said of the account that it was given, where its author knew of that.
    if not _known(scene.bag.of(Role.GIVEN), step):
        yield from _given(step, scene)


_CHECKS: Final[Mapping[Role, Check]] = MappingProxyType(
    {
        Role.MADE: _made,
        Role.CHECKED: _checked,
        Role.RELEASED: _released,
        Role.DISPENSED: _dispensed,
        Role.RECEIVED: _received,
        Role.GIVEN: _given,
        Role.INTERRUPTED: _interrupted,
    }
)


def breaches_of(
    case: DoseCase,
    bags: Mapping[Id, BagCase],
    patient: Id | None,
    kept: frozenset[Id],
    reviewed: Mapping[tuple[str, ActRef], Sequence[Act]],
    lifted: Mapping[Id, Mapping[str, Act]],
) -> list[Breach]:
    """The breaches on one dose and its bags, in fold order of the accounts; `lifted` is by bag."""
    return [
        breach_of(broken.code, step.act, step.bag or step.dose, case.dose, reviewed, alarm=broken.alarm)
        for step in case.steps
        if step.role in _CHECKS
        for broken in _broken(step, case, bags, patient, kept, lifted)
    ]


def _broken(
    step: Step,
    case: DoseCase,
    bags: Mapping[Id, BagCase],
    patient: Id | None,
    kept: frozenset[Id],
    lifted: Mapping[Id, Mapping[str, Act]],
) -> Iterator[Broken]:
    body = step.act.body
    if isinstance(body, DoseGiven | DoseInterrupted):
        # Where links count, another file may be the same person: a check between files says so.
        if patient is not None and body.patient != patient and ONE_PERSON not in step.act.rules:
            yield Broken("given_wrong_patient", alarm=True)
        if body.bag not in bags:
            yield Broken("given_unknown_bag", alarm=True)
        # Told of another dose than the bag's: judged once, where the account names it.
        if body.dose != case.dose:
            return
    bag = bags.get(step.bag) if step.bag is not None else None
    if bag is not None:
        yield from _CHECKS[step.role](step, Scene(case, bag, patient, kept, lifted.get(bag.bag, {})))
