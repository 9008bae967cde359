"""What handlers are: functions of a desk, a session and a command."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from node.api.base import Answer
from node.desk import Desk
from node.sessions import Session
from schema.ids import Id


class Open(msgspec.Struct, frozen=True):
    """A handler that works before anybody has signed in."""

    run: Callable[[Desk, Session | None, Any], Answer]


class Seated(msgspec.Struct, frozen=True):
    """A handler that works without a session, and is told whose session it was that is over (or is open)."""

    run: Callable[[Desk, Session | None, Id | None, Any], Answer]


class Handler(msgspec.Struct, frozen=True):
    """A handler that needs a session."""

    run: Callable[[Desk, Session, Any], Answer]


AnyHandler: TypeAlias = Open | Seated | Handler


def open_to_all(run: Callable[[Desk, Session | None, Any], Answer]) -> Open:
    """Mark a handler as open before signing in."""
    return Open(run)


def signed_in(run: Callable[[Desk, Session, Any], Answer]) -> Handler:
    """Mark a handler as needing a session."""
    return Handler(run)
