"""What a side of a conflict about a person or a workstation says: rights, why, or how it is written."""

from collections.abc import Mapping
from typing import Any, Final

from node.views.wording import Pairs, Say, Wording
from schema.acts.membership import RightsGranted, RightsWithdrawn, WorkstationRemoved
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorDismissalProposed,
    AdministratorProposed,
    PersonRenamed,
)
from schema.acts.workstations import (
    WorkstationMoved,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
)
from schema.i18n import named, text


def _rights(body: Any, words: Wording) -> Pairs:
    yield "rights", ", ".join(named("right", right, words.language) for right in body.rights)


def _why(body: Any, _words: Wording) -> Pairs:
    yield "reason", body.reason


def _person(body: PersonRenamed, words: Wording) -> Pairs:
    yield "name", " ".join(part for part in (body.title, body.family_name.upper(), body.first_name) if part)
    said = f"ui.profession.{body.profession}"
    known = text(said, words.language)
    yield "profession", body.profession if known == said else known
    yield "licence", body.licence


def _workstation(body: WorkstationRenamed, _words: Wording) -> Pairs:
    yield "name", body.name


def _place(body: WorkstationMoved, _words: Wording) -> Pairs:
    yield "place", body.place


MEMBER_SAY: Final[Mapping[type, Say]] = {
    RightsGranted: _rights,
    RightsWithdrawn: _rights,
    AdministratorAppointed: _rights,
    AdministratorProposed: _rights,
    AdministratorDismissalProposed: _rights,
    WorkstationRemoved: _why,
    WorkstationRemovalProposed: _why,
    WorkstationReadmissionProposed: _why,
    PersonRenamed: _person,
    WorkstationRenamed: _workstation,
    WorkstationMoved: _place,
}
"""By body, for the table of `node/views/summary.py`."""
