"""What one side of a conflict about a patient says: who it is, what was measured, what became of them."""

from collections.abc import Mapping
from typing import Final

from node.views.wording import Pairs, Say, Wording, told_pairs
from schema.acts.patient import (
    AllergyRecorded,
    AllergyRemoved,
    Identity,
    IdentityCorrected,
    PatientCreated,
    PatientLeft,
    PatientLinkConfirmed,
    PatientMeasured,
    PatientReturned,
    PatientUnlinkConfirmed,
    ResultRecorded,
)


def _field(field: str, value: str, words: Wording) -> str:
    """One field of an identity as it is read."""
    if field == "birth_date":
        return words.day(value)
    return words.word(f"sex.{value}") if field == "sex" else value


def _created(body: PatientCreated, words: Wording) -> Pairs:
    for field in Identity.__struct_fields__:
        yield field, _field(field, getattr(body.identity, field), words)


def _corrected(body: IdentityCorrected, words: Wording) -> Pairs:
    for change in body.changes:
        yield change.field, _field(change.field, change.value, words)
    yield "reason", body.reason


def _allergy(body: AllergyRecorded, words: Wording) -> Pairs:
    yield "allergy", words.word("none_known") if body.none_known else body.substance
    yield "reaction", body.reaction


def _removed(body: AllergyRemoved, words: Wording) -> Pairs:
    entry = words.tell.body(body.entry, AllergyRecorded)
    yield "allergy", entry.substance if entry is not None else ""
    yield "decision", words.word("removed")
    yield "reason", body.reason


def _left(body: PatientLeft, words: Wording) -> Pairs:
    yield "how", words.word(body.how)
    yield "remark", body.remark
    yield from told_pairs(body.told, words)


def _returned(body: PatientReturned, _words: Wording) -> Pairs:
    yield "reason", body.reason


def _link_agreed(_body: PatientLinkConfirmed, words: Wording) -> Pairs:
    yield "decision", words.word("linked")


def _unlink_agreed(_body: PatientUnlinkConfirmed, words: Wording) -> Pairs:
    yield "decision", words.word("unlinked")


def _measured(body: PatientMeasured | ResultRecorded, words: Wording) -> Pairs:
    yield body.what, words.amount(body.value)
    yield from told_pairs(body.told, words)


PATIENT_SAY: Final[Mapping[type, Say]] = {
    PatientCreated: _created,
    IdentityCorrected: _corrected,
    AllergyRecorded: _allergy,
    AllergyRemoved: _removed,
    PatientMeasured: _measured,
    ResultRecorded: _measured,
    PatientLeft: _left,
    PatientReturned: _returned,
    PatientLinkConfirmed: _link_agreed,
    PatientUnlinkConfirmed: _unlink_agreed,
}
"""What each kind of act on a patient says."""
