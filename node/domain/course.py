"""The fold of a course: from the set of its acts to where every dose stands.

Pure and total: the same acts give the same state on every workstation, in whatever order they came,
and an act that makes no sense becomes an anomaly in the state instead of an exception.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from node.domain.fold.breaches import breaches_of
from node.domain.fold.case import DoseCase, cases_of, orphans_of
from node.domain.fold.course import cycle_plans, stop_states
from node.domain.fold.doubts import Doubt, doubts_of, subject_of
from node.domain.fold.gather import COURSE_BODIES, Gathered, gather
from node.domain.fold.settlement import (
    KNOWN_IN_PART,
    PASSED_TOGETHER,
    agreed_by_bag,
    breach_of,
    derogations,
    lifted_for,
    reviewed,
)
from node.domain.fold.shape import bag_state, dose_state
from node.domain.fold.standing import stand, stand_orphan
from node.domain.fold.steps import ADMINISTERED, Role
from node.domain.history import Act, before, in_order
from node.domain.merge import outdated_bag
from node.domain.merge.careful import careful
from node.domain.merge.judge import judge
from node.domain.merge.judging import Judged
from node.domain.merge.set_aside import COUNTED, NOBODYS, looked_into, set_aside
from node.domain.merge.settled_apart import settled_apart
from node.domain.merge.settled_beyond_rights import Settlements, beyond_rights, settlements_of
from node.domain.merge.settling import Verdict, as_settlements
from node.domain.merge.spoken_order import spoken_order
from node.domain.merge.withdrawn_since import Since, by_dose, sort_out, withdrawn_since
from node.domain.reading import read_ordered
from node.domain.state import Anomaly, Bag, Breach, Conflict, CourseState, Dose, Elsewhere, SetAside
from schema.acts.administration import DoseGiven, DoseInterrupted
from schema.acts.course import CourseIncluded, CourseResumed
from schema.ids import Id
from schema.rules import ONE_PERSON
from schema.transaction import ActClass, ActRef


class _Folded(msgspec.Struct):
    """What is built up dose by dose."""

    doses: list[Dose] = msgspec.field(default_factory=list)
    bags: dict[Id, Bag] = msgspec.field(default_factory=dict)
    conflicts: list[Conflict] = msgspec.field(default_factory=list)
    breaches: list[Breach] = msgspec.field(default_factory=list)


def fold_course(acts: Sequence[Act]) -> CourseState:
    """The state of one course from all its acts; their order in `acts` does not matter."""
    ordered = in_order(acts)
    known = sort_out(ordered)
    acts_known, stays = careful(known.acts)
    reading = read_ordered(acts_known, COURSE_BODIES)
    settlements = settlements_of(reading.acts)
    doubts = [(doubt, looked_into(doubt, settlements.counted)) for doubt in doubts_of(known.doubtful)]
    counted = {act.ref for doubt, said in doubts if said.choice == COUNTED for act in doubt.acts}
    found = gather(_with(reading.acts, counted, acts_known))
    included = found.inclusions[0] if found.inclusions else None
    unknown = [act for act in ordered if _is_unknown(act) or _is_unreadable(act)]
    blocks = _course_blocks(ordered, included)
    folded = _doses(
        found, settlements, doubts, (*by_dose(known, acts_known), *stays), _Stuck(blocks, unknown)
    )
    return CourseState(
        included=_inclusion(included),
        included_by=included.ref if included is not None else None,
        cycles=cycle_plans(found.plans, found.prescriptions),
        doses=tuple(folded.doses),
        bags=tuple(folded.bags[bag] for bag in found.claims),
        stops=stop_states(found.stops, found.resumptions),
        conflicts=tuple(folded.conflicts),
        breaches=tuple(folded.breaches),
        anomalies=_anomalies(reading.anomalies, found, ordered),
        set_aside=tuple(
            SetAside(act.ref, act.set_aside, subject_of(act)) for act in ordered if act.set_aside
        ),
        notes=tuple(act.ref for act in found.notes),
        heads=reading.heads,
        known_in_part="known_in_part" in blocks,
        blocks=blocks,
        settlements=as_settlements(settlements.counted),
        elsewhere=tuple(_elsewhere(found, _inclusion(included))),
    )


def _elsewhere(found: Gathered, included: CourseIncluded | None) -> Iterator[Elsewhere]:
    """Given, where links count, under another file than the course's."""
    steps = (step for steps in found.on_dose.values() for step in steps if step.role in ADMINISTERED)
    given = {act.ref: act for act in (*(step.act for step in steps), *(act for act, _ in found.lost))}
    for act in sorted(given.values(), key=lambda one: one.place):
        body = act.body
        if (
            included is None
            or not isinstance(body, DoseGiven | DoseInterrupted)
            or ONE_PERSON not in act.rules
        ):
            continue
        if body.patient != included.patient:
            yield Elsewhere(act.ref, body.dose, body.patient)


def _with(usable: Sequence[Act], counted: set[ActRef], ordered: Sequence[Act]) -> Sequence[Act]:
    """The usable acts and the accounts set aside that a pharmacist counted, in fold order."""
    if not counted:
        return usable
    refs = {act.ref for act in usable} | counted
    return [act for act in ordered if act.ref in refs]


def _inclusion(act: Act | None) -> CourseIncluded | None:
    return act.body if act is not None and isinstance(act.body, CourseIncluded) else None


def _is_unknown(act: Act) -> bool:
    """Whether it may say anything: of a critical kind, or under a rule, that this program has not got."""
    critical = act.trouble == "unknown_kind" and act.header.critical
    return not act.set_aside and (act.unknown_rule or critical)


