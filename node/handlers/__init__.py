"""What answers each command, one file per step: load states, ask the rules, record, show."""

from collections.abc import Mapping
from types import MappingProxyType

from node.handlers import (
    administration,
    agreement,
    aside,
    carry,
    clock,
    course,
    derogations,
    dispensing,
    forks,
    incidents,
    inviting,
    joining,
    lot,
    narcotics,
    paper,
    patient,
    people,
    pins,
    preparation,
    prescription,
    reattribution,
    reference,
    register,
    release,
    rules,
    session,
    settlement,
    site,
    validation,
    worklist,
    workstations,
)
from node.handlers.base import AnyHandler

_STEPS = (
    session,
    clock,
    site,
    people,
    pins,
    workstations,
    agreement,
    forks,
    aside,
    rules,
    inviting,
    joining,
    carry,
    patient,
    course,
    prescription,
    validation,
    preparation,
    release,
    dispensing,
    administration,
    settlement,
    worklist,
    lot,
    narcotics,
    reattribution,
    register,
    paper,
    reference,
    derogations,
    incidents,
)

HANDLERS: Mapping[type, AnyHandler] = MappingProxyType(
    {command: handler for step in _STEPS for command, handler in step.HANDLERS.items()}
)
"""Every command's handler; `node.services` refuses to start when one is missing."""
