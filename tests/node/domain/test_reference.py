"""Signed versions of regimens and products: the last is the default, and all of them stay."""

from __future__ import annotations

from node.domain.reference import fold_regimen
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_reference import regimen_body

FILE = an_id("reference")


def test_a_new_version_replaces_the_one_its_author_saw_and_both_stay() -> None:
    site = Site()
    old = site.act("A", regimen_body(version="1"), FILE)
    new = site.act("A", regimen_body(version="2"), FILE)
    state = fold_regimen(site.acts)
    assert state.default == new.ref
    assert state.disputed == ()
    kept = state.version(old.ref)
    assert kept is not None
    assert kept.version == "1"
    assert state.version(state.heads[0]) == new.body
