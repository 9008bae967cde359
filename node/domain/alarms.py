"""A breach that may have put somebody in danger, seen as a conflict of one side.

So it stands in the same inbox and is counted with the same alarms until somebody took note of it.
"""

from typing import Final

from node.domain.lot import LotState
from node.domain.narcotics import VaultState
from node.domain.patient import PatientState
from node.domain.reference import ProductState, RegimenState
from node.domain.site_settings import SettingsState
from node.domain.state import Breach, Conflict, CourseState

REVIEWED: Final = "reviewed"
OWNERS: Final = ("settle",)


_WITHOUT_DOSES: Final = (PatientState, LotState, VaultState, RegimenState, ProductState, SettingsState)
"""States of the other sorts of file that may disagree with themselves."""


def as_conflict(breach: Breach) -> Conflict:
    """The breach in the words of a conflict; its rule is the breach's code."""
    return Conflict(
        rule=breach.code,
        subject=breach.subject,
        dose=breach.dose,
        acts=(breach.act,),
        owners=OWNERS,
        choices=(REVIEWED,),
        alarm=breach.alarm,
        blocks=False,
        settled=breach.reviewed,
    )


def conflicts_and_alarms(state: object) -> tuple[Conflict, ...]:
    """The conflicts of a folded state, and the alarms among its breaches."""
    if not isinstance(state, CourseState):
        return state.conflicts if isinstance(state, _WITHOUT_DOSES) else ()
    return (*state.conflicts, *(as_conflict(breach) for breach in state.breaches if breach.alarm))
