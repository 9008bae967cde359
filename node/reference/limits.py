"""A site's first limits, to be replaced by those its pharmacists sign."""

from typing import Final

from schema.acts.regimen import LimitsSigned

STARTER_LIMITS: Final = LimitsSigned(
    previous_dose_percent="10",
    weight_percent="10",
    same_dose_days=3,
    early_preparation=False,
    maker_may_release=False,
    snapshot_weekday=4,
    snapshot_hour=18,
)
"""Ten percent either way, no preparation before the go-ahead, four eyes, a snapshot on Friday at 18 h."""
