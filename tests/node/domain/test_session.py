"""Sessions open once and close once."""

from __future__ import annotations

from node.domain.session import fold_session
from schema.acts.session import SessionClosed, SessionOpened
from tests.node.domain.acts import Site, an_id

FILE = an_id("session")


def test_a_session_opens_and_closes() -> None:
    site = Site()
    opened = site.act("A", SessionOpened(FILE, an_id("alice"), an_id("key")), FILE)
    state = fold_session(site.acts)
    assert (state.person, state.opened, state.closed) == (an_id("alice"), opened.ref, None)
    closed = site.act("A", SessionClosed(FILE, "idle"), FILE)
    state = fold_session(site.acts)
    assert (state.closed, state.reason) == (closed.ref, "idle")


def test_what_makes_no_sense_is_an_anomaly() -> None:
    site = Site()
    site.act("A", SessionClosed(FILE, ""), FILE)
    assert [one.code for one in fold_session(site.acts).anomalies] == ["closed_before_it_was_opened"]
    site.act("A", SessionOpened(FILE, an_id("alice"), an_id("key")), FILE)
    site.act("A", SessionOpened(FILE, an_id("bob"), an_id("key")), FILE)
    state = fold_session(site.acts)
    assert state.person == an_id("alice")
    assert [one.code for one in state.anomalies] == ["opened_again"]
