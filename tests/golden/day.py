"""A fictive day on which everything that can be recorded is recorded, and most that can disagree does.

Three workstations in this process, clock and randomness from seeds; until noon the site has no rule of
`schema/rules.py`, then all of them. A released version makes its golden journals from this day as it was
then; a newer version adds an episode and leaves the older ones as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from unittest.mock import patch

from node.api.session import SignOut
from tests.golden import apart, bags, course, patients, people, places, reference, stock
from tests.golden.stations import Day
from tests.node.stations import Clock, build, opened

PLACES = ("PUI-1", "HDJ-1", "USC-1")


class LongDay(Clock):
    """A clock by which a second passes where others let a minute pass: so much happens on no day."""

    def advance(self, *, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        super().advance(hours=hours, days=days)
        self.ms += minutes * 1000


def live(folder: Path, record: Callable[[Day], None]) -> None:
    """Live through the day in this folder; `record` looks at the workstations before they close."""
    with patch("node.founding.RULES", {}):
        template = build(folder, PLACES)
    clock = LongDay()
    with ExitStack() as stack:
        day = Day(
            *(
                stack.enter_context(
                    opened(folder, name, template.contents[name], template.people, clock, seed=seed)
                )
                for seed, name in enumerate(PLACES, start=11)
            )
        )
        for episode in EPISODES:
            episode(day)
        record(day)


def evening(day: Day) -> None:
    """Everybody signs out."""
    for person in sorted(day.one._sessions):
        day.one.ask(person, SignOut())


RULED: tuple[Callable[[Day], None], ...] = (
    course.overtaken,
    course.unreadable,
    bags.interrupted,
    bags.as_another,
    bags.reattributed,
    bags.settled_otherwise,
    patients.created_twice,
    patients.one_person,
    patients.news,
    apart.bedside,
    apart.results,
    apart.overlapping,
    patients.allergic,
    reference.settings_apart,
    reference.retired_alike,
    people.withdrawn,
    people.suspended,
    places.suspended,
    places.cloned,
    places.removed,
)
"""Of what a rule says something else: lived through before and after."""

EPISODES: tuple[Callable[[Day], None], ...] = (
    course.uneventful,
    course.revisions,
    course.stops,
    course.yes_and_no,
    course.derogation,
    course.spoken,
    bags.prepared_twice,
    bags.given_twice,
    bags.come_back,
    apart.days,
    apart.ends,
    apart.numbered,
    patients.corrected,
    reference.edition,
    reference.drafts,
    places.named,
    *RULED,
    partial(stock.remainders, half="A"),
    partial(stock.lots, half="A"),
    partial(stock.vaults, half="du matin"),
    partial(stock.unverified, half="du matin"),
    places.rules,
    *RULED,
    partial(stock.vaults, half="de l’après-midi"),
    stock.unverified_and_settled,
    partial(stock.lots, half="B"),
    reference.retired,
    reference.signed_apart,
    people.administrators,
    people.disputed,
    people.renamed_apart,
    places.moved_apart,
    places.by_one,
    people.pins,
    places.mutual,
    evening,
)
