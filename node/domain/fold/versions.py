"""What each act says of the versions in a file of reference data: signed, drafted, retired.

A regimen, a product and each of the site's settings are of this shape; the subject is the whole file.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from node.domain.history import Act, before
from node.domain.merge.row import FileStep
from schema.acts.reattribution import ReattributionLimitSigned
from schema.acts.regimen import (
    DoseLimitsSigned,
    GatesSigned,
    LimitsSigned,
    ProductDrafted,
    ProductRetired,
    ProductSigned,
    RegimenDrafted,
    RegimenRetired,
    RegimenSigned,
)
from schema.codec import Wire, encode, tagged_hash
from schema.ids import Id
from schema.rules import EVERY_SETTING, RETIRED_ALIKE
from schema.transaction import ActRef


class VersionRole(StrEnum):
    """What an act does to the versions of a file."""

    SIGNED = "signed"
    DRAFTED = "drafted"
    RETIRED = "retired"


ROLES: Final[Mapping[type[Wire], VersionRole]] = MappingProxyType(
    {
        RegimenSigned: VersionRole.SIGNED,
        ProductSigned: VersionRole.SIGNED,
        LimitsSigned: VersionRole.SIGNED,
        GatesSigned: VersionRole.SIGNED,
        ReattributionLimitSigned: VersionRole.SIGNED,
        DoseLimitsSigned: VersionRole.SIGNED,
        RegimenDrafted: VersionRole.DRAFTED,
        ProductDrafted: VersionRole.DRAFTED,
        RegimenRetired: VersionRole.RETIRED,
        ProductRetired: VersionRole.RETIRED,
    }
)
"""By what the act says; a settlement has none, it is judged by what it names."""


class Versioned(FileStep, frozen=True):
    """A step with what it signs or drafts."""

    content: Wire | None = None

    @property
    def disputable(self) -> bool:
        """It disagrees with what is signed apart and differs; some settings, since a rule says so."""
        later = isinstance(self.content, GatesSigned | ReattributionLimitSigned)
        return not later or EVERY_SETTING in self.act.rules


class VersionCase(msgspec.Struct, frozen=True):
    """The steps of one file of reference data, in fold order."""

    steps: tuple[Versioned, ...]
    taken: Mapping[ActRef, tuple[ActRef, ...]]
    """By retirement, the versions that it takes away: the one it names, then those that say the same."""
    retired: Mapping[ActRef, Act]
    """Versions that somebody who knew them retired, with the act that did."""

    def standing(self) -> list[Versioned]:
        """Signed versions that no later one was built on, but for those retired."""
        signed = [step for step in self.steps if step.role == VersionRole.SIGNED]
        return [
            one
            for one in signed
            if one.act.ref not in self.retired
            and not any(before(one.act, other.act) for other in signed if other is not one)
        ]


def version_id(version: ActRef) -> Id:
    """A version as what a settlement keeps."""
    return tagged_hash("version", encode(version))[:16]


def version_case(acts: Sequence[Act]) -> VersionCase:
    """Everything that was signed, drafted or retired in a file, by acts in fold order."""
    steps = tuple(step for act in acts if (step := _step(act)) is not None)
    taken = _taken(steps)
    retired: dict[ActRef, Act] = {}
    for step in steps:
        for version in taken.get(step.act.ref, ()):
            retired.setdefault(version, step.act)
    return VersionCase(steps, taken, retired)


def _step(act: Act) -> Versioned | None:
    body = act.body
    role = ROLES.get(type(body)) if body is not None else None
    if role is None:
        return None
    signed = body if role is VersionRole.SIGNED else None
    content = body.content if isinstance(body, RegimenDrafted | ProductDrafted) else signed
    return Versioned(role, act, act.header.file.id, content)


def _taken(steps: Sequence[Versioned]) -> dict[ActRef, tuple[ActRef, ...]]:
    """Nobody retires what they do not know, but for the same words signed apart: an error is in both."""
    signed = {step.act.ref: step for step in steps if step.role == VersionRole.SIGNED}
    found: dict[ActRef, tuple[ActRef, ...]] = {}
    for act, body in ((step.act, step.act.body) for step in steps):
        named = signed.get(body.version) if isinstance(body, RegimenRetired) else None
        if named is None or not before(named.act, act):
            continue
        alike = [
            ref
            for ref, one in signed.items()
            if one is not named and one.content == named.content and not before(act, one.act)
        ]
        found[act.ref] = (named.act.ref, *(alike if RETIRED_ALIKE in act.rules else ()))
    return found
