"""All pairs of steps on a dose, each brought before its rule; one conflict per rule and subject."""

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

import msgspec

from node.domain.fold.case import DoseCase
from node.domain.fold.steps import Role
from node.domain.history import Act, before, concurrent
from node.domain.merge.row import Found, Pair, Row
from node.domain.merge.settled_apart import settled_apart
from node.domain.merge.settling import REVIEWED, Verdict, verdict
from node.domain.merge.table import row_for
from node.domain.state import Conflict
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef


class Judged(msgspec.Struct, frozen=True):
    """One conflict with what the status of its dose needs of it."""

    conflict: Conflict
    row: Row
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


class _Tally(msgspec.Struct):
    """What was found so far under one rule for one subject."""

    row: Row
    subject: Id
    acts: dict[tuple[int, bytes, int, int], Act] = msgspec.field(default_factory=dict)
    alarm: bool = False
    blocks: bool = False

    def add(self, found: Found) -> None:
        for act in found.acts:
            self.acts[act.place] = act
        self.alarm |= found.alarm
        self.blocks |= found.blocks


def judge(
    case: DoseCase, settlements: Sequence[tuple[Act, ConflictSettled]]
) -> tuple[list[Judged], list[Conflict]]:
    """The conflicts of one dose, by rule and subject, and notes on settlements that disagreed."""
    tallies: dict[tuple[str, Id], _Tally] = {}
    for row, pair in _pairs(case):
        found = row.find(pair, case)
        if found is not None:
            tally = tallies.setdefault((row.rule, found.subject), _Tally(row, found.subject))
            tally.add(found)
    judged: list[Judged] = []
    notes: list[Conflict] = []
    for _, tally in sorted(tallies.items()):
        one = _judged(tally, case, settlements)
        judged.append(one)
        note = settled_apart(tally.subject, case.dose, one.said)
        if note is not None:
            notes.append(note)
    return judged, notes


def _pairs(case: DoseCase) -> Iterator[tuple[Row, Pair]]:
    """Pairs that meet a rule: those done apart, and those known where the rule asks for them too."""
    for one, other in combinations(case.steps, 2):
        two_bags = (
            one.bag is not None
            and other.bag is not None
            and one.bag != other.bag
            and Role.NOT_GIVEN not in {one.role, other.role}
        )
        row = row_for(one.role, other.role, two_bags=two_bags)
        if row is None or one.ref == other.ref:
            continue
        if concurrent(one.act, other.act):
            yield row, Pair(one, other, apart=True)
        elif row.known_too:
            first, second = (one, other) if before(one.act, other.act) else (other, one)
            yield row, Pair(first, second, apart=False)


def _keeps(subject: Id, acts: Collection[ActRef], case: DoseCase) -> frozenset[Id]:
    """What a settlement may keep: the bag it is about, or one of those that disagree over the dose."""
    if subject in case.bags:
        return frozenset({subject})
    return frozenset(step.bag for step in case.steps if step.bag is not None and step.ref in acts)


def _instead(row: Row, case: DoseCase) -> tuple[str, ...]:
    """Where nobody may take the act that is the way out (the dose is over, or stopped), a look is enough.

    Once a stop is lifted such a look counts no more: the conflict is open again until that act is taken.
    """
    return (REVIEWED,) if row.owners and (case.over or case.stops) else ()


def _judged(tally: _Tally, case: DoseCase, settlements: Sequence[tuple[Act, ConflictSettled]]) -> Judged:
    row = tally.row
    acts = tuple(act for _, act in sorted(tally.acts.items()))
    choices = row.choices or _instead(row, case)
    said = Verdict()
    if settlements:
        refs = frozenset(act.ref for act in acts)
        said = verdict(row.rule, tally.subject, refs, choices, settlements, _keeps(tally.subject, refs, case))
    # While people disagree on how to settle it, another act is no way out: they must know of each other.
    settled = said.by or (None if said.apart else row.way_out(tally.subject, acts, case))
    named = sorted((*acts, *said.apart), key=lambda act: act.place)
    conflict = Conflict(
        rule=row.rule,
        subject=tally.subject,
        dose=case.dose,
        acts=tuple(act.ref for act in named),
        owners=row.owners,
        choices=choices,
        alarm=tally.alarm,
        blocks=tally.blocks and settled is None,
        settled=settled.ref if settled is not None else None,
    )
    return Judged(conflict, row, said, acts)
