"""A patient: who it is, what was measured, what must be known at the bedside."""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, Kind, Name, Reason, Text, Told
from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import ActClass, ActRef, Bytes16, FileType

Sex = Annotated[str, msgspec.Meta(pattern=r"\A[FMX]\Z")]


class Identity(Wire, frozen=True):
    """Strict traits of identity; offline nothing is promoted to *qualified* (field.md §7bis)."""

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


class PatientMeasured(Wire, frozen=True):
    """One measured value; all are kept."""

    what: Annotated[str, msgspec.Meta(pattern=r"\A(weight|height|creatinine)\Z")]
    value: Quantity
    told: Told


class AllergyRecorded(Wire, frozen=True):
    """A known allergy, or the statement that none is known."""

    none_known: bool
    substance: Text
    reaction: Text


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
    Kind("patient.noted/1", PatientNoted, FileType.PATIENT, _N, "note", signed=False, critical=False),
    Kind("patient.linked/1", PatientLinked, FileType.PATIENT, _D, "identify", signed=True),
    Kind("patient.link_confirmed/1", PatientLinkConfirmed, FileType.PATIENT, _D, "identify", signed=True),
    Kind("patient.kept_apart/1", PatientKeptApart, FileType.PATIENT, _D, "identify", signed=True),
)
