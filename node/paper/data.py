"""What several papers have in common: the pharmacy, the print itself, the patient, the regimen.

Texts arrive complete and in the reader's language; times arrive in site time and are printed as they
come. A `str` that is not optional is mandatory: blank, it keeps the paper from being printed.
"""

from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from schema.quantity import Quantity

T = TypeVar("T")

Some = Annotated[tuple[T, ...], msgspec.Meta(min_length=1)]
"""A tuple with at least one element; an empty one keeps the paper from being printed."""


class Part(msgspec.Struct, frozen=True):
    """Base of everything a paper is made from: an immutable value."""


class Pharmacy(Part, frozen=True, kw_only=True):
    """The pharmacy whose name and address head every page (R.5121-146-2, R.5125-45)."""

    name: str
    address: Some[str]
    """Street, then postcode and town; mandatory on papers and labels."""
    phone: str | None = None


class Printing(Part, frozen=True, kw_only=True):
    """One act of printing: when, where, by whom, and over which journal."""

    printed_at: datetime
    workstation: str
    person: str
    witness: str
    """First 8 characters of the journal's head: two papers of one journal can be put in order."""
    duplicate: int = 0
    """0 for the first print; n marks the page DUPLICATA n."""
    uncounted: bool = False
    """Whether nothing took the count: no such page looks like the first one."""


Shape = Literal["circle", "ring", "half", "square", "diamond", "triangle", "cross", "bar"]
"""The shape that stands beside a state's word, on screen and on paper."""

AllergyState = Literal["known", "none_known", "not_recorded", "unavailable"]


class Allergies(Part, frozen=True, kw_only=True):
    """Allergies in four states: "none" is never the same as "nobody wrote it down"."""

    state: AllergyState
    known: tuple[str, ...] = ()


class Measures(Part, frozen=True, kw_only=True):
    """What the prescription was computed with; an absent value is printed as not known."""

    height: Quantity | None = None
    weight: Quantity | None = None
    surface: Quantity | None = None
    measured_on: date | None = None


class Patient(Part, frozen=True, kw_only=True):
    """The identity that every paper repeats; a second identifier stands beside the name."""

    family_name: str
    first_names: str
    born: date
    sex: Literal["female", "male", "unknown"]
    ward: str
    ipp: str | None
    """The hospital's permanent number; None, for a patient created during the crisis, says so."""
    birth_name: str | None = None
    address: str | None = None
    """None leaves a line to write it on, where the register asks for it."""
    allergies: Allergies = Allergies(state="not_recorded")
    measures: Measures = Measures()
    identity_to_check: bool = False
    """The identity is disputed or probably doubled: every paper says so."""


class Prescriber(Part, frozen=True, kw_only=True):
    """Who prescribed, and from where (R.5125-45, R.5132-10)."""

    name: str
    service: str
    phone: str | None = None
    """None leaves a line to write it on."""
    number: str | None = None
    """National register number; None leaves a line to write it on."""


class Regimen(Part, frozen=True, kw_only=True):
    """Which version of which regimen, and where in it this dose stands."""

    name: str
    version: str
    cycle: int
    day: int
    indication: str | None = None
    illustrative: bool = False
    """Not signed for clinical use: every page says so."""


class TallMan(Part, frozen=True):
    """One row of the site's table: how a word that is easily confused is displayed."""

    word: str
    display: str


class Statement(Part, frozen=True, kw_only=True):
    """Something a person decided or declared, with the moment."""

    what: str
    person: str
    at: datetime


class Derogation(Part, frozen=True, kw_only=True):
    """A hard stop lifted by two people, for a reason."""

    what: str
    reason: str
    people: Some[str]
    at: datetime
