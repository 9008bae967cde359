"""A course of treatment: inclusion, cycles, stops, notes."""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, Kind, Name, Reason, Text
from schema.acts.regimen import Indication
from schema.codec import Wire
from schema.transaction import ActClass, ActRef, Bytes16, FileType

CycleNumber = Annotated[int, msgspec.Meta(ge=1, le=99)]


class CourseIncluded(Wire, frozen=True):
    """One patient is included in one regimen version, for one reimbursed indication."""

    patient: Bytes16
    regimen: Bytes16
    version: ActRef
    """The act that signed the version used."""
    regimen_name: Name
    indication: Indication
    intent: Text
    first_day: DateText
    planned_cycles: CycleNumber
    ward: Name


class CyclePlanned(Wire, frozen=True):
    """Day 1 of a cycle; planning again moves it."""

    cycle: CycleNumber
    day_one: DateText


class CourseStopped(Wire, frozen=True):
    """Nothing covered by this stop may advance any more."""

    level: Annotated[str, msgspec.Meta(pattern=r"\A(course|cycle|day|line)\Z")]
    cycle: Annotated[int, msgspec.Meta(ge=0, le=99)]
    """0 at level `course`."""
    day: Annotated[int, msgspec.Meta(ge=0, le=400)]
    """0 unless at level `day`."""
    line: Text
    """Empty unless at level `line`."""
    reason: Reason


class CourseResumed(Wire, frozen=True):
    """These stops no longer hold."""

    stops: Annotated[tuple[ActRef, ...], msgspec.Meta(min_length=1, max_length=16)]
    reason: Reason


class CourseNoted(Wire, frozen=True):
    """A note on a treatment or on one prescription."""

    dose: Bytes16 | None
    text: Reason


_D = ActClass.DECISION
KINDS = (
    Kind("course.included/1", CourseIncluded, FileType.COURSE, _D, "prescribe", signed=True),
    Kind("cycle.planned/1", CyclePlanned, FileType.COURSE, _D, "prescribe", signed=False),
    Kind("course.stopped/1", CourseStopped, FileType.COURSE, _D, "prescribe", signed=True),
    Kind("course.resumed/1", CourseResumed, FileType.COURSE, _D, "prescribe", signed=True),
    Kind("course.noted/1", CourseNoted, FileType.COURSE, ActClass.NOTE, "note", signed=False, critical=False),
)
