"""The same dose written twice: two inclusions, or two prescriptions, of people who could not know.

Whatever the ids and whether or not they were concurrent, both doses are held until a prescriber says
`same` (the other is not prepared any more) or `both` were intended.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final, TypeAlias

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
_SAME: Final = "same"

_Said: TypeAlias = dict[tuple[Id, Id, ActRef], list[Settlement]]
"""What was settled under this rule, by course, dose and act named: a pair looks at its own alone."""


class _Planned(msgspec.Struct, frozen=True):
    """One dose of one course."""

    course: Id
    regimen: bytes
    person: frozenset[Id]
    dose: Dose

    @property
    def key(self) -> tuple[Id, Id]:
        return self.course, self.dose.dose

    @property
    def acts(self) -> tuple[ActRef, ...]:
        return tuple(version.act for version in self.dose.versions)

    @property
    def over(self) -> tuple[ActRef, ...]:
        """What says that it is not given, where nobody gave it."""
        return () if self.dose.administered else (*self.dose.stops, *self.dose.not_given)


def same_dose_twice(world: World) -> tuple[Found, ...]:
    """One person, one substance, two doses planned within the site's interval: the same dose twice?

    - doses stopped, or said not to have been given, are nobody's second dose; given ones are;
    - within a course, lines and days of one regimen belong together: there it is the same line of the
      same day (or date) under two ids;
    - between two courses of one regimen the same line is compared: of the same day, and of any other day
      where neither order knew of the other, first or in force; between two regimens everything is;
    - both are held until a prescriber says `same` (the other is not prepared any more) or `both`;
    - what was said not to be a dose of its own stays held whatever becomes of the one kept, and comes
      before the prescriber again when that one is stopped or not given, or it is itself written anew; so
      does the one kept when the other turns out to have been given.
    """
    doses, said = tuple(_doses(world)), _said(world)
    groups: dict[tuple[frozenset[Id], str], list[_Planned]] = {}
    for one in doses:
        if not one.over:
            groups.setdefault((one.person, plain(one.dose.versions[0].order.substance)), []).append(one)
    alike = {
        (first.key, second.key): (first, second)
        for group in groups.values()
        for first, second in combinations(group, 2)
        if _alike(first, second, world)
    }
    tied = {(one.key, other.key): (one, other) for one, other in _tied(doses, world)}
    return tuple(
        found
        for key, (first, second) in (tied | alike).items()
        for found in _twice(first, second, said, alike=key in alike)
    )


def _doses(world: World) -> Iterator[_Planned]:
    person_of = {
        patient: members for members in persons(world.patients, disputed=True) for patient in members
    }
    for course, state in sorted(world.courses.items()):
        regimen, patient = b"", course
        if state.included is not None:
            regimen, patient = state.included.regimen, state.included.patient
        person = person_of.get(patient, frozenset({patient}))
        for dose in sorted(state.doses, key=lambda one: one.dose):
            if dose.versions:
                yield _Planned(course, regimen, person, dose)


def _said(world: World) -> _Said:
    found: _Said = {}
    for course, state in world.courses.items():
        for one in state.settlements:
            if one.rule == RULE:
                for head in one.heads:
                    found.setdefault((course, one.subject, head), []).append(one)
    return found


def _tied(doses: Iterable[_Planned], world: World) -> Iterator[tuple[_Planned, _Planned]]:
    """Pairs of which somebody dropped one for the other, unless that one is over or both were given."""
    here = {one.key: one for one in doses}
    ordered: dict[tuple[frozenset[Id], Id, ActRef], list[_Planned]] = {}
    for one in doses:
        for act in one.dose.prescribed:
            ordered.setdefault((one.person, one.dose.dose, act), []).append(one)
    for course, state in world.courses.items():
        for said in state.settlements:
            dropped = here.get((course, said.subject))
            if said.rule != RULE or said.choice != _SAME or dropped is None or dropped.over:
                continue
            for head in said.heads:
                for kept in ordered.get((dropped.person, said.keep or b"", head), ()):
                    both_given = kept.dose.administered and dropped.dose.administered
                    if kept.key != dropped.key and not both_given:
                        yield (kept, dropped) if kept.key < dropped.key else (dropped, kept)


def _alike(first: _Planned, second: _Planned, world: World) -> bool:
    if world.limits is None:
        return False
    one, other = first.dose.versions[0].order, second.dose.versions[0].order
    apart, days = _days_apart(one.planned, other.planned), world.limits.same_dose_days
    same_line = one.line == other.line
    if first.course == second.course:
        same_day = first.dose.cycle == second.dose.cycle and one.day == other.day
        return same_line and (same_day or apart == 0)
    if first.regimen == second.regimen:
        return same_line and apart <= days and (one.day == other.day or _written_apart(first, second, world))
    return apart <= days


def _written_apart(first: _Planned, second: _Planned, world: World) -> bool:
    """Whoever ordered one did not know of the other: none of the two courses follows the other on purpose.

    Said by their first orders, since who revises one later has not been asked about the other; or by those
    in force, where one was moved towards the other by somebody who had not heard of that.
    """

    def apart(ones: Iterable[ActRef], others: Iterable[ActRef]) -> bool:
        pairs = ((one, other) for one in ones for other in others)
        return not any(world.knew(one, other) or world.knew(other, one) for one, other in pairs)

    return apart(first.dose.prescribed[:1], second.dose.prescribed[:1]) or apart(first.acts, second.acts)


def _days_apart(one: str, other: str) -> int:
    """Days between two planned days; a day that no calendar has is near everything, until somebody looks."""
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return 0


def _twice(first: _Planned, second: _Planned, said: _Said, *, alike: bool) -> Iterator[Found]:
    about = _last_words(tuple(_about(first, second, said)))
    settlements = tuple(one for one in about if _names_both(one, first, second))
    settled, again = standing(settlements)
    if settled is not None and _is_news(settled, settlements, first, second):
        settled, again = None, tuple(one.act for one in settlements)
    if not (alike or settlements):
        again = tuple(one.act for one in about if one.choice == _SAME)
        if not again:
            return
    acts = {*first.acts, *second.acts, *_since(first, second), *_since(second, first), *again}
    for mine, other in ((first, second), (second, first)):
        dropped = settled is not None and settled.choice == _SAME and settled.keep != mine.dose.dose
        yield Found(
            file=FileRef(FileType.COURSE, mine.course),
            conflict=Conflict(
                rule=RULE,
                subject=mine.dose.dose,
                dose=mine.dose.dose,
                acts=tuple(sorted(acts)),
                owners=OWNERS[RULE],
                choices=(_SAME, "both"),
                alarm=bool(first.dose.administered and second.dose.administered),
                blocks=settled is None or dropped,
                settled=settled.act if settled else None,
            ),
            others=((FileRef(FileType.COURSE, other.course), other.dose.dose),),
        )


def _about(first: _Planned, second: _Planned, said: _Said) -> Iterator[Settlement]:
    """What was settled of the two, whatever became of either since."""
    for one, other in ((first, second), (second, first)):
        keys = ((*one.key, act) for act in other.dose.prescribed)
        for settlement in {found.act: found for key in keys for found in said.get(key, ())}.values():
            kept = settlement.choice != _SAME or settlement.keep in (first.dose.dose, second.dose.dose)
            if kept and not set(settlement.heads).isdisjoint(one.dose.prescribed):
                yield settlement


def _last_words(settlements: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """Those that no other one answered: what was said before does not hold again when these hold no more."""
    answered = {ref for one in settlements for ref in one.heads}
    return tuple({one.act: one for one in settlements if one.act not in answered}.values())


def _names_both(settlement: Settlement, first: _Planned, second: _Planned) -> bool:
    """Whether a settlement is about these versions.

    `same` holds as long as the dose it dropped is not written anew; the one kept may be revised.
    """
    named = set(settlement.heads)
    if settlement.choice == _SAME:
        if settlement.keep not in (first.dose.dose, second.dose.dose):
            return False
        kept, dropped = _kept_first(settlement, first, second)
        return named.issuperset(dropped.acts) and bool(named & set(kept.dose.prescribed))
    return named.issuperset(first.acts) and named.issuperset(second.acts)


def _kept_first(settlement: Settlement, first: _Planned, second: _Planned) -> tuple[_Planned, _Planned]:
    return (first, second) if settlement.keep == first.dose.dose else (second, first)


def _since(kept: _Planned, dropped: _Planned) -> tuple[ActRef, ...]:
    """What makes another question of "the same dose, keep this one": it is not given, or the other was."""
    return kept.over or (() if kept.dose.administered else dropped.dose.administered)


def _is_news(
    settled: Settlement, all_of_them: Iterable[Settlement], first: _Planned, second: _Planned
) -> bool:
    """Whether something has become of the two since that nobody who settled it so named."""
    if settled.choice != _SAME:
        return False
    since = set(_since(*_kept_first(settled, first, second)))
    alike = (one for one in all_of_them if (one.choice, one.keep) == (_SAME, settled.keep))
    return bool(since) and not any(since & set(one.heads) for one in alike)
