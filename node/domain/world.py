"""What the checks between files look at, and what they find."""

from collections.abc import Mapping

import msgspec

from node.domain.patient import PatientState
from node.domain.register import RegisterState
from node.domain.state import Conflict, CourseState
from schema.acts.regimen import LimitsSigned
from schema.ids import Id
from schema.transaction import FileRef


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The states that checks look at; any subset that holds whole persons gives that subset's answer."""

    patients: Mapping[Id, PatientState] = {}
    courses: Mapping[Id, CourseState] = {}
    registers: Mapping[Id, RegisterState] = {}
    limits: LimitsSigned | None = None


class Found(msgspec.Struct, frozen=True):
    """A conflict between files, as it hangs on one of them."""

    file: FileRef
    conflict: Conflict
    others: tuple[tuple[FileRef, Id], ...] = ()
    """The other files it hangs on, with its subject there: a settlement is one act in each."""
