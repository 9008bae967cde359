"""Regimens and products: signed versions, of which one is the default.

Two that ignored each other leave no default until somebody signs a choice (see `choosing`); a course
keeps the version it was begun with.
"""

from collections.abc import Sequence

from node.domain.choosing import choose
from node.domain.fold.versions import VersionCase, version_case
from node.domain.history import Act, before
from node.domain.merge.settled_beyond_rights import beyond_rights, settlements_of
from node.domain.merge.settling import as_settlements
from node.domain.merge.unverified import read_with_doubts
from node.domain.merge.versions_table import VERSIONS
from node.domain.reading import Reading
from node.domain.state import Anomaly, Conflict, SetAside, Settlement
from schema.acts.regimen import (
    ProductDrafted,
    ProductRetired,
    ProductSigned,
    RegimenDrafted,
    RegimenRetired,
    RegimenSigned,
)
from schema.acts.settlement import SETTLEMENTS
from schema.codec import Wire
from schema.transaction import ActRef, Bytes16, FileType


class RegimenVersion(Wire, frozen=True):
    """One signed version of a regimen."""

    act: ActRef
    body: RegimenSigned


class Draft(Wire, frozen=True):
    """One text of a version being written; two written apart are two drafts."""

    act: ActRef
    draft: Bytes16


class Retired(Wire, frozen=True):
    """A version, and the act that retired it."""

    version: ActRef
    act: ActRef
    wrong: bool


class RegimenState(Wire, frozen=True):
    """A regimen with all its versions."""

    versions: tuple[RegimenVersion, ...]
    default: ActRef | None
    """Nil when two versions signed apart differ (see `disputed`) or none can be read."""
    disputed: tuple[ActRef, ...]
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool
    conflicts: tuple[Conflict, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    drafts: tuple[Draft, ...] = ()
    retired: tuple[Retired, ...] = ()
    """Versions that are no longer to be begun with."""

    def version(self, act: ActRef) -> RegimenSigned | None:
        """That version, default or not: a course keeps the one it was begun with."""
        return next((one.body for one in self.versions if one.act == act), None)


class ProductVersion(Wire, frozen=True):
    """One signed version of a product."""

    act: ActRef
    body: ProductSigned


class ProductState(Wire, frozen=True):
    """A product with all its versions."""

    versions: tuple[ProductVersion, ...]
    default: ActRef | None
    disputed: tuple[ActRef, ...]
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool
    conflicts: tuple[Conflict, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    drafts: tuple[Draft, ...] = ()
    retired: tuple[Retired, ...] = ()
    """Versions that are no longer to be begun with."""

    @property
    def current(self) -> ProductSigned | None:
        """The default version; nil when there is none."""
        return next((one.body for one in self.versions if one.act == self.default), None)


def fold_regimen(acts: Sequence[Act]) -> RegimenState:
    """The state of one regimen file."""
    reading, doubts, _ = read_with_doubts(
        acts, (RegimenSigned, RegimenDrafted, RegimenRetired, *SETTLEMENTS[FileType.REGIMEN])
    )
    case, settlements = version_case(reading.acts), settlements_of(reading.acts)
    chosen = choose(case, VERSIONS, settlements)
    return RegimenState(
        versions=tuple(RegimenVersion(act.ref, body) for act, body in reading.bodies(RegimenSigned)),
        default=chosen.default,
        disputed=chosen.disputed,
        heads=reading.heads,
        anomalies=(*reading.anomalies, *_senseless(reading, case)),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        conflicts=(*chosen.conflicts, *beyond_rights(settlements), *doubts),
        settlements=as_settlements(settlements.counted),
        drafts=_drafts(reading),
        retired=_retired(reading, case),
    )


def fold_product(acts: Sequence[Act]) -> ProductState:
    """The state of one product file."""
    reading, doubts, _ = read_with_doubts(
        acts, (ProductSigned, ProductDrafted, ProductRetired, *SETTLEMENTS[FileType.PRODUCT])
    )
    case, settlements = version_case(reading.acts), settlements_of(reading.acts)
    chosen = choose(case, VERSIONS, settlements)
    return ProductState(
        versions=tuple(ProductVersion(act.ref, body) for act, body in reading.bodies(ProductSigned)),
        default=chosen.default,
        disputed=chosen.disputed,
        heads=reading.heads,
        anomalies=(*reading.anomalies, *_senseless(reading, case)),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        conflicts=(*chosen.conflicts, *beyond_rights(settlements), *doubts),
        settlements=as_settlements(settlements.counted),
        drafts=_drafts(reading),
        retired=_retired(reading, case),
    )


def _drafts(reading: Reading) -> tuple[Draft, ...]:
    """The last text of each draft; two of one draft written apart are two drafts."""
    drafted = [
        (act, act.body) for act in reading.acts if isinstance(act.body, RegimenDrafted | ProductDrafted)
    ]
    return tuple(
        Draft(act.ref, body.draft)
        for act, body in drafted
        if not any(before(act, later) and body.draft == said.draft for later, said in drafted)
    )


def _retired(reading: Reading, case: VersionCase) -> tuple[Retired, ...]:
    return tuple(
        Retired(version, act.ref, body.wrong)
        for act, body in reading.bodies(RegimenRetired)
        # Somebody else, who knew it, retired what this one names.
        for version in case.taken.get(act.ref, (body.version,) if body.version in case.retired else ())
    )


def _senseless(reading: Reading, case: VersionCase) -> tuple[Anomaly, ...]:
    """Retirements of what is no version that their author knew."""
    return tuple(
        Anomaly("unknown_version", act.ref)
        for act, body in reading.bodies(RegimenRetired)
        if body.version not in case.retired
    )
