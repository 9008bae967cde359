"""What one side of a conflict about a person or a workstation says: which rights, or why."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from node.views.wording import Pairs, Wording
from schema.acts.membership import RightsGranted, RightsWithdrawn, WorkstationRemoved
from schema.acts.people import AdministratorAppointed, AdministratorDismissalProposed, AdministratorProposed
from schema.acts.workstations import WorkstationReadmissionProposed, WorkstationRemovalProposed
from schema.i18n import named


def _rights(body: Any, words: Wording) -> Pairs:
    yield "rights", ", ".join(named("right", right, words.language) for right in body.rights)


def _why(body: Any, _words: Wording) -> Pairs:
    yield "reason", body.reason


Say: TypeAlias = Callable[[Any, Wording], Pairs]
MEMBER_SAY: Final[Mapping[type, Say]] = {
    RightsGranted: _rights,
    RightsWithdrawn: _rights,
    AdministratorAppointed: _rights,
    AdministratorProposed: _rights,
    AdministratorDismissalProposed: _rights,
    WorkstationRemoved: _why,
    WorkstationRemovalProposed: _why,
    WorkstationReadmissionProposed: _why,
}
"""By body, for the table of `node/views/summary.py`."""
