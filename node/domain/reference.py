"""Regimens, products and the site's limits: signed versions, of which one is the default.

A version replaces those its author had seen. Two that ignored each other leave no default until
somebody signs a choice; for limits, where something must always apply, the stricter of both does.
"""

from collections.abc import Sequence
from typing import TypeVar

from node.domain.history import Act
from node.domain.reading import newest, read
from node.domain.state import Anomaly, SetAside
from schema.acts.regimen import GateLimit, GatesSigned, LimitsSigned, ProductSigned, RegimenSigned
from schema.codec import Wire
from schema.quantity import parse_decimal_text
from schema.transaction import ActRef

B = TypeVar("B", bound=Wire)


class RegimenVersion(Wire, frozen=True):
    """One signed version of a regimen."""

    act: ActRef
    body: RegimenSigned


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


class SettingsState(Wire, frozen=True):
    """The site's limits, or its gates: each has a file of its own."""

    versions: tuple[LimitsVersion, ...]
    limits: LimitsSigned | None
    """What applies: the last version, or the stricter of several signed apart. Nil when none is."""
    disputed: tuple[ActRef, ...]
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool
    gates: tuple[GatesVersion, ...] = ()
    """The last signed gates; several when signed apart."""

    def gate_limits(self) -> tuple[GateLimit, ...]:
        """Every limit that applies: of gates signed apart, all of them, hence the stricter."""
        return tuple(dict.fromkeys(limit for one in self.gates for limit in one.body.limits))


def fold_regimen(acts: Sequence[Act]) -> RegimenState:
    """The state of one regimen file."""
    reading = read(acts, (RegimenSigned,))
    signed = reading.bodies(RegimenSigned)
    default, disputed = _default(signed)
    return RegimenState(
        versions=tuple(RegimenVersion(act.ref, body) for act, body in signed),
        default=default,
        disputed=disputed,
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )


def fold_product(acts: Sequence[Act]) -> ProductState:
    """The state of one product file."""
    reading = read(acts, (ProductSigned,))
    signed = reading.bodies(ProductSigned)
    default, disputed = _default(signed)
    return ProductState(
        versions=tuple(ProductVersion(act.ref, body) for act, body in signed),
        default=default,
        disputed=disputed,
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )


def fold_settings(acts: Sequence[Act]) -> SettingsState:
    """The state of the site's settings."""
    reading = read(acts, (LimitsSigned, GatesSigned))
    signed = reading.bodies(LimitsSigned)
    _, disputed = _default(signed)
    return SettingsState(
        versions=tuple(LimitsVersion(act.ref, body) for act, body in signed),
        limits=_stricter([body for _, body in newest(signed)]),
        disputed=disputed,
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        gates=tuple(GatesVersion(act.ref, body) for act, body in newest(reading.bodies(GatesSigned))),
    )


def _default(signed: Sequence[tuple[Act, B]]) -> tuple[ActRef | None, tuple[ActRef, ...]]:
    """The default version and, when there is none, the versions that compete; identical ones converge."""
    last = newest(signed)
    if not last:
        return None, ()
    if all(body == last[0][1] for _, body in last):
        return last[0][0].ref, ()
    return None, tuple(act.ref for act, _ in last)


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
