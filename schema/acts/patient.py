"""A patient: who it is, what was measured, what must be known at the bedside."""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, Kind, Name, Reason, Text, Told
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActClass, ActRef, Bytes16, FileType

Sex = Annotated[str, msgspec.Meta(pattern=r"\A[FMX]\Z")]


class Identity(Wire, frozen=True):
    """Strict traits of identity; offline nothing is promoted to *qualified*."""

    birth_name: Name
    used_name: Text
    first_names: Name
    birth_date: DateText
    sex: Sex
    ipp: Text
    """The hospital's permanent patient number, or empty."""
    ins: Text


class PatientCreated(Wire, frozen=True):
    """A patient file is opened."""

    identity: Identity


class FieldValue(Wire, frozen=True):
    """One field of an identity, and what it should say."""

    field: Annotated[
        str,
        msgspec.Meta(pattern=r"\A(birth_name|used_name|first_names|birth_date|sex|ipp|ins)\Z"),
    ]
    value: Text


class IdentityCorrected(Wire, frozen=True):
    """Fields of an identity say something else; what its author had seen of them counts no more."""

    changes: Annotated[tuple[FieldValue, ...], msgspec.Meta(min_length=1, max_length=7)]
    reason: Reason
    """The document that was seen."""


class PatientMeasured(Wire, frozen=True):
    """One measured value; all are kept."""

    what: Annotated[str, msgspec.Meta(pattern=r"\A(weight|height|creatinine)\Z")]
    value: Quantity
    told: Told


class ResultRecorded(Wire, frozen=True):
    """A result that a day's treatment hangs on (a blood count, a function); all are kept."""

    what: Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z_]{0,39}\Z")]
    """As the site's gates name it: `neutrophils`."""
    value: Quantity
    told: Told


class AllergyRecorded(Wire, frozen=True):
    """A known allergy, or the statement that none is known."""

    none_known: bool
    substance: Text
    reaction: Text


class AllergyRemoved(Wire, frozen=True):
    """A known allergy was recorded in error, or is none any more."""

    entry: ActRef
    """The entry its author saw; another entry of the same substance stands."""
    reason: Reason


class PatientLeft(Wire, frozen=True):
    """The patient died, or is treated elsewhere from now on."""

    how: Annotated[str, msgspec.Meta(pattern=r"\A(deceased|transferred)\Z")]
    remark: Text
    told: Told


class PatientReturned(Wire, frozen=True):
    """It was told in error, or the patient is treated here again."""

    left: ActRef
    """What its author saw; another account of it stands."""
    reason: Reason


class PatientNoted(Wire, frozen=True):
    """A note on a patient."""

    text: Reason


class PatientLinked(Wire, frozen=True):
    """This file and the other are one person; takes a second person's confirmation."""

    other: Bytes16
    reason: Reason


class PatientLinkConfirmed(Wire, frozen=True):
    """A second person agrees with a link."""

    link: ActRef


class PatientUnlinked(Wire, frozen=True):
    """This file and the other are two persons after all; takes a second person's confirmation.

    It removes the links that its author had seen, and no other.
    """

    other: Bytes16
    reason: Reason


class PatientUnlinkConfirmed(Wire, frozen=True):
    """A second person agrees that they are two persons."""

    unlink: ActRef


class PatientKeptApart(Wire, frozen=True):
    """A probable duplicate was looked at: they are two persons."""

    other: Bytes16
    reason: Reason


_D = ActClass.DECISION
_N = ActClass.NOTE
KINDS = (
    Kind("patient.created/1", PatientCreated, FileType.PATIENT, _D, "identify", signed=False),
    Kind("patient.measured/1", PatientMeasured, FileType.PATIENT, ActClass.ACCOUNT, "measure", signed=False),
    Kind("allergy.recorded/1", AllergyRecorded, FileType.PATIENT, ActClass.ACCOUNT, "measure", signed=False),
    Kind("result.recorded/1", ResultRecorded, FileType.PATIENT, ActClass.ACCOUNT, "measure", signed=False),
    Kind("identity.corrected/1", IdentityCorrected, FileType.PATIENT, _D, "identify", signed=True),
    Kind("allergy.removed/1", AllergyRemoved, FileType.PATIENT, _D, "measure", signed=True),
    Kind("patient.left/1", PatientLeft, FileType.PATIENT, ActClass.ACCOUNT, "measure", signed=False),
    Kind("patient.returned/1", PatientReturned, FileType.PATIENT, _D, "prescribe", signed=True),
    Kind("patient.unlinked/1", PatientUnlinked, FileType.PATIENT, _D, "identify", signed=True),
    Kind("patient.unlink_confirmed/1", PatientUnlinkConfirmed, FileType.PATIENT, _D, "identify", signed=True),
    Kind("patient.noted/1", PatientNoted, FileType.PATIENT, _N, "note", signed=False, critical=False),
    Kind("patient.linked/1", PatientLinked, FileType.PATIENT, _D, "identify", signed=True),
    Kind("patient.link_confirmed/1", PatientLinkConfirmed, FileType.PATIENT, _D, "identify", signed=True),
    Kind("patient.kept_apart/1", PatientKeptApart, FileType.PATIENT, _D, "identify", signed=True),
)
