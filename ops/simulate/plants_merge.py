"""Deliberate mistakes in what people are told: each rule of the program forgotten in its turn, or its alarm.

Made from the program's own table of rules, so that a new rule has its plant the day it is written; those
that nothing here looks at are in `unseen.py`, with the reason.
"""

from collections.abc import Callable, Mapping

import msgspec

from node.domain import crosscheck
from node.domain.folds import FOLDS
from node.domain.merge import judge, judging, row, table
from node.domain.merge.owners import OWNERS
from node.domain.state import Conflict
from node.store import projection
from ops.simulate import remembered
from ops.simulate.planting import Unseen, plant
from ops.simulate.unseen import UNSEEN


def _finds_nothing(which: row.Row) -> None:
    """This row of a dose meets every pair without a word."""
    lost = msgspec.structs.replace(which, find=lambda *_: None)

    def row_for(*args: Unseen, **how: Unseen) -> row.Row | None:
        found = table.row_for(*args, **how)
        return lost if found is which else found

    plant(judge, "row_for", row_for)


def alarm_unheard() -> None:
    """Rules: no disagreement within a file ever has an alarm."""
    plant(judging, "Conflict", lambda **how: Conflict(**{**how, "alarm": False}))


def blocks_nothing() -> None:
    """Rules: no disagreement within a file keeps anything from going on."""
    plant(judging, "Conflict", lambda **how: Conflict(**{**how, "blocks": False}))


def _forgetting(rule: str) -> Callable[[], None]:
    def forgotten() -> None:
        if rule in table.ROWS:
            _finds_nothing(table.ROWS[rule])
        checks = {name: check for name, check in crosscheck.CROSS_CHECKS.items() if name != rule}
        plant(crosscheck, "CROSS_CHECKS", checks)
        # Whatever else finds it within a file is silent too.
        folds = {sort: _without(rule, fold) for sort, fold in FOLDS.items()}
        for where in (projection, remembered):
            plant(where, "FOLDS", folds)

    forgotten.__doc__ = f"Rules: `{rule}` is found nowhere."
    return forgotten


def _without(rule: str, fold: Unseen) -> Unseen:
    def folded(acts: Unseen) -> Unseen:
        state = fold(acts)
        conflicts: Unseen = getattr(state, "conflicts", ())
        left = tuple(one for one in conflicts if one.rule != rule)
        return state if left == conflicts else msgspec.structs.replace(state, conflicts=left)

    return folded


FORGOTTEN: Mapping[str, Callable[[], None]] = {
    f"forgets_{rule}": _forgetting(rule) for rule in OWNERS if rule not in UNSEEN
}
"""One for each rule that something here looks at."""
