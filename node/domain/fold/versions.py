"""What each act says of the versions in a file of reference data: signed, drafted, retired.

A regimen, a product and the site's settings are all of this shape; the subject is the whole file.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from node.domain.history import Act, before
from node.domain.merge.row import FileStep
from node.domain.reading import Reading
from schema.acts.regimen import (
    LimitsSigned,
    ProductDrafted,
    ProductSigned,
    RegimenDrafted,
    RegimenRetired,
    RegimenSigned,
)
from schema.codec import Wire, encode, tagged_hash
from schema.ids import Id
from schema.transaction import ActRef


class VersionRole(StrEnum):
    """What an act does to the versions of a file."""

    SIGNED = "signed"
    DRAFTED = "drafted"
    RETIRED = "retired"


class Versioned(FileStep, frozen=True):
    """A step with what it signs or drafts."""

    content: Wire | None = None


class VersionCase(msgspec.Struct, frozen=True):
    """The steps of one file of reference data, in fold order."""

    steps: tuple[Versioned, ...]
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


def version_case(reading: Reading) -> VersionCase:
    """Everything that was signed, drafted or retired in a file."""
    steps = tuple(step for act in reading.acts if (step := _step(act)) is not None)
    return VersionCase(steps, _retired(steps))


def _step(act: Act) -> Versioned | None:
    subject = act.header.file.id
    match act.body:
        case RegimenSigned() | ProductSigned() | LimitsSigned():
            return Versioned(VersionRole.SIGNED, act, subject, act.body)
        case RegimenDrafted() | ProductDrafted():
            return Versioned(VersionRole.DRAFTED, act, subject, act.body.content)
        case RegimenRetired():
            return Versioned(VersionRole.RETIRED, act, subject)
    return None


def _retired(steps: Sequence[Versioned]) -> dict[ActRef, Act]:
    signed = {step.act.ref: step.act for step in steps if step.role == VersionRole.SIGNED}
    found: dict[ActRef, Act] = {}
    for act, body in ((step.act, step.act.body) for step in steps):
        known = signed.get(body.version) if isinstance(body, RegimenRetired) else None
        if known is not None and before(known, act):
            found.setdefault(known.ref, act)
    return found
