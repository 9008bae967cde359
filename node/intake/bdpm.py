"""The public French drug database: four text files in, specialities with their presentations out.

Every row ends as taken or as rejected with its line and reason, so the counts add up file by file. Files
are read in the order in which they refer to each other: specialities, composition, presentations, shortages.
Source: base de données publique des médicaments (open licence: name the source and the date).
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from node.intake.cip import cip13_fault
from node.intake.classify import classify, strengths_of, substance_groups
from node.intake.errors import SourceError
from node.intake.records import FileCount, Ingredient, Presentation, Rejection, Shortage, Speciality
from node.intake.rows import Meter, Progress, Row, Source, read_source, rows_of
from node.intake.strength import container_of

SPECIALITIES: Final = "CIS_bdpm.txt"
COMPOSITIONS: Final = "CIS_COMPO_bdpm.txt"
PRESENTATIONS: Final = "CIS_CIP_bdpm.txt"
SHORTAGES: Final = "CIS_CIP_Dispo_Spec.txt"

FILES: Final[Mapping[str, int]] = {SPECIALITIES: 12, COMPOSITIONS: 8, PRESENTATIONS: 13, SHORTAGES: 8}
"""Names and numbers of columns, in reading order."""

_CIS = re.compile(r"[0-9]{8}")
_DATE = re.compile(r"([0-3][0-9])/([01][0-9])/([0-9]{4})")
_FOUND_LENGTH: Final = 40
MAX_REJECTIONS: Final = 20_000
"""A file with more bad rows is another file, or was made to fill the memory."""
MAX_OF_ONE: Final = 100
"""Ingredients, and presentations, of one speciality: the published files have 59 and 37 at most."""


@dataclass
class Parsed:
    """Everything read from the four files."""

    specialities: list[Speciality]
    """By CIS; their presentations by CIP13."""
    files: list[FileCount]
    rejections: list[Rejection]


@dataclass
class _Draft:
    """The four files while they are being joined."""

    specialities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    compositions: dict[str, list[Ingredient]] = field(default_factory=dict)
    presentations: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    cip13: set[str] = field(default_factory=set)
    cip13_of: dict[str, set[str]] = field(default_factory=dict)
    shortages: dict[tuple[str, str], list[Shortage]] = field(default_factory=dict)


def parse(
    sources: Mapping[str, Source],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Parsed:
    """Read the four files of `FILES`.

    Raises `SourceError` for a file that is absent or useless as a whole, `ImportCancelledError` on request.
    """
    for name in FILES:
        if name not in sources:
            raise SourceError("source_missing", {"file": name})
    contents = {name: read_source(name, sources[name]) for name in FILES}
    meter = Meter(sum(map(len, contents.values())), progress, cancelled)
    draft, files, rejections = _Draft(), [], []
    takers: Mapping[str, Callable[[_Draft, tuple[str, ...]], str]] = {
        SPECIALITIES: _take_speciality,
        COMPOSITIONS: _take_composition,
        PRESENTATIONS: _take_presentation,
        SHORTAGES: _take_shortage,
    }
    for name, columns in FILES.items():
        seen: set[tuple[str, ...]] = set()
        rows = taken = 0
        content = contents.pop(name)
        for row in rows_of(content, columns, meter):
            rows += 1
            fault = row.fault or _fault(draft, row, seen, takers[name])
            if fault:
                rejections.append(Rejection(name, row.line, fault, _found(row, fault)))
                if len(rejections) > MAX_REJECTIONS:
                    raise SourceError("source_useless", {"file": name})
            else:
                taken += 1
        files.append(FileCount(name, hashlib.sha256(content).digest(), rows, taken, rows - taken))
        if not taken and name != SHORTAGES:
            raise SourceError("source_useless", {"file": name})
    meter.report()
    return Parsed(list(_joined(draft)), files, rejections)


def _fault(
    draft: _Draft,
    row: Row,
    seen: set[tuple[str, ...]],
    take: Callable[[_Draft, tuple[str, ...]], str],
) -> str:
    if row.columns in seen:
        return "duplicate"
    seen.add(row.columns)
    if not _CIS.fullmatch(row.columns[0]):
        return "cis_format"
    return take(draft, row.columns)


def _found(row: Row, fault: str) -> str:
    if not row.columns:
        return ""
    shown = row.columns[0]
    if fault.startswith("cip") and len(row.columns) == FILES[PRESENTATIONS]:
        shown = row.columns[6]
    elif fault.startswith("cip"):
        shown = row.columns[1]
    return shown[:_FOUND_LENGTH]


def _take_speciality(draft: _Draft, columns: tuple[str, ...]) -> str:
    if columns[0] in draft.specialities:
        return "cis_twice"
    if not columns[1]:
        return "no_name"
    draft.specialities[columns[0]] = columns
    return ""


def _take_composition(draft: _Draft, columns: tuple[str, ...]) -> str:
    cis, element, code, name, dosage, per, nature, link = columns
    if cis not in draft.specialities:
        return "cis_unknown"
    if not name:
        return "no_name"
    ingredients = draft.compositions.setdefault(cis, [])
    if len(ingredients) >= MAX_OF_ONE:
        return "too_many"
    ingredient = Ingredient(element, code, name, dosage, per, nature, link)
    ingredients.append(ingredient)
    return ""


def _take_presentation(draft: _Draft, columns: tuple[str, ...]) -> str:
    cis, cip13 = columns[0], columns[6]
    fault = cip13_fault(cip13)
    if fault:
        return fault
    if cip13 in draft.cip13:
        return "cip_twice"
    if cis not in draft.specialities:
        return "cis_unknown"
    if len(draft.presentations.get(cis, ())) >= MAX_OF_ONE:
        return "too_many"
    draft.cip13.add(cip13)
    draft.cip13_of.setdefault(cis, set()).add(cip13)
    draft.presentations.setdefault(cis, []).append(columns)
    return ""


def _take_shortage(draft: _Draft, columns: tuple[str, ...]) -> str:
    cis, cip13, code, status = columns[:4]
    if cis not in draft.specialities:
        return "cis_unknown"
    if cip13 and (fault := cip13_fault(cip13)):
        return fault
    if cip13 and cip13 not in draft.cip13_of.get(cis, ()):
        return "cip_unknown"
    if not re.fullmatch(r"[0-9]", code, re.ASCII):
        return "status"
    dates = [_iso(printed) for printed in columns[4:7]]
    if None in dates:
        return "date"
    since, updated, back = (one or "" for one in dates)
    draft.shortages.setdefault((cis, cip13), []).append(Shortage(int(code), status, since, updated, back))
    return ""


def _iso(printed: str) -> str | None:
    """DD/MM/YYYY as YYYY-MM-DD; empty stays empty, anything else is None."""
    if not printed:
        return ""
    match = _DATE.fullmatch(printed)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return None


def _joined(draft: _Draft) -> Iterator[Speciality]:
    for cis in sorted(draft.specialities):
        columns = draft.specialities[cis]
        ingredients = sorted(
            draft.compositions.pop(cis, ()), key=lambda one: (one.element, one.link, one.nature, one.code)
        )
        routes = tuple(route.strip() for route in columns[3].split(";") if route.strip())
        kind = classify(columns[1], columns[2], routes, ingredients)
        yield Speciality(
            cis=cis,
            name=columns[1],
            form=" ".join(columns[2].split()),
            routes=routes,
            authorisation=columns[4],
            marketing=columns[6],
            holder=columns[10],
            injectable=kind.injectable,
            anticancer=kind.anticancer,
            special_form=kind.special_form,
            families=kind.families,
            ingredients=tuple(ingredients),
            presentations=tuple(_presentations(draft, cis, columns[1], ingredients)),
        )


def _presentations(
    draft: _Draft, cis: str, name: str, ingredients: list[Ingredient]
) -> Iterator[Presentation]:
    groups = substance_groups(ingredients)
    everywhere = draft.shortages.get((cis, ""), ())
    boxes = sorted(draft.presentations.pop(cis, ()), key=lambda one: one[6])
    containers = [container_of(columns[2]) for columns in boxes]
    alone = len({container.size for container in containers}) == 1
    for columns, container in zip(boxes, containers, strict=True):
        told = draft.shortages.get((cis, columns[6])) or everywhere
        yield Presentation(
            cip13=columns[6],
            cip7=columns[1],
            label=columns[2],
            status=columns[3],
            marketing=columns[4],
            hospital=columns[7],
            containers=container.containers,
            strengths=strengths_of(name, groups, container, alone=alone),
            # What was said last; the gravest of what was said the same day.
            shortage=max(told, key=lambda one: (one.updated, one.since, -one.code)) if told else None,
        )
