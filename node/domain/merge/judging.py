"""All pairs of steps, each brought before its rule; one conflict per rule and subject.

The same for every sort of file: what differs (its steps, its table, what a settlement may keep) is
handed in as its `Judging`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from typing import Any, Generic

import msgspec

from node.domain.history import Act, Place, before, concurrent
from node.domain.merge.by_two import hear
from node.domain.merge.row import C, Found, PairOf, RowOf, S
from node.domain.merge.settled_apart import settled_apart
from node.domain.merge.settling import Verdict, verdict
from node.domain.state import Conflict
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef


class Judged(msgspec.Struct, frozen=True):
    """One conflict with what the status of its dose needs of it."""

    conflict: Conflict
    row: RowOf[Any, Any]
    said: Verdict
    acts: tuple[Act, ...]
    """The acts that disagree, without settlements."""

    @property
    def open(self) -> bool:
        """It waits for somebody."""
        return self.conflict.settled is None and bool(self.row.owners)

    @property
    def blocking(self) -> bool:
        """It waits, and keeps its subject from advancing meanwhile."""
        return self.open and self.conflict.blocks


def keeps_nothing(_subject: Id, _acts: Collection[ActRef], _case: object) -> frozenset[Id]:
    """Nothing that a settlement could keep."""
    return frozenset()


def choices_of_row(row: RowOf[Any, Any], _case: object) -> tuple[str, ...]:
    """What the row offers."""
    return row.choices


class Judging(msgspec.Struct, Generic[S, C], frozen=True, kw_only=True):
    """How the steps of one sort of file meet."""

    row_for: Callable[[S, S], RowOf[S, C] | None]
    """The rule of two steps; nil when they are harmless."""
    keeps: Callable[[Id, Collection[ActRef], C], frozenset[Id]] = keeps_nothing
    """What a settlement may keep, by subject and acts in conflict."""
    choices: Callable[[RowOf[S, C], C], tuple[str, ...]] = choices_of_row


class _Tally(msgspec.Struct, Generic[S, C]):
    """What was found so far under one rule for one subject."""

    row: RowOf[S, C]
    subject: Id
    acts: dict[Place, Act] = msgspec.field(default_factory=dict)
    alarm: bool = False
    blocks: bool = False

    def add(self, found: Found) -> None:
        for act in found.acts:
            self.acts[act.place] = act
        self.alarm |= found.alarm
        self.blocks |= found.blocks


def judge_steps(
    judging: Judging[S, C],
    steps: Sequence[S],
    case: C,
    settlements: Sequence[tuple[Act, ConflictSettled]],
    dose: Id | None = None,
) -> tuple[list[Judged], list[Conflict]]:
    """Conflicts of steps given in fold order, by rule and subject; notes on settlements that disagreed."""
    tallies: dict[tuple[str, Id], _Tally[S, C]] = {}
    for row, pair in _pairs(judging, steps):
        found = row.find(pair, case)
        if found is not None:
            key = (row.rule, found.subject)
            if key not in tallies:
                tallies[key] = _Tally(row, found.subject)
            tallies[key].add(found)
    judged: list[Judged] = []
    notes: list[Conflict] = []
    for _, tally in sorted(tallies.items()):
        one = _judged(judging, tally, case, settlements, dose)
        judged.append(one)
        note = settled_apart(tally.subject, dose, one.said)
        if note is not None:
            notes.append(note)
    return judged, notes


def _pairs(judging: Judging[S, C], steps: Sequence[S]) -> Iterator[tuple[RowOf[S, C], PairOf[S]]]:
    """Pairs that meet a rule: those done apart, and those known where the rule asks for them too."""
    for one, other in combinations(steps, 2):
        row = judging.row_for(one, other)
        if row is None or one.act.ref == other.act.ref:
            continue
        if concurrent(one.act, other.act):
            yield row, PairOf(one, other, apart=True)
        elif row.known_too:
            first, second = (one, other) if before(one.act, other.act) else (other, one)
            yield row, PairOf(first, second, apart=False)


def _judged(
    judging: Judging[S, C],
    tally: _Tally[S, C],
    case: C,
    settlements: Sequence[tuple[Act, ConflictSettled]],
    dose: Id | None,
) -> Judged:
    row = tally.row
    acts = tuple(act for _, act in sorted(tally.acts.items()))
    choices = judging.choices(row, case)
    said = Verdict()
    if settlements:
        refs = frozenset(act.ref for act in acts)
        keeps = judging.keeps(tally.subject, refs, case)
        said = verdict(row.rule, tally.subject, refs, choices, settlements, keeps)
    # While people disagree on how to settle it, another act is no way out: they must know of each other.
    settled = said.by or (None if said.apart else row.way_out(tally.subject, acts, case))
    words = row.by_two(said.words, acts, case)
    heard = hear(row.owners, words) if words is not None else None
    if heard is not None:
        settled = heard.by
    named = sorted((*acts, *said.apart), key=lambda act: act.place)
    conflict = Conflict(
        rule=row.rule,
        subject=tally.subject,
        dose=dose,
        acts=tuple(act.ref for act in named),
        owners=row.owners if heard is None else heard.wanted,
        choices=choices,
        alarm=tally.alarm,
        blocks=tally.blocks and settled is None,
        settled=settled.ref if settled is not None else None,
        heard=() if heard is None else heard.words,
    )
    return Judged(conflict, row, said, acts)
