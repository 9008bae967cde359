"""A site's first limits, to be replaced by those its pharmacists sign."""

from typing import Final

from schema.acts.reattribution import ReattributionLimitSigned
from schema.acts.regimen import DoseLimitsSigned, GateLimit, GatesSigned, LimitsSigned
from schema.quantity import Quantity, Unit

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

STARTER_GATES: Final = GatesSigned(
    limits=(
        GateLimit("neutrophils", Quantity("1.5", Unit.GIGA_PER_L), None),
        GateLimit("platelets", Quantity("100", Unit.GIGA_PER_L), None),
    ),
    source="RCP de la gemcitabine, § 4.2 : à J1, granulocytes ≥ 1,5 G/L et plaquettes ≥ 100 G/L.",
    illustrative=True,
)
"""The two counts that nearly every protocol asks for; a site signs its own."""

STARTER_REATTRIBUTION: Final = ReattributionLimitSigned("5")
"""A bag within five percent of another patient's dose may become theirs; a site signs its own."""

STARTER_DOSES: Final = DoseLimitsSigned(
    question_percent="10",
    highest_percent="125",
    lowest_percent="25",
    drawn_percent="75",
    source=(
        "Valeurs d’illustration, à fixer par le site : ± 10 %, comme l’écart avec la cure précédente ;"
        " volume prélevé ≤ 75 % du volume de la poche, à vérifier sur la notice de chaque contenant."
    ),
    illustrative=True,
)
"""An outright dose off by ten percent is questioned; a quarter above, or three quarters below, is stopped."""
