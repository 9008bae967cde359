"""What an edition of the drug database is made of, and the flat row that a table is loaded from."""

from collections.abc import Iterator

from schema.codec import Wire
from schema.quantity import Quantity
from schema.transaction import Bytes32


class Rejection(Wire, frozen=True):
    """One row that was not taken, and why."""

    file: str
    line: int
    code: str
    """Words: `intake.rejected.<code>`."""
    found: str
    """The value at fault, cut to 40 characters, to find it again."""


class FileCount(Wire, frozen=True):
    """One source file: taken + rejected = rows."""

    file: str
    sha256: Bytes32
    rows: int
    taken: int
    rejected: int


class Ingredient(Wire, frozen=True):
    """One line of composition, as printed."""

    element: str
    """The pharmaceutical element that holds it: `solution`, `poudre`, …"""
    code: str
    name: str
    dosage: str
    per: str
    nature: str
    """`SA`: active substance as it is (a salt); `FT`: therapeutic fraction."""
    link: str
    """Lines of one number in one element are the same substance as salt and as base."""


class Strength(Wire, frozen=True):
    """What one container of a presentation holds of one substance; nil what cannot be read exactly."""

    substance: str
    """International name from our table, else the printed name in lower case."""
    printed: str
    content: Quantity | None
    volume: Quantity | None
    concentration: Quantity | None


class Shortage(Wire, frozen=True):
    """What the agency says of the availability."""

    code: int
    """1 out of stock, 2 under tension, 3 no longer marketed, 4 available again."""
    status: str
    since: str
    updated: str
    back: str
    """Expected or actual return, or empty. All three are dates YYYY-MM-DD."""

    @property
    def short(self) -> bool:
        """Whether it is hard to get (anything but available again)."""
        return self.code != _AVAILABLE_AGAIN


_AVAILABLE_AGAIN = 4


class Presentation(Wire, frozen=True):
    """One box that can be bought."""

    cip13: str
    cip7: str
    label: str
    status: str
    marketing: str
    hospital: str
    """Approved for hospitals: `oui`, `non`, `inconnu`."""
    containers: int
    strengths: tuple[Strength, ...]
    shortage: Shortage | None


class Speciality(Wire, frozen=True):
    """One medicine with its composition and its boxes."""

    cis: str
    name: str
    form: str
    routes: tuple[str, ...]
    authorisation: str
    marketing: str
    holder: str
    injectable: bool
    anticancer: bool
    special_form: bool
    """Liposomal, albumin-bound or another dispersion: never interchangeable with the plain substance."""
    families: tuple[str, ...]
    ingredients: tuple[Ingredient, ...]
    presentations: tuple[Presentation, ...]


class CatalogueRow(Wire, frozen=True):
    """One presentation, flat: a row of the catalogue's table."""

    cip13: str
    cis: str
    name: str
    label: str
    substances: tuple[str, ...]
    strengths: tuple[Strength, ...]
    containers: int
    form: str
    routes: tuple[str, ...]
    holder: str
    marketed: bool
    hospital: str
    injectable: bool
    anticancer: bool
    special_form: bool
    families: tuple[str, ...]
    shortage: Shortage | None

    @property
    def content(self) -> Quantity | None:
        """What one container holds, when it holds one substance and that could be read."""
        return self.strengths[0].content if len(self.strengths) == 1 else None

    @property
    def volume(self) -> Quantity | None:
        """The volume of one container of a liquid, mL."""
        return self.strengths[0].volume if self.strengths else None

    @property
    def concentration(self) -> Quantity | None:
        """mg/mL or UI/mL of a liquid of one substance."""
        return self.strengths[0].concentration if len(self.strengths) == 1 else None


_MARKETED = "Déclaration de commercialisation"


def rows_of_speciality(speciality: Speciality) -> Iterator[CatalogueRow]:
    """The rows of one speciality, one a presentation."""
    for one in speciality.presentations:
        yield CatalogueRow(
            cip13=one.cip13,
            cis=speciality.cis,
            name=speciality.name,
            label=one.label,
            substances=tuple(strength.substance for strength in one.strengths),
            strengths=one.strengths,
            containers=one.containers,
            form=speciality.form,
            routes=speciality.routes,
            holder=speciality.holder,
            marketed=one.marketing.startswith(_MARKETED),
            hospital=one.hospital,
            injectable=speciality.injectable,
            anticancer=speciality.anticancer,
            special_form=speciality.special_form,
            families=speciality.families,
            shortage=one.shortage,
        )