def _is_unreadable(act: Act) -> bool:
    """Whether it cannot be read although its kind is known, or is an account set aside that cannot be."""
    if act.set_aside:
        return bool(act.trouble) and act.header.cls == ActClass.ACCOUNT and act.set_aside not in NOBODYS
    return act.header.critical and act.trouble not in {"", "unknown_kind"}


def _course_blocks(acts: Sequence[Act], included: Act | None) -> tuple[str, ...]:
    """What keeps the whole course from advancing: what cannot be read may have said anything."""
    unknown = any(map(_is_unknown, acts))
    unreadable = any(map(_is_unreadable, acts))
    found = (
        (unknown, "known_in_part"),
        (unreadable, "unreadable"),
        (included is None, "not_included"),
    )
    return tuple(code for holds, code in found if holds)


class _Stuck(NamedTuple):
    """What keeps the whole course from advancing, and the acts that nobody here can read."""

    blocks: tuple[str, ...]
    unknown: Sequence[Act]

    def of(self, lifted: Sequence[tuple[str, ActRef]]) -> tuple[str, ...]:
        """What of it keeps a dose, in the version of which two people lifted these rules."""
        if all(rule != KNOWN_IN_PART for rule, _ in lifted):
            return self.blocks
        return tuple(one for one in self.blocks if one not in PASSED_TOGETHER)


def _doses(
    found: Gathered,
    settlements: Settlements,
    doubts: Sequence[tuple[Doubt, Verdict]],
    waiting: Sequence[Since],
    stuck: _Stuck,
) -> _Folded:
    """Every dose with its bags, conflicts and breaches."""
    folded = _Folded()
    cases = cases_of(found)
    every_bag = {bag.bag: bag for case in cases for bag in case.bags.values()}
    lifted = derogations(found, stuck.unknown)
    agreed = agreed_by_bag(found, cases, lifted)
    dealt_with = reviewed(settlements.counted)
    included = _inclusion(found.inclusions[0]) if found.inclusions else None
    patient = included.patient if included is not None else None
    doubtful = {doubt.dose for doubt, said in doubts if said.by is None}
    for case in cases:
        judged, notes = judge(case, settlements.counted)
        spoken, spoken_said = spoken_order(case, settlements.counted)
        extra: tuple[str, ...] = ("set_aside",) if case.dose in doubtful else ()
        extra += tuple(one.rule for one in waiting if one.dose == case.dose and one.said.by is None)
        if spoken is not None:
            extra += (spoken.rule,) if spoken.blocks else ()
            note = settled_apart(case.dose, case.dose, spoken_said)
            folded.conflicts += [spoken] + ([note] if note is not None else [])
        standing, bags = stand(
            case, judged, extra, stuck.of(lifted_for(lifted, case.dose, case.versions.in_force))
        )
        folded.doses.append(dose_state(case, standing, lifted))
        for bag, where in bags.items():
            folded.bags[bag] = bag_state(case.bags[bag], where, lifted, yields=bag in case.yields)
        folded.conflicts += [one.conflict for one in judged]
        folded.conflicts += notes
        folded.breaches += breaches_of(case, every_bag, patient, _kept(judged), dealt_with, agreed)
        _oddities(found, case)
    for doubt, said in doubts:
        folded.conflicts.append(set_aside(doubt, said))
        note = settled_apart(doubt.dose, doubt.dose, said)
        folded.conflicts += [note] if note is not None else []
    for since in waiting:
        folded.conflicts.append(withdrawn_since(since))
        note = settled_apart(since.subject, since.dose, since.said)
        folded.conflicts += [note] if note is not None else []
    folded.conflicts += beyond_rights(settlements, found.dose_of)
    for orphan in orphans_of(found):
        folded.bags[orphan.bag] = bag_state(orphan, stand_orphan(orphan), lifted, yields=False)
    for act, dose in found.lost:
        # Somebody was given something that nobody is known to have ordered.
        code = "given_unknown_dose"
        folded.breaches.append(breach_of(code, act, dose, None, dealt_with, alarm=True))
    return folded


def _kept(judged: Sequence[Judged]) -> frozenset[Id]:
    """Bags of another version that a pharmacist kept after looking at them."""
    return frozenset(
        one.said.keep for one in judged if one.row is outdated_bag.ROW and one.said.keep is not None
    )


def _oddities(found: Gathered, case: DoseCase) -> None:
    """Decisions that make no sense where they stand."""
    for bag in case.bags.values():
        made = bag.of(Role.MADE)
        for voided in bag.of(Role.VOIDED):
            if any(before(step.act, voided.act) for step in made):
                found.odd("voided_after_made", voided.act)
    given = case.of(*ADMINISTERED)
    for order in case.versions.orders:
        if any(before(step.act, order.act) for step in given):
            found.odd("ordered_after_given", order.act)


def _anomalies(read: Sequence[Anomaly], found: Gathered, ordered: Sequence[Act]) -> tuple[Anomaly, ...]:
    """Every anomaly once, in fold order of the acts."""
    stops = {stop.ref for stop in found.stops}
    for act in found.resumptions:
        if isinstance(act.body, CourseResumed) and not stops.issuperset(act.body.stops):
            found.odd("unknown_stop", act)
    every = dict.fromkeys([*read, *found.anomalies])
    places = {act.ref: place for place, act in enumerate(ordered)} if every else {}
    return tuple(sorted(every, key=lambda anomaly: (places[anomaly.act], anomaly.code)))
