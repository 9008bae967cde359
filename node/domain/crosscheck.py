"""What only shows when several files are read together: the last stratum of the state.

Each check is a pure function over folded states, declared in `CROSS_CHECKS`; what it finds hangs on
one file. A settlement counts as long as it names what is in conflict; two that contradict each other
reopen it. A settled conflict that still `blocks` keeps its subject blocked: that was the choice.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Final, TypeAlias

from node.domain.identity import identity_keys, relation
from node.domain.merge import (
    given_wrong_patient,
    linked_since,
    newer_value,
    not_let_go,
    patient_gone,
    result_unknown,
    unverified_patient,
    used_and_retired,
)
from node.domain.merge.lot_recalled import RULE as LOT_RECALLED
from node.domain.merge.lot_recalled import lot_recalled
from node.domain.merge.owners import OWNERS
from node.domain.merge.reattributed_apart import RULE as REATTRIBUTED
from node.domain.merge.reattributed_elsewhere import reattributed_elsewhere
from node.domain.patient import PatientState
from node.domain.same_dose import RULE as SAME_DOSE
from node.domain.same_dose import same_dose_twice
from node.domain.state import Conflict
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType

CREATED_TWICE: Final = "patient_created_twice"
DOUBLED_NUMBER: Final = "doubled_number"
CHECK_FAILED: Final = "check_failed"
"""Not a check: what stands in its place when one raised."""


def patient_created_twice(world: World) -> tuple[Found, ...]:
    """Two files that look like one person, or whose link is disputed.

    Nothing merges by itself: a link by two people, or "kept apart", is the way out. It hangs on the
    file with the smaller id; its subject is the other.
    """
    found = []
    for first, second in sorted(_pairs(world.patients)):
        one, other = world.patients[first], world.patients[second]
        said = relation(first, second, world.patients)
        acts = tuple(sorted(act for act in (one.created, other.created) if act is not None))
        found.append(
            Found(
                file=FileRef(FileType.PATIENT, first),
                conflict=Conflict(
                    rule=CREATED_TWICE,
                    subject=second,
                    dose=None,
                    acts=acts,
                    owners=OWNERS[CREATED_TWICE],
                    choices=(),
                    alarm=False,
                    blocks=False,
                    settled=_decision_on(first, second, world.patients, said),
                ),
                others=((FileRef(FileType.PATIENT, second), first),),
            )
        )
    return tuple(found)


def _pairs(patients: Mapping[Id, PatientState]) -> set[tuple[Id, Id]]:
    """Pairs that share a key of identity, and pairs whose link is disputed; smaller id first."""
    by_key: dict[tuple[str, str], list[Id]] = {}
    for patient, state in sorted(patients.items()):
        for key in identity_keys(state.identity).items() if state.identity else ():
            by_key.setdefault(key, []).append(patient)
    pairs = {pair for same in by_key.values() for pair in combinations(same, 2)}
    for patient, state in patients.items():
        pairs |= {
            (min(patient, edge.other), max(patient, edge.other))
            for edge in state.edges
            if edge.state == "disputed" and edge.other in patients
        }
    return pairs


def _decision_on(first: Id, second: Id, patients: Mapping[Id, PatientState], said: str) -> ActRef | None:
    if said not in ("linked", "kept_apart"):
        return None
    edges = (patients[first].edge(second), patients[second].edge(first))
    acts = [
        act for edge in edges if edge and edge.state == said for act in (edge.confirmed or edge.kept_apart,)
    ]
    return next((act for act in acts if act is not None), None)


def doubled_number(world: World) -> tuple[Found, ...]:
    """Two bags under one number of the register, which takes a clone: each course gets the alarm."""
    found = []
    for register in (state for _, state in sorted(world.registers.items()) if state.doubled):
        acts = tuple(line.act for line in register.lines)
        for line in {line.bag: line for line in register.lines}.values():
            course = world.courses.get(line.course)
            answers = [
                settlement.act
                for settlement in (course.settlements if course else ())
                if settlement.rule == DOUBLED_NUMBER
                and settlement.subject == line.bag
                and set(acts) <= set(settlement.heads)
            ]
            dose = next((bag.dose for bag in course.bags if bag.bag == line.bag), None) if course else None
            found.append(
                Found(
                    file=FileRef(FileType.COURSE, line.course),
                    conflict=Conflict(
                        rule=DOUBLED_NUMBER,
                        subject=line.bag,
                        dose=dose,
                        acts=acts,
                        owners=OWNERS[DOUBLED_NUMBER],
                        choices=("reviewed",),
                        alarm=True,
                        blocks=False,
                        settled=answers[0] if answers else None,
                    ),
                )
            )
    return tuple(found)


Check: TypeAlias = Callable[[World], tuple[Found, ...]]

CROSS_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        SAME_DOSE: same_dose_twice,
        newer_value.WEIGHT: newer_value.newer_weight,
        CREATED_TWICE: patient_created_twice,
        result_unknown.RULE: result_unknown.result_unknown,
        result_unknown.MADE_BEFORE: result_unknown.made_before_result,
        used_and_retired.RULE: used_and_retired.used_and_retired,
        used_and_retired.MADE_FROM: used_and_retired.made_and_retired,
        patient_gone.RULE: patient_gone.patient_gone,
        given_wrong_patient.RULE: given_wrong_patient.given_wrong_patient,
        linked_since.RULE: linked_since.linked_since,
        unverified_patient.RULE: unverified_patient.unverified_patient,
        newer_value.BEYOND: newer_value.newer_value,
        newer_value.WITHIN: newer_value.newer_value_within,
        DOUBLED_NUMBER: doubled_number,
        LOT_RECALLED: lot_recalled,
        REATTRIBUTED: reattributed_elsewhere,
        not_let_go.RULE: not_let_go.not_let_go,
    }
)
"""Every check between files, by rule."""


def cross_check(world: World) -> tuple[Found, ...]:
    """Everything that any check finds, in the order of the table.

    A check that raises is a defect of ours: its rule is then in doubt for every dose of these courses,
    which are blocked and loud, while everything else goes on.
    """
    found: list[Found] = []
    for rule, check in CROSS_CHECKS.items():
        try:
            found += check(world)
        except Exception:  # noqa: BLE001  # whatever it was, it must not stop other files
            found += _in_doubt(rule, world)
    return tuple(found)


def _in_doubt(rule: str, world: World) -> Iterator[Found]:
    for course, state in sorted(world.courses.items()):
        for dose in state.doses:
            yield Found(
                file=FileRef(FileType.COURSE, course),
                conflict=Conflict(
                    rule=CHECK_FAILED,
                    subject=dose.dose,
                    dose=dose.dose,
                    acts=tuple(sorted(version.act for version in dose.versions)),
                    owners=("validate",),
                    choices=(),
                    alarm=rule == SAME_DOSE,
                    blocks=True,
                    settled=None,
                ),
            )
