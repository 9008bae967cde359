"""The site's limits, its gates, its limits of doses and of re-attribution, each in a file of its own.

Something must always apply: of versions signed apart the stricter does, until people choose.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from node.domain.choosing import choose
from node.domain.fold.versions import version_case
from node.domain.history import Act
from node.domain.merge.settled_beyond_rights import beyond_rights, settlements_of
from node.domain.merge.settling import as_settlements
from node.domain.merge.unverified import read_with_doubts
from node.domain.merge.versions_table import SETTINGS
from node.domain.state import Anomaly, Conflict, SetAside, Settlement
from schema.acts.reattribution import ReattributionLimitSigned
from schema.acts.regimen import DoseLimitsSigned, GateLimit, GatesSigned, LimitsSigned
from schema.acts.settlement import SETTLEMENTS
from schema.codec import Wire
from schema.quantity import parse_decimal_text
from schema.transaction import ActRef, FileType


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


class DoseLimitsVersion(Wire, frozen=True):
    """One signed version of the limits of doses."""

    act: ActRef
    body: DoseLimitsSigned


_KINDS: Final = (LimitsSigned, GatesSigned, ReattributionLimitSigned, DoseLimitsSigned)


class SettingsState(Wire, frozen=True):
    """The site's limits, its gates, its limits of doses or of re-attribution: each has a file of its own."""

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
    doses: tuple[DoseLimitsVersion, ...] = ()
    """The same of the limits of doses."""

    @property
    def dose_limits(self) -> DoseLimitsSigned | None:
        """The strictest of the limits of doses that stand, value by value; nil where none is signed."""
        bodies = [one.body for one in self.doses]
        if not bodies:
            return None
        return DoseLimitsSigned(
            question_percent=min((one.question_percent for one in bodies), key=parse_decimal_text),
            highest_percent=min((one.highest_percent for one in bodies), key=parse_decimal_text),
            lowest_percent=max((one.lowest_percent for one in bodies), key=parse_decimal_text),
            drawn_percent=min((one.drawn_percent for one in bodies), key=parse_decimal_text),
            # Words, not limits: the first in fold order.
            source=bodies[0].source,
            illustrative=any(one.illustrative for one in bodies),
        )

    @property
    def reattribution_percent(self) -> Decimal:
        """The strictest of the limits that stand; nothing but the very same dose where none is signed."""
        percents = (parse_decimal_text(one.body.percent) for one in self.reattribution)
        return min(percents, default=Decimal(0))

    def gate_limits(self) -> tuple[GateLimit, ...]:
        """Every limit that applies: of gates signed apart, all of them, hence the stricter."""
        return tuple(dict.fromkeys(limit for one in self.gates for limit in one.body.limits))


def fold_settings(acts: Sequence[Act]) -> SettingsState:
    """The state of the site's settings."""
    reading, doubts, _ = read_with_doubts(acts, (*_KINDS, *SETTLEMENTS[FileType.SETTINGS]))
    settlements = settlements_of(reading.acts)
    # Whoever wrote one setting into the file of another replaces nothing there.
    chosen = limits, gates, reattribution, doses = tuple(
        choose(version_case([act for act, _ in reading.bodies(kind)]), SETTINGS, settlements)
        for kind in _KINDS
    )
    signed = reading.bodies(LimitsSigned)
    return SettingsState(
        versions=tuple(LimitsVersion(act.ref, body) for act, body in signed),
        limits=_stricter([body for act, body in signed if act.ref in limits.standing]),
        disputed=tuple(ref for one in chosen for ref in one.disputed),
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
        conflicts=(
            *(conflict for one in chosen for conflict in one.conflicts),
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
        doses=tuple(
            DoseLimitsVersion(act.ref, body)
            for act, body in reading.bodies(DoseLimitsSigned)
            if act.ref in doses.standing
        ),
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
