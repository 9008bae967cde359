"""What each act says about one thing of a patient's file: a field of the identity, an allergy, a link.

Only things that can be contradicted are here; notes and measurements add up by themselves. Steps meet
when they have one subject: the topics have no subject in common.
"""

import hashlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from node.domain.fold.links import Links
from node.domain.history import Act, before
from node.domain.merge.row import FileStep
from node.domain.plain import plain
from node.domain.reading import Reading
from schema.acts.patient import (
    AllergyRecorded,
    AllergyRemoved,
    FieldValue,
    Identity,
    IdentityCorrected,
    PatientCreated,
)
from schema.ids import Id
from schema.transaction import ActRef

FIELDS: Final = Identity.__struct_fields__
"""The fields of an identity, in their order."""
_TYPES: Final = {field.name: field.type for field in msgspec.structs.fields(Identity)}


class PatientRole(StrEnum):
    """What an act does to one thing of a patient's file."""

    CREATED = "created"
    CORRECTED = "corrected"
    ALLERGIC = "allergic"
    NONE_KNOWN = "none_known"
    REMOVED = "removed"
    LINKED = "linked"
    UNLINKED = "unlinked"


class Said(FileStep, frozen=True):
    """A step with what it says there: the value of a field, nothing elsewhere."""

    value: str = ""


class PatientCase(msgspec.Struct, frozen=True):
    """The steps of one patient's file by subject, each in fold order."""

    by_subject: dict[Id, list[Said]]
    removed: frozenset[ActRef]
    """Entries of allergies that somebody who knew of them removed."""
    links: Links

    def of(self, subject: Id, *roles: PatientRole) -> list[Said]:
        """The steps on this subject in these roles."""
        return [step for step in self.by_subject.get(subject, ()) if step.role in roles]

    def standing(self, subject: Id) -> list[Said]:
        """What is said of a field and was not corrected by somebody who knew of it."""
        corrected = self.of(subject, PatientRole.CORRECTED)
        said = self.of(subject, PatientRole.CREATED, PatientRole.CORRECTED)
        standing = [one for one in said if not any(before(one.act, later.act) for later in corrected)]
        return sorted(standing, key=lambda one: one.act.place)


def field_id(field: str) -> Id:
    """A field of the identity as the subject of a conflict: its name, readable."""
    return field.encode().ljust(16, b"\0")


def field_of(subject: Id) -> str:
    """The field that such a subject names, or empty."""
    name = subject.rstrip(b"\0").decode("ascii", "replace")
    return name if name in FIELDS else ""


def substance_id(substance: str) -> Id:
    """An allergy as the subject of a conflict: whoever writes the same substance means the same."""
    return hashlib.sha256(b"veilleuse/allergy/1\0" + plain(substance).encode()).digest()[:16]


def patient_case(reading: Reading, links: Links) -> PatientCase:
    """Everything that may be contradicted in a patient's file."""
    found: dict[Id, list[Said]] = {}
    for step in (*_identity(reading), *_allergies(reading), *_links(links)):
        found.setdefault(step.subject, []).append(step)
    for steps in found.values():
        steps.sort(key=lambda step: step.act.place)
    return PatientCase(found, _removed(reading), links)


def _identity(reading: Reading) -> Iterator[Said]:
    for act, body in reading.bodies(PatientCreated):
        for field in FIELDS:
            yield Said(PatientRole.CREATED, act, field_id(field), getattr(body.identity, field))
    for act, corrected in reading.bodies(IdentityCorrected):
        for change in corrected.changes:
            if possible(change):
                yield Said(PatientRole.CORRECTED, act, field_id(change.field), change.value)


def possible(change: FieldValue) -> bool:
    """Whether the field can say this at all: a value is any text in the act, not in an identity."""
    try:
        msgspec.convert(change.value, _TYPES[change.field])
    except msgspec.ValidationError:
        return False
    return True


def _links(links: Links) -> Iterator[Said]:
    """The effect comes with the second person: what one person asks contradicts nothing."""
    for one in links.links:
        yield Said(PatientRole.LINKED, one.act, one.other)
    for one in links.unlinks:
        yield Said(PatientRole.UNLINKED, one.act, one.other)


def known_allergies(reading: Reading) -> list[tuple[Act, AllergyRecorded]]:
    """Every entry of an allergy that names one."""
    said = reading.bodies(AllergyRecorded)
    return [(act, body) for act, body in said if not body.none_known and body.substance.strip()]


def _removed(reading: Reading) -> frozenset[ActRef]:
    entries = {act.ref: act for act, _ in known_allergies(reading)}
    removals = reading.bodies(AllergyRemoved)
    return frozenset(
        body.entry for act, body in removals if body.entry in entries and before(entries[body.entry], act)
    )


def _allergies(reading: Reading) -> Iterator[Said]:
    known = known_allergies(reading)
    entries: dict[ActRef, Id] = {}
    for act, body in known:
        entries[act.ref] = substance_id(body.substance)
        yield Said(PatientRole.ALLERGIC, act, entries[act.ref])
    # Whoever says that none is known says it of every substance.
    for act, body in reading.bodies(AllergyRecorded):
        if body.none_known:
            for subject in sorted(set(entries.values())):
                yield Said(PatientRole.NONE_KNOWN, act, subject)
    for act, removed in reading.bodies(AllergyRemoved):
        if removed.entry in entries:
            yield Said(PatientRole.REMOVED, act, entries[removed.entry])
