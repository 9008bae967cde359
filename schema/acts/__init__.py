"""Every kind of act, by name: the one registry that codec, folds and screens look in."""

from collections.abc import Mapping
from types import MappingProxyType

from schema.acts import (
    administration,
    agreement,
    course,
    dispensing,
    edition,
    lot,
    membership,
    narcotics,
    patient,
    people,
    preparation,
    prescription,
    reattribution,
    regimen,
    release,
    session,
    settlement,
    validation,
    workstations,
)
from schema.acts.base import Kind

_STEPS = (
    membership,
    workstations,
    people,
    agreement,
    session,
    patient,
    regimen,
    course,
    prescription,
    validation,
    preparation,
    release,
    dispensing,
    administration,
    settlement,
    edition,
    lot,
    reattribution,
    narcotics,
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for step in _STEPS for kind in step.KINDS})
KIND_OF_BODY: Mapping[type, Kind] = MappingProxyType({kind.body: kind for kind in KINDS.values()})
