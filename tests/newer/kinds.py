"""What a fictive newer program knows besides: kinds of act, versions of kinds, and a rule.

Imports nothing that looks in the registries: `tests/newer/program.py` fills them first.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from schema.acts.base import Kind, Name, Text
from schema.acts.membership import SwitchedRule
from schema.codec import Wire
from schema.transaction import ActClass, Bytes16, FileType


class CourseQuestioned(Wire, frozen=True):
    """Nothing advances until the question is answered: whoever cannot read this must stop."""

    question: Name


class CourseNoted2(Wire, frozen=True):
    """A note with a colour: a second version of a kind, which stops nobody."""

    dose: Bytes16 | None
    text: Name
    colour: Text


class PatientDoubted(Wire, frozen=True):
    """Something critical of a patient."""

    why: Name


class RegimenDoubted(Wire, frozen=True):
    """Something critical of a regimen."""

    why: Name


class ProductDoubted(Wire, frozen=True):
    """Something critical of a product."""

    why: Name


class LotDoubted(Wire, frozen=True):
    """Something critical of a lot: a quarantine, say."""

    why: Name


class PersonWarned(Wire, frozen=True):
    """Something critical of a person, decided by an administrator."""

    person: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]


_D = ActClass.DECISION
KINDS = (
    Kind("course.questioned/1", CourseQuestioned, FileType.COURSE, _D, "prescribe", signed=True),
    Kind(
        "course.noted/2", CourseNoted2, FileType.COURSE, ActClass.NOTE, "note", signed=False, critical=False
    ),
    Kind("patient.doubted/1", PatientDoubted, FileType.PATIENT, _D, "identify", signed=True),
    Kind("regimen.doubted/1", RegimenDoubted, FileType.REGIMEN, _D, "reference", signed=True),
    Kind("product.doubted/1", ProductDoubted, FileType.PRODUCT, _D, "reference", signed=True),
    Kind("lot.doubted/1", LotDoubted, FileType.LOT, _D, "stock", signed=True),
    Kind("person.warned/1", PersonWarned, FileType.PERSON, ActClass.MEMBERSHIP, "site.people", signed=True),
)

RULE = SwitchedRule("notes_stop", (int(FileType.COURSE),))
"""From its switch on, a note on a course that begins with STOP keeps the course from advancing."""
