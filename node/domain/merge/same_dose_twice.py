"""The same dose written twice: two inclusions, or two prescriptions, of people who could not know.

Whatever the ids and whether or not they were concurrent, both doses are held until a prescriber says
`same` (the other is not prepared any more) or `both` were intended.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Final

import msgspec

from node.domain.identity import persons
from node.domain.merge.across import standing
from node.domain.merge.owners import OWNERS
from node.domain.plain import plain
from node.domain.state import Conflict, Dose, Settlement
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType

RULE: Final = "same_dose_twice"


class _Planned(msgspec.Struct, frozen=True):
    """One dose of one course that is still to be given, or was given."""

    course: Id
    regimen: bytes
    dose: Dose

    @property
    def acts(self) -> tuple[ActRef, ...]:
        return tuple(version.act for version in self.dose.versions)


def same_dose_twice(world: World) -> tuple[Found, ...]:
    """One person, one substance, two doses planned within the site's interval: the same dose twice?

    - doses stopped, or said not to have been given, are nobody's second dose; given ones are;
    - within a course, lines and days of one regimen belong together: there it is the same line of the
      same day (or date) under two ids;
    - between two courses of one regimen the same line and day are compared, else everything is;
    - both are held until a prescriber says `same` (the other is not prepared any more) or `both`.
    """
    if world.limits is None:
        return ()
    person_of = {patient: members for members in persons(world.patients) for patient in members}
    groups: dict[tuple[frozenset[Id], str], list[_Planned]] = {}
    for dose in _planned(world):
        included = world.courses[dose.course].included
        patient = included.patient if included else dose.course
        substance = plain(dose.dose.versions[0].order.substance)
        groups.setdefault((person_of.get(patient, frozenset({patient})), substance), []).append(dose)
    return tuple(
        found
        for doses in groups.values()
        for first, second in combinations(doses, 2)
        if _alike(first, second, world.limits.same_dose_days)
        for found in _twice(first, second, world)
    )


def _planned(world: World) -> Iterator[_Planned]:
    for course, state in sorted(world.courses.items()):
        regimen = state.included.regimen if state.included else b""
        for dose in sorted(state.doses, key=lambda one: one.dose):
            if dose.versions and (dose.administered or not (dose.stops or dose.not_given)):
                yield _Planned(course, regimen, dose)


def _alike(first: _Planned, second: _Planned, days: int) -> bool:
    one, other = first.dose.versions[0].order, second.dose.versions[0].order
    apart = _days_apart(one.planned, other.planned)
    same_line = one.line == other.line
    if first.course == second.course:
        same_day = first.dose.cycle == second.dose.cycle and one.day == other.day
        return same_line and (same_day or apart == 0)
    if first.regimen == second.regimen:
        return same_line and one.day == other.day and apart <= days
    return apart <= days


def _days_apart(one: str, other: str) -> int:
    """Days between two planned days; a day that no calendar has is near everything, until somebody looks."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return 0


def _twice(first: _Planned, second: _Planned, world: World) -> Iterator[Found]:
    pair = (first.dose.dose, second.dose.dose)
    settlements = {
        settlement.act: settlement
        for course in {first.course, second.course}
        for settlement in world.courses[course].settlements
        if settlement.rule == RULE and settlement.subject in pair and _names_both(settlement, first, second)
    }
    acts = tuple(sorted({*first.acts, *second.acts}))
    settled, disagreeing = standing(tuple(settlements.values()))
    for mine, other in ((first, second), (second, first)):
        dropped = settled is not None and settled.choice == "same" and settled.keep != mine.dose.dose
        yield Found(
            file=FileRef(FileType.COURSE, mine.course),
            conflict=Conflict(
                rule=RULE,
                subject=mine.dose.dose,
                dose=mine.dose.dose,
                acts=tuple(sorted({*acts, *disagreeing})),
                owners=OWNERS[RULE],
                choices=("same", "both"),
                alarm=bool(first.dose.administered and second.dose.administered),
                blocks=settled is None or dropped,
                settled=settled.act if settled else None,
            ),
            others=((FileRef(FileType.COURSE, other.course), other.dose.dose),),
        )


def _names_both(settlement: Settlement, first: _Planned, second: _Planned) -> bool:
    """Whether a settlement is about these versions.

    `same` holds as long as the dose it dropped is not written anew; the one kept may be revised.
    """
    named = set(settlement.heads)
    if settlement.choice == "same":
        if settlement.keep not in (first.dose.dose, second.dose.dose):
            return False
        dropped = second if settlement.keep == first.dose.dose else first
        kept = first if dropped is second else second
        return named.issuperset(dropped.acts) and bool(named & set(kept.dose.prescribed))
    return named.issuperset(first.acts) and named.issuperset(second.acts)
