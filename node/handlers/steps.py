"""Most steps are alike: open the course, ask the rules, record what they decide.

A step's handler is then one line in its table; only what needs more is written out.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from node.api.base import Answer, Command
from node.desk import Desk, refused
from node.domain.decision import Decided, Refusal, Who
from node.domain.relied_on import relying
from node.domain.situation import CourseSituation
from node.handlers.base import Handler, signed_in
from node.handlers.loading import open_course
from node.sessions import Session
from schema.ids import Id

Decide: TypeAlias = Callable[[CourseSituation, Who], Decided | Refusal]
Decider: TypeAlias = Callable[[Any, CourseSituation, Who], Decided | Refusal]
"""A rule of a step: its command, what it looks at, who asks."""


def on_course(desk: Desk, session: Session, course: Id, pin: str | None, decide: Decide) -> Answer:
    """Open a course, ask the rules, record what they decide, naming what the screen showed."""
    opened = open_course(desk, course)
    if isinstance(opened, Refusal):
        return refused(opened)
    decided = decide(opened.situation, desk.who(session))
    return desk.record(relying(decided, opened.heads), session, pin)


def step(decide: Decider) -> Handler:
    """The handler of a command that names its course, and its PIN where its act is a signature."""

    def run(desk: Desk, session: Session, command: Command) -> Answer:
        course: Id = getattr(command, "course")  # noqa: B009  # every command of a course has one
        pin: str | None = getattr(command, "pin", None)
        return on_course(desk, session, course, pin, partial(decide, command))

    return signed_in(run)
