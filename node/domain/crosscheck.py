"""What only shows when several files are read together: the last stratum of the state.

Each check is a pure function over folded states, declared in `CROSS_CHECKS`; what it finds hangs on
one file. A settlement counts as long as it names what is in conflict; two that contradict each other
reopen it. A settled conflict that still `blocks` keeps its subject blocked: that was the choice.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from node.domain.merge import (
    doubled_number,
    given_wrong_patient,
    linked_since,
    newer_value,
    not_let_go,
    patient_created_twice,
    patient_gone,
    result_unknown,
    same_dose_twice,
    unverified_patient,
    used_and_retired,
)
from node.domain.merge.careful_elsewhere import RULE as CAREFUL
from node.domain.merge.careful_elsewhere import careful_elsewhere
from node.domain.merge.lot_recalled import RULE as LOT_RECALLED
from node.domain.merge.lot_recalled import lot_recalled
from node.domain.merge.reattributed_apart import RULE as REATTRIBUTED
from node.domain.merge.reattributed_elsewhere import reattributed_elsewhere
from node.domain.state import Conflict
from node.domain.world import Found, World
from schema.transaction import FileRef, FileType

CHECK_FAILED: Final = "check_failed"
"""Not a check: what stands in its place when one raised."""


Check: TypeAlias = Callable[[World], tuple[Found, ...]]

CROSS_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        same_dose_twice.RULE: same_dose_twice.same_dose_twice,
        newer_value.WEIGHT: newer_value.newer_weight,
        patient_created_twice.RULE: patient_created_twice.patient_created_twice,
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
        doubled_number.RULE: doubled_number.doubled_number,
        LOT_RECALLED: lot_recalled,
        REATTRIBUTED: reattributed_elsewhere,
        CAREFUL: careful_elsewhere,
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
                    alarm=rule == same_dose_twice.RULE,
                    blocks=True,
                    settled=None,
                ),
            )
