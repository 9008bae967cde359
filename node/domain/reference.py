"""Regimens, products and the site's limits: signed versions, of which one is the default.

A version replaces those its author had seen. Two that ignored each other leave no default until
somebody signs a choice; for settings, where something must always apply, the stricter of both does.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from node.domain.fold.versions import VersionCase, Versioned, version_case, version_id
from node.domain.history import Act, before
from node.domain.merge.judging import Judging, judge_steps
from node.domain.merge.settled_beyond_rights import Settlements, beyond_rights, settlements_of
from node.domain.merge.settling import as_settlements
from node.domain.merge.unverified import read_with_doubts
from node.domain.merge.versions_table import SETTINGS, VERSIONS
from node.domain.reading import Reading
from node.domain.state import Anomaly, Conflict, SetAside, Settlement
from schema.acts.reattribution import ReattributionLimitSigned
from schema.acts.regimen import (
    GateLimit,
    GatesSigned,
    LimitsSigned,
    ProductDrafted,
    ProductRetired,
    ProductSigned,
    RegimenDrafted,
    RegimenRetired,
    RegimenSigned,
)
from schema.acts.settlement import SETTLEMENTS
from schema.codec import Wire
from schema.quantity import parse_decimal_text
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


class LimitsVersion(Wire, frozen=True):
    """One signed version of the site's limits."""

    act: ActRef
    body: LimitsSigned


class GatesVersion(Wire, frozen=True):
    """One signed version of the site's gates."""

    act: ActRef
    body: GatesSigned


class ReattributionVersion(Wire, frozen=True):
    """One signed limit of re-attribution."""

    act: ActRef
    body: ReattributionLimitSigned


class SettingsState(Wire, frozen=True):
    """The site's limits, its gates, or its limit of re-attribution: each has a file of its own."""

    versions: tuple[LimitsVersion, ...]
    limits: LimitsSigned | None
    """What applies: the last version, or the stricter of several signed apart. Nil when none is."""
    disputed: tuple[ActRef, ...]
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool
    conflicts: tuple[Conflict, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    gates: tuple[GatesVersion, ...] = ()
    """The last signed gates, or those that people chose; several when signed apart (see `disputed`)."""
    reattribution: tuple[ReattributionVersion, ...] = ()
    """The same of the limit of re-attribution."""

    @property
    def reattribution_percent(self) -> Decimal:
        """The strictest of the limits that stand; nothing but the very same dose where none is signed."""
        percents = (parse_decimal_text(one.body.percent) for one in self.reattribution)
        return min(percents, default=Decimal(0))

    def gate_limits(self) -> tuple[GateLimit, ...]:
        """Every limit that applies: of gates signed apart, all of them, hence the stricter."""
        return tuple(dict.fromkeys(limit for one in self.gates for limit in one.body.limits))


class _Chosen(msgspec.Struct, frozen=True):
    """What a file of versions comes to."""

    standing: tuple[ActRef, ...]
    """The one that applies, or those that compete."""
    disputed: tuple[ActRef, ...]
    """Those that compete, if any do."""
    conflicts: tuple[Conflict, ...]

    @property
    def default(self) -> ActRef | None:
        """The version to begin with."""
        return self.standing[0] if len(self.standing) == 1 else None


def fold_regimen(acts: Sequence[Act]) -> RegimenState:
    """The state of one regimen file."""
    reading, doubts, _ = read_with_doubts(
        acts, (RegimenSigned, RegimenDrafted, RegimenRetired, *SETTLEMENTS[FileType.REGIMEN])
    )
    case, settlements = version_case(reading.acts), settlements_of(reading.acts)
    chosen = _chosen(case, VERSIONS, settlements)
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
    chosen = _chosen(case, VERSIONS, settlements)
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


def fold_settings(acts: Sequence[Act]) -> SettingsState:
    """The state of the site's settings."""
    reading, doubts, _ = read_with_doubts(
        acts, (LimitsSigned, GatesSigned, ReattributionLimitSigned, *SETTLEMENTS[FileType.SETTINGS])
    )
    settlements = settlements_of(reading.acts)
    # Whoever wrote one setting into the file of another replaces nothing there.
    limits, gates, reattribution = (
        _chosen(version_case([act for act, _ in reading.bodies(kind)]), SETTINGS, settlements)
        for kind in (LimitsSigned, GatesSigned, ReattributionLimitSigned)
    )
    signed = reading.bodies(LimitsSigned)
    return SettingsState(
        versions=tuple(LimitsVersion(act.ref, body) for act, body in signed),
        limits=_stricter([body for act, body in signed if act.ref in limits.standing]),
        disputed=(*limits.disputed, *gates.disputed, *reattribution.disputed),
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        conflicts=(
            *(one for chosen in (limits, gates, reattribution) for one in chosen.conflicts),
            *beyond_rights(settlements),
            *doubts,
        ),
        settlements=as_settlements(settlements.counted),
        gates=tuple(
            GatesVersion(act.ref, body)
            for act, body in reading.bodies(GatesSigned)
            if act.ref in gates.standing
        ),
        reattribution=tuple(
            ReattributionVersion(act.ref, body)
            for act, body in reading.bodies(ReattributionLimitSigned)
            if act.ref in reattribution.standing
        ),
    )


def _chosen(case: VersionCase, judging: Judging[Versioned, VersionCase], settlements: Settlements) -> _Chosen:
    """What stands: the last version; of several signed apart the one that people chose, or all of them."""
    judged, notes = judge_steps(judging, case.steps, case, settlements.counted)
    passed_over = {
        act.ref
        for one in judged
        if one.said.by is not None
        for act in one.acts
        if version_id(act.ref) != one.said.keep
    }
    standing = [one for one in case.standing() if one.act.ref not in passed_over]
    disputable = any(one.disputable for one in standing)
    if disputable and all(one.content == standing[0].content for one in standing):
        standing = standing[:1]
    refs = tuple(one.act.ref for one in standing)
    return _Chosen(
        standing=refs,
        disputed=refs if disputable and len(refs) > 1 else (),
        conflicts=(*(one.conflict for one in judged), *notes),
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


def _stricter(versions: Sequence[LimitsSigned]) -> LimitsSigned | None:
    if not versions:
        return None
    return LimitsSigned(
        previous_dose_percent=min((one.previous_dose_percent for one in versions), key=parse_decimal_text),
        weight_percent=min((one.weight_percent for one in versions), key=parse_decimal_text),
        same_dose_days=max(one.same_dose_days for one in versions),
        early_preparation=all(one.early_preparation for one in versions),
        maker_may_release=all(one.maker_may_release for one in versions),
        # A habit, not a limit: any of them is safe, so the first in fold order.
        snapshot_weekday=versions[0].snapshot_weekday,
        snapshot_hour=versions[0].snapshot_hour,
    )
