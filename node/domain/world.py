"""What the checks between files look at, and what they find."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from node.domain.history import NO_RULES
from node.domain.lot import LotState
from node.domain.patient import PatientState
from node.domain.reference import ProductState, RegimenState
from node.domain.register import RegisterState
from node.domain.state import Conflict, CourseState
from schema.acts.regimen import GateLimit, LimitsSigned
from schema.ids import Id
from schema.transaction import ActRef, FileRef

Knew: TypeAlias = Callable[[ActRef, ActRef], bool]
"""Whether the author of the first act knew of the second."""


RulesOf: TypeAlias = Callable[[ActRef], frozenset[str]]
"""The rules of `schema.rules` that hold for an act: those switched on in its past."""


def no_rules(_act: ActRef) -> frozenset[str]:
    """None was ever switched on."""
    return NO_RULES


def never(_decision: ActRef, _fact: ActRef) -> bool:
    """Nobody knew of anything: what is looked at without its causal past is all news."""
    return False


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The states that checks look at; any subset that holds whole persons gives that subset's answer."""

    patients: Mapping[Id, PatientState] = {}
    courses: Mapping[Id, CourseState] = {}
    beside: Mapping[Id, CourseState] = {}
    """Courses of others in which a bag here bore a number before: looked at, never concluded about."""
    takers: Mapping[Id, CourseState] = {}
    """Courses of others that took over a bag of these: the same."""
    registers: Mapping[Id, RegisterState] = {}
    lots: Mapping[Id, LotState] = {}
    """Recalled lots of which a bag here may hold a vial."""
    regimens: Mapping[Id, RegimenState] = {}
    products: Mapping[Id, ProductState] = {}
    """Those with a retired version that these courses rest on."""
    limits: LimitsSigned | None = None
    gates: tuple[GateLimit, ...] = ()
    knew: Knew = never
    rules_of: RulesOf = no_rules


class Found(msgspec.Struct, frozen=True):
    """A conflict between files, as it hangs on one of them."""

    file: FileRef
    conflict: Conflict
    others: tuple[tuple[FileRef, Id], ...] = ()
    """The other files it hangs on, with its subject there: a settlement is one act in each."""
