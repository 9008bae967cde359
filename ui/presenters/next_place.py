"""Where a dose of the day goes on: the next step that waits, and that my rights name."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from node.api.worklist import WorkItem
from ui.presenters.base import STEP_SCREENS
from ui.presenters.desk import Place

ORDER = (
    "settle",
    "validate",
    "go_ahead",
    "prepare",
    "make",
    "check",
    "release",
    "dispense",
    "receive",
    "administer",
)
"""The steps in which one goes first to what waits for several."""


def mine_first(item: WorkItem, rights: Collection[str]) -> str:
    """The step to go to: the first that waits and that my rights name, else the first that waits."""
    waiting = [step for step in ORDER if step in item.waits_for]
    mine = [step for step in waiting if {"make": "prepare"}.get(step, step) in rights]
    return (mine or waiting or [""])[0]


def next_place(item: WorkItem, rights: Collection[str], day: str) -> Place:
    """The screen of that step, with this dose and bag."""
    return Place(
        STEP_SCREENS.get(mine_first(item, rights), "course"),
        patient=item.patient.patient,
        course=item.course,
        dose=item.dose,
        bag=item.bag or b"",
        day=day,
    )


def place_of_bag(items: Iterable[WorkItem], bag: bytes, rights: Collection[str], day: str) -> Place | None:
    """Where a bag of this day opens: its next step; where it is destroyed when another one counts."""
    for item in items:
        if item.bag == bag:
            return next_place(item, rights, day)
        if bag in item.others:
            return replace(next_place(item, rights, day), screen="release", bag=bag)
    return None
