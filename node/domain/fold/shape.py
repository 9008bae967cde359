"""From cases and standings to the structs of the state: nothing is decided here."""

from collections.abc import Iterable, Mapping

from node.domain.fold.case import DoseCase
from node.domain.fold.preparation import BagCase
from node.domain.fold.settlement import lifted_for
from node.domain.fold.standing import BagStanding, Standing
from node.domain.fold.steps import Role, Step
from node.domain.state import Bag, Dose
from schema.acts.reattribution import BagReassigned, source_of
from schema.ids import Id
from schema.transaction import ActRef

Lifted = Mapping[tuple[Id, ActRef], Mapping[str, ActRef]]


def dose_state(case: DoseCase, standing: Standing, lifted: Lifted) -> Dose:
    """A dose as screens, papers and deciders see it."""
    decisions = case.decisions
    versions = case.versions
    return Dose(
        dose=case.dose,
        cycle=versions.main.cycle,
        versions=versions.shown,
        prescribed=_refs(versions.orders),
        validated=_ref(decisions.validated),
        validation_mentions=decisions.mentions,
        held=_ref(decisions.held),
        go_ahead=_ref(decisions.go_ahead),
        deferred=_ref(decisions.deferred),
        stops=_refs(case.stops),
        bags=tuple(case.bags),
        given=_refs(case.of(Role.GIVEN)),
        not_given=_refs(case.of(Role.NOT_GIVEN)),
        interrupted=_refs(case.of(Role.INTERRUPTED)),
        derogations=lifted_for(lifted, case.dose, versions.in_force),
        status=standing.status,
        waits_for=standing.waits_for,
        blocks=standing.blocks,
    )


def bag_state(bag: BagCase, standing: BagStanding, lifted: Lifted, *, yields: bool) -> Bag:
    """A bag as screens, papers and deciders see it."""
    out = bag.out(Role.DISPENSED, Role.RECEIVED)
    return Bag(
        bag=bag.bag,
        dose=bag.dose,
        revision=bag.version,
        claim=bag.claim.ref,
        content=bag.content,
        made=_refs(bag.of(Role.MADE)),
        checked=_refs(bag.of(Role.CHECKED)),
        released=_ref(bag.released),
        rejected=_ref(bag.rejected),
        dispensed=_refs(bag.out(Role.DISPENSED)),
        received=_refs(bag.out(Role.RECEIVED)),
        given=_refs(bag.of(Role.GIVEN)),
        destroyed=_refs(bag.of(Role.DESTROYED)),
        recalled=_refs(bag.of(Role.RECALLED)),
        voided=_ref(bag.voided),
        yielded=yields,
        reassigned=_refs(bag.of(Role.REASSIGNED)),
        targets=tuple(
            (step.act.body.to_course, step.act.body.to_bag)
            for step in bag.of(Role.REASSIGNED)
            if isinstance(step.act.body, BagReassigned)
        ),
        source=source_of(bag.claim.act.body),
        interrupted=_refs(bag.of(Role.INTERRUPTED)),
        returned=_refs(bag.of(Role.RETURNED)),
        brought_back=_refs(step for step in bag.of(Role.DISPENSED, Role.RECEIVED) if step not in out),
        derogations=lifted_for(lifted, bag.bag, (bag.version,)),
        held=standing.held,
        status=standing.status,
        waits_for=standing.waits_for,
        blocks=standing.blocks,
    )


def _ref(step: Step | None) -> ActRef | None:
    return step.ref if step is not None else None


def _refs(steps: Iterable[Step]) -> tuple[ActRef, ...]:
    return tuple([step.act.ref for step in steps])
