"""The scenario of the demonstration: made-up people and a made-up day, read from `scenario.json`.

73 planned doses: the daily average of a hospital under attack (437 preparations in 6 days, CH Sud
Francilien, August 2022; EJHP 30 Suppl 1, 3PC-029).
"""

from importlib import resources

import msgspec

from schema.acts.patient import Identity


class SitePlan(msgspec.Struct, frozen=True):
    """The made-up site."""

    name: str
    pharmacy: str
    address: str
    shares: int


class WorkstationPlan(msgspec.Struct, frozen=True):
    """One workstation."""

    name: str
    place: str


class StaffPlan(msgspec.Struct, frozen=True):
    """One member of staff, plainly fictive."""

    key: str
    title: str
    family_name: str
    first_name: str
    role: str
    licence: str
    pin: str


class CoursePlan(msgspec.Struct, frozen=True):
    """So many patients start this regimen today."""

    regimen: str
    patients: int
    ward: str


class Expected(msgspec.Struct, frozen=True):
    """What must be true at the end."""

    planned_doses: int
    given: int
    not_given: int
    extra_bags: int
    documents: int
    rules: dict[str, int]
    """How many conflicts of each rule, over all files."""
    nobody: tuple[str, ...]
    """Rules that need nobody to settle them."""
    workstations: int


Who = tuple[str, int]
"""A patient: the regimen, and which of its patients."""


class Scenario(msgspec.Struct, frozen=True):
    """Everything that happens."""

    site: SitePlan
    workstations: tuple[WorkstationPlan, ...]
    restored: str
    administrator: StaffPlan
    staff: tuple[StaffPlan, ...]
    courses: tuple[CoursePlan, ...]
    apart: dict[str, Who]
    """What is done on both sides of a pulled cable, to whom."""
    late_from_paper: Who
    febrile: Who
    expected: Expected


def load() -> Scenario:
    """The scenario that ships with the program."""
    return msgspec.json.decode((resources.files("ops.demo") / "scenario.json").read_bytes(), type=Scenario)


_FAMILY = (
    "Essai",
    "Exemple",
    "Fictif",
    "Imaginaire",
    "Inventé",
    "Modèle",
    "Prétexte",
    "Simulé",
    "Supposé",
    "Témoin",
    "Virtuel",
    "Canevas",
)
_FIRST = {
    "F": ("Adélaïde", "Bérénice", "Célestine", "Daphné", "Éloïse", "Félicité"),
    "M": ("Anatole", "Barnabé", "Cyprien", "Désiré", "Edmond", "Fulgence"),
}


def identity(number: int) -> Identity:
    """The plainly fictive traits of the n-th patient."""
    sex = "FM"[number % 2]
    family = _FAMILY[number % len(_FAMILY)]
    first = _FIRST[sex][number // 2 % len(_FIRST[sex])]
    return Identity(
        birth_name=f"{family}-{_ROMAN[number // len(_FAMILY)]}",
        used_name="",
        first_names=first,
        birth_date=f"{1945 + number}-{1 + number % 12:02}-{1 + number * 7 % 28:02}",
        sex=sex,
        ipp=f"FICTIF{number:04}",
        ins="",
    )


_ROMAN = ("Un", "Deux", "Trois", "Quatre")


def body(number: int) -> tuple[str, str, str]:
    """(weight kg, height cm, creatinine µmol/L) of the n-th patient, as typed."""
    return f"{52 + number * 3 % 40},5", str(155 + number * 5 % 32), str(58 + number * 3 % 40)
