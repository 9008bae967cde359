"""Marks on handlers."""

from __future__ import annotations

from node.api.base import Answer, Refused
from node.desk import Desk
from node.handlers.base import Handler, Open, open_to_all, signed_in
from node.sessions import Session


def test_the_mark_says_whether_a_session_is_needed() -> None:
    def anybody(_desk: Desk, _session: Session | None, _command: object) -> Answer:
        return Refused(code="x")

    def somebody(_desk: Desk, _session: Session, _command: object) -> Answer:
        return Refused(code="x")

    assert isinstance(open_to_all(anybody), Open)
    assert isinstance(signed_in(somebody), Handler)
    assert not isinstance(signed_in(somebody), Open)
