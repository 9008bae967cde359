"""Reference data: regimens, products and the site's limits, each signed by a pharmacist.

A signed version never changes; a new one is a new act. Clinical limits live here and nowhere in
code.
"""

from typing import Annotated

import msgspec

from schema.acts.base import DecimalText, Kind, Name, Reason, Text
from schema.codec import Wire
from schema.quantity import Quantity, Rounding
from schema.transaction import ActClass, ActRef, Bytes16, FileType

Basis = Annotated[str, msgspec.Meta(pattern=r"\A(flat|per_kg|per_m2|auc)\Z")]


class Indication(Wire, frozen=True):
    """What the treatment is for, with the code under which it is reimbursed."""

    code: Name
    label: Name


class Line(Wire, frozen=True):
    """One drug of a regimen: what, how much, when, how."""

    code: Name
    """Short and unique in the regimen: `L1`."""
    substance: Name
    """INN in French, lower case: `fluorouracile`."""
    basis: Basis
    amount: Quantity
    """Per unit of the basis: mg, mg/kg, mg/m2, UI/m2, AUC …"""
    cap: Quantity | None
    """Absolute cap of one dose, or nil."""
    route: Name
    """`iv`, `sc`, …"""
    days: Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=60)]
    diluent: Text
    """`NaCl 0,9 %`, `G5 %`, or empty when undiluted."""
    volume: Quantity | None
    """Nominal volume of the bag, mL."""
    duration_minutes: Annotated[int, msgspec.Meta(ge=0, le=20160)]
    container: Name
    """`poche`, `seringue`, `diffuseur`."""
    rounding: Rounding
    """How the prescribed dose is rounded, in the dose's unit."""
    rank: Annotated[int, msgspec.Meta(ge=1, le=99)]
    """Order of administration."""
    instructions: Text


class RegimenSigned(Wire, frozen=True):
    """One version of one regimen."""

    code: Name
    name: Name
    version: Name
    cycle_days: Annotated[int, msgspec.Meta(ge=1, le=400)]
    cycles: Annotated[int, msgspec.Meta(ge=1, le=99)]
    bsa_formula: Name
    """`mosteller` or `dubois`."""
    gfr_formula: Name
    gfr_cap: Quantity | None
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=40)]
    indications: Annotated[tuple[Indication, ...], msgspec.Meta(max_length=60)]
    premedication: tuple[Text, ...]
    source: Text
    illustrative: bool
    """Written for demonstration, not signed for clinical use."""


class ProductSigned(Wire, frozen=True):
    """A product as the pharmacy uses it: what is drawn, and within which limits."""

    code: Name
    label: Name
    """Specialty and strength as on the vial."""
    substance: Name
    cip13: Text
    form: Name
    vial: Quantity
    """Content of one vial: mg or UI."""
    vial_volume: Quantity | None
    """mL, once reconstituted."""
    concentration: Quantity
    """Stock concentration: mg/mL or UI/mL."""
    reconstitution: Text
    diluents: tuple[Name, ...]
    """Accepted diluents; any other is refused."""
    routes: tuple[Name, ...]
    """Accepted routes; any other is forbidden, without derogation for a vinca alkaloid."""
    concentration_min: DecimalText | None
    concentration_max: DecimalText | None
    """Bounds of the final concentration, in the unit of `concentration`."""
    stability_hours: Annotated[int, msgspec.Meta(ge=1, le=10000)]
    storage: Text
    excipients: tuple[Name, ...]
    cautions: tuple[Text, ...]
    family: Text
    """`vinca`, `fluoropyrimidine`, … or empty."""
    prerequisites: tuple[Name, ...]
    """`uracilemia`: the mention without which it is neither validated nor dispensed."""
    hypertonic: bool
    source: Text
    illustrative: bool


class LimitsSigned(Wire, frozen=True):
    """The site's limits and habits."""

    previous_dose_percent: DecimalText
    """A dose further off the previous cycle's needs a reason."""
    weight_percent: DecimalText
    """A newer weight further off the one prescribed with asks for a new look."""
    same_dose_days: Annotated[int, msgspec.Meta(ge=0, le=60)]
    """Same patient, same substance, planned within so many days: the same dose twice?"""
    early_preparation: bool
    """A bag may be made before the day's go-ahead."""
    maker_may_release: bool
    snapshot_weekday: Annotated[int, msgspec.Meta(ge=0, le=6)]
    """Monday is 0."""
    snapshot_hour: Annotated[int, msgspec.Meta(ge=0, le=23)]


class RegimenDrafted(Wire, frozen=True):
    """A version being written; nobody is treated by it."""

    draft: Bytes16
    """Of one draft the later text replaces the earlier one that its author had seen."""
    content: RegimenSigned


class ProductDrafted(Wire, frozen=True):
    """The same of a product."""

    draft: Bytes16
    content: ProductSigned


class RegimenRetired(Wire, frozen=True):
    """A signed version is no longer to be begun with."""

    version: ActRef
    wrong: bool
    """It has an error: whoever was treated by it, however long ago, is to be looked at again."""
    reason: Reason


class ProductRetired(RegimenRetired, frozen=True):
    """The same of a product."""


class GateLimit(Wire, frozen=True):
    """Below or above this, a result puts a day's treatment in question."""

    what: Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z_]{0,39}\Z")]
    low: Quantity | None
    high: Quantity | None


class GatesSigned(Wire, frozen=True):
    """The results that a go-ahead hangs on, with their limits on this site."""

    limits: Annotated[tuple[GateLimit, ...], msgspec.Meta(max_length=60)]
    source: Text
    illustrative: bool


class DoseLimitsSigned(Wire, frozen=True):
    """How far a dose may be off the one that the regimen comes to, and how much goes into a bag."""

    question_percent: DecimalText
    """An outright dose further off, up or down, is signed only with a reason that names its percentage."""
    highest_percent: DecimalText
    """Of the dose that the regimen comes to: above it two people agree, or nothing goes on."""
    lowest_percent: DecimalText
    """The same below it."""
    drawn_percent: DecimalText
    """Of a bag's own volume: more drug than that does not go into it, unless two people agree."""
    source: Text
    illustrative: bool


_D = ActClass.DECISION
KINDS = (
    Kind("regimen.signed/1", RegimenSigned, FileType.REGIMEN, _D, "reference", signed=True),
    Kind("product.signed/1", ProductSigned, FileType.PRODUCT, _D, "reference", signed=True),
    Kind("limits.signed/1", LimitsSigned, FileType.SETTINGS, _D, "reference", signed=True),
    Kind(
        "regimen.drafted/1",
        RegimenDrafted,
        FileType.REGIMEN,
        ActClass.NOTE,
        "reference",
        signed=False,
        critical=False,
    ),
    Kind(
        "product.drafted/1",
        ProductDrafted,
        FileType.PRODUCT,
        ActClass.NOTE,
        "reference",
        signed=False,
        critical=False,
    ),
    Kind("regimen.retired/1", RegimenRetired, FileType.REGIMEN, _D, "reference", signed=True),
    Kind("product.retired/1", ProductRetired, FileType.PRODUCT, _D, "reference", signed=True),
    Kind("gates.signed/1", GatesSigned, FileType.SETTINGS, _D, "reference", signed=True),
    Kind("doses.limited/1", DoseLimitsSigned, FileType.SETTINGS, _D, "reference", signed=True),
)
