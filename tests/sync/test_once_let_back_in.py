"""Shut out and let back in before what enrols it in fold order, on a branch that counts by settlement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schema.acts.agreement import MembershipAgreed
from schema.acts.workstations import (
    ForkSettled,
    NewJournal,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.transaction import Tip, journal_id
from sync.journal import public_key
from sync.membership.needs import needs
from tests.sync.founded import Journal
from tests.sync.membership.scene import Post
from tests.sync.once import Site

NONCE = bytes(32)


def said_again(late: bool, *since: Callable[[Post], Wire]) -> tuple[Site, Post]:
    """A newcomer of whom people say this; what enrols it counts on another branch alone, by settlement.

    Late, that comes after all of it in fold order.
    """
    site = Site()
    here, third = site.scene.other.membership, site.scene.third.membership
    invitation = site.invited(here)
    there = site.branch(here)
    true, newcomer = site.redeemed(here, invitation)
    site.writes(there)
    site.builds(third, here, there)
    said = []
    for body in (what(newcomer) for what in since):
        said += [one := site.says(third, "second", body)]
        if needs(body).two:
            said += [site.says(third, "third", MembershipAgreed(one.act(0)))]
    for _ in range(30 if late else 0):
        site.builds(site.scene.one.membership)
    if late:
        site.writes(there, site.scene.one.membership)
    same = site.repeated(there, true)
    assert (same.core.order > said[-1].core.order) == late
    tip = Tip(there.id, there.head.seq, there.head.hash)
    settled = site.says(third, "second", ForkSettled(there.id, (tip,)), there)
    site.says(third, "third", MembershipAgreed(settled.act(0)))
    assert site.verdicts(true, same, *said) == ["forked", *[""] * (1 + len(said))]
    return site, newcomer


def suspended(newcomer: Post) -> Wire:
    """By mistake."""
    return WorkstationSuspended(newcomer.id, "volé", ())


def removed(newcomer: Post) -> Wire:
    """By mistake, too."""
    return WorkstationRemovalProposed(newcomer.id, "volé", ())


def resumed(newcomer: Post) -> Wire:
    """It was found again."""
    return WorkstationResumed(newcomer.id, "retrouvé")


def readmitted(newcomer: Post) -> Wire:
    """It was found again, and goes on in a new journal."""
    return WorkstationReadmissionProposed(newcomer.id, "retrouvé", (), (NewJournal("membership", NONCE),))


@pytest.mark.parametrize("late", [True, False])
def test_a_redemption_said_again_lets_nobody_back_in(late: bool) -> None:
    """Removed by people who knew of it, on a branch that counts by settlement."""
    site, newcomer = said_again(late, removed)
    now = site.heard().roll.now.workstations[newcomer.id]
    assert (now.removed, now.welcome) == (True, False)


@pytest.mark.parametrize("late", [True, False])
def test_who_was_let_back_in_before_what_enrols_it_in_fold_order_is_in(late: bool) -> None:
    site, newcomer = said_again(late, suspended, resumed)
    now = site.heard().roll.now
    assert now.workstations[newcomer.id].welcome
    assert now.barriers == ()


@pytest.mark.parametrize("late", [True, False])
def test_who_was_readmitted_before_what_enrols_it_in_fold_order_writes_on(late: bool) -> None:
    site, newcomer = said_again(late, removed, readmitted)
    sealed_with = public_key(newcomer.seal_key)
    journal = Journal(site.place, journal_id(site.place.site, sealed_with, NONCE), newcomer.seal_key)
    site.more.append(journal)
    assert site.verdicts(site.builds(journal, site.scene.third.membership)) == [""]
    now = site.heard().roll.now
    assert now.workstations[newcomer.id].welcome
    assert now.journals[journal.id].workstation == newcomer.id
    assert now.journals[journal.id].knew == now.lifts[newcomer.id]
    assert now.readmitted == {}


@pytest.mark.parametrize("late", [True, False])
def test_shut_out_again_it_stays_so(late: bool) -> None:
    site, newcomer = said_again(late, suspended, resumed, suspended)
    assert not site.heard().roll.now.workstations[newcomer.id].welcome
