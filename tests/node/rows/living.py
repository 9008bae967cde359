"""A site on which every scenario is lived at once: one parting, one meeting through a third workstation.

Either side comes first in fold order, as the other's journal is made longer beforehand; and whoever
passes everything on hears of that side first, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from node.api.course import ConflictView
from node.api.patient import NotePatient
from node.api.settlement import Conflicts, ListConflicts
from node.domain.rights import ROLES
from schema.transaction import FileRef
from tests.node import circuit
from tests.node.apart import Three
from tests.node.rows.of_bags import OF_BAGS
from tests.node.rows.of_doses import OF_DOSES
from tests.node.rows.of_files import OF_FILES
from tests.node.rows.of_members import OF_MEMBERS
from tests.node.rows.of_stock import OF_STOCK
from tests.node.rows.parting import Expected, Parting, Rows, Scenario, SteadyClock, Story
from tests.node.stations import Station, Template, copied, exchange, opened, send

SCENARIOS: Mapping[str, Scenario] = {
    scenario.__name__: scenario for scenario in (*OF_DOSES, *OF_BAGS, *OF_FILES, *OF_STOCK, *OF_MEMBERS)
}
"""By the rule that each is about; see `rule_of`."""
AGAIN: Mapping[str, str] = {
    "patient_created_twice_and_disputed": "patient_created_twice",
    "same_dose_twice_and_one_stopped": "same_dose_twice",
    "same_dose_twice_on_other_days": "same_dose_twice",
    "settings_apart_of_gates": "settings_apart",
    "settings_apart_of_reattribution": "settings_apart",
    "used_and_retired_alike": "used_and_retired",
}
"""Scenarios of a rule that has one already."""
LONGER = 150
"""More transactions than all the sides of one workstation take."""
FIRST = ("one first", "other first")


def rule_of(scenario: str) -> str:
    """The rule that a scenario is about."""
    return AGAIN.get(scenario, scenario)


@dataclass(frozen=True)
class Seen:
    """All that one workstation shows of conflicts at one moment."""

    station: Station
    all: Mapping[str, Mapping[tuple[str, FileRef], Rows]]
    """By language."""
    mine: Mapping[str, frozenset[tuple[str, FileRef]]]
    """What is asked of each role."""


@dataclass
class Met:
    """The site after the meeting; what is expected and told, by scenario."""

    stations: Three
    expected: Mapping[str, Expected]
    stories: Mapping[str, Story]

    @cached_property
    def found(self) -> tuple[Seen, ...]:
        """What each workstation shows, as it was received."""
        return tuple(map(look, self.stations))

    @cached_property
    def folded_again(self) -> tuple[Seen, ...]:
        """The same once everyone was admitted and everything folded again, from the journals alone."""
        assert self.found
        for station in self.stations:
            station.replica.readmit_all()
            station.replica.folding.refold_all()
        return tuple(map(look, self.stations))

    @cached_property
    def settled(self) -> tuple[Seen, ...]:
        """The same once each scenario has settled what it is about, and everybody knows."""
        assert self.folded_again
        one, other, third = self.stations
        for name, story in self.stories.items():
            rows = self.found[0].all["fr"].get((rule_of(name), self.expected[name].file), ())
            try:
                story.send(rows)
            except StopIteration:
                # A settlement may be made at either, and rest on one made at the other.
                send(one, other)
                send(other, one)
            else:
                raise AssertionError(f"{name} goes on after its settlement")
        exchange(one, third)
        exchange(other, third)
        return tuple(map(look, self.stations))


def look(station: Station) -> Seen:
    """Everything in the inboxes of one workstation."""
    shown = {language: _rows(station, language) for language in ("fr", "en")}
    mine = {role: frozenset(_inbox(station, role)) for role in ROLES}
    return Seen(station, shown, mine)


def _rows(station: Station, language: str) -> Mapping[tuple[str, FileRef], Rows]:
    command = ListConflicts(mine=False, settled=True, language=language)
    found: dict[tuple[str, FileRef], list[ConflictView]] = {}
    for row in station.get("pharmacist", command, Conflicts).rows:
        found.setdefault((row.rule, row.file), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _inbox(station: Station, role: str) -> Iterator[tuple[str, FileRef]]:
    for row in station.get(role, ListConflicts(mine=True), Conflicts).rows:
        yield row.rule, row.file


@contextmanager
def lived(template: Template, folder: Path, first: str) -> Iterator[Met]:
    """Every scenario up to the meeting."""
    where, clock, people = copied(template, folder), SteadyClock(), dict(template.people)
    with ExitStack() as stack:
        one, other, third = (
            stack.enter_context(opened(where, name, template.contents[name], people, clock, seed=seed))
            for seed, name in enumerate(("PUI-1", "HDJ-1", "USC-1"), start=11)
        )
        parting = Parting(one, other, people)
        stories = {rule: scenario(parting) for rule, scenario in SCENARIOS.items()}
        for story in stories.values():
            assert next(story) is None
        longer = circuit.create(one, parting.somebody())
        exchange(one, other)
        exchange(one, third)
        _write(other if first == "one first" else one, longer)
        before = _order(one), _order(other)
        for story in stories.values():
            assert next(story) is None
        expected = {rule: _said(next(story)) for rule, story in stories.items()}
        if first == "one first":
            assert _order(one) < before[1]
        else:
            assert _order(other) < before[0]
        near, far = (one, other) if first == "one first" else (other, one)
        for sender, receiver in ((near, third), (third, far), (far, third), (third, near)):
            send(sender, receiver)
        assert len({station.replica.digests() for station in (one, other, third)}) == 1
        yield Met((one, other, third), expected, stories)


def _said(expected: Expected | None) -> Expected:
    assert expected is not None
    return expected


def _order(station: Station) -> int:
    return station.replica.chain.head(station.desk.journal()).order


def _write(station: Station, patient: bytes) -> None:
    for number in range(LONGER):
        station.do("nurse", NotePatient(patient=patient, text=f"appel {number}"))
