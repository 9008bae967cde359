"""A patient's file written at two workstations apart, then joined: the situation of every rule on it."""

from __future__ import annotations

from node.domain.history import Act
from node.domain.patient import PatientState, fold_patient
from node.domain.state import Conflict
from schema.acts.settlement import PatientSettled
from tests.node.domain.acts import an_id
from tests.node.domain.file_splits import FileSplit

ME = an_id("me")


class PatientSplit(FileSplit[PatientState]):
    """See `FileSplit`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, ME, fold_patient)

    def settle(self, station: str, conflict: Conflict, choice: str, by: str = "bob") -> Act:
        """Somebody settles a conflict, naming the acts that it names now."""
        heads = tuple(sorted(conflict.acts))
        body = PatientSettled(conflict.rule, conflict.subject, heads, choice, None, "vu ensemble")
        return self.at(station, body, by=by)
