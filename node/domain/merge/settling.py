"""Which settlement stands: the latest that named every act in conflict, unless two say otherwise apart.

A settlement that did not have one of the acts in view settles nothing: a new act reopens the conflict
by itself. Two settlements made apart that disagree reopen it too, until one that knew both.
"""

from collections.abc import Collection, Sequence

import msgspec

from node.domain.history import Act, before
from node.domain.state import Settlement
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef

KEEP = "keep"
REVIEWED = "reviewed"
"""Somebody who may has looked at it; what stands, stands."""


class Verdict(msgspec.Struct, frozen=True):
    """What people said about one conflict."""

    by: Act | None = None
    """The settlement that stands."""
    words: tuple[Act, ...] = ()
    """Every settlement that chose as it does, in fold order."""
    choice: str = ""
    keep: Id | None = None
    apart: tuple[Act, ...] = ()
    """Settlements made apart that disagree: nothing is settled."""
    rejoined: Act | None = None
    """The settlement that ended an earlier disagreement between settlements."""
    disagreed: tuple[Act, ...] = ()
    """Those it ended."""


def as_settlements(settlements: Sequence[tuple[Act, ConflictSettled]]) -> tuple[Settlement, ...]:
    """Settlements as a state keeps them: whole, for the checks that look at several files."""
    return tuple(
        Settlement(act.ref, body.rule, body.subject, body.heads, body.choice, body.keep)
        for act, body in settlements
    )


def verdict(
    rule: str,
    subject: Id | None,
    acts: Collection[ActRef],
    choices: Collection[str],
    settlements: Sequence[tuple[Act, ConflictSettled]],
    keeps: Collection[Id] = (),
) -> Verdict:
    """What stands of the settlements (in fold order) of one conflict; `keeps` is what may be kept.

    Without a subject: what stands of these acts, wherever they were in conflict.
    """
    covering = [
        (act, body)
        for act, body in settlements
        if body.rule == rule
        and subject in {None, body.subject}
        and body.choice in choices
        and (body.choice != KEEP or body.keep in keeps)
        and set(acts) <= set(body.heads)
    ]
    if not covering:
        return Verdict()
    last = _latest(covering)
    if len({_said(body) for _, body in last}) > 1:
        return Verdict(apart=tuple(act for act, _ in last))
    act, body = last[0]
    earlier = _latest([pair for pair in covering if any(before(pair[0], end) for end, _ in last)])
    disagreed = tuple(one for one, _ in earlier) if len({_said(body) for _, body in earlier}) > 1 else ()
    choice, keep = said = _said(body)
    return Verdict(
        by=act,
        words=tuple(one for one, other in covering if _said(other) == said),
        choice=choice,
        keep=keep,
        rejoined=act if disagreed else None,
        disagreed=disagreed,
    )


def _latest(pairs: Sequence[tuple[Act, ConflictSettled]]) -> list[tuple[Act, ConflictSettled]]:
    return [pair for pair in pairs if not any(before(pair[0], other) for other, _ in pairs)]


def _said(body: ConflictSettled) -> tuple[str, Id | None]:
    return body.choice, body.keep if body.choice == KEEP else None
