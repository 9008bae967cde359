"""What is held of membership: looked at after each transaction or once in the end, it is the same."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schema.acts.membership import JournalReopened
from schema.acts.workstations import WorkstationReadmissionProposed
from schema.transaction import journal_id, reopening_input
from sync import roll as rolls
from sync import standing
from sync.annals import Annals
from sync.folding import Known, entry
from sync.journal import public_key, signer
from sync.membership import MEMBERSHIP, Membership
from sync.standing import Standing
from tests.sync.founded import Journal, opened, unsigned
from tests.sync.membership.lived import EVERYBODY, lived
from tests.sync.membership.lived import arriving as lives
from tests.sync.membership.scene import Post, Scene
from tests.sync.reopened import Hearing, Reopening, arriving


def heard(reopening: Reopening) -> tuple[Annals, Hearing]:
    """All of it in the annals, counting but for what does not by itself."""
    annals, hearing = Annals(), Hearing()
    for one in arriving(reopening.written, reopening.chance):
        hearing.hears(one)
        strand = hearing.strand_of[one.hash]
        verdict = hearing.roll.by_itself(strand, one.core.seq)
        annals.add(entry(one.core, opened(one).bodies, hearing.past_of[one.hash], verdict, strand))
    return annals, hearing


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
@example(50, False)  # announced on one branch only when something stood on the other
@example(3466, False)  # vouched for by a branch that counts only because this one built on it
def test_looked_at_after_each_or_once_in_the_end(seed: int, strict: bool) -> None:
    """Journals that are reopened change nothing of what was judged, so that they alone are judged."""
    reopening = Reopening(seed, strict=strict)
    order = arriving(reopening.written, random.Random(seed))
    often, now_and_then, chance = Hearing(), Hearing(), random.Random(seed)
    for one in order:
        for hearing, look in ((often, 1.0), (now_and_then, 0.2)):
            hearing.hears(one)
            if chance.random() < look:
                assert hearing.roll.grounds is not None
    once = Hearing()
    for one in order:
        once.hears(one)
    for hearing in (often, now_and_then):
        assert hearing.roll.now == once.roll.now
        assert hearing.roll.announced_here == once.roll.announced_here
        assert hearing.roll.named == once.roll.named
        assert hearing.roll.held_back == once.roll.held_back
        assert hearing.roll.grounds.held == once.roll.grounds.held
        assert hearing.roll.grounds.aside == once.roll.grounds.aside
        assert [hearing.verdict(one) for one in order] == [once.verdict(one) for one in order]
        for one in order:
            past = once.past_of[one.hash]
            assert hearing.roll.at(past) == once.roll.at(past)
    another = Hearing()
    for one in arriving(order, chance):
        another.hears(one)
    assert [another.verdict(one) for one in order] == [once.verdict(one) for one in order]


def reopened(post: Post, vouches: bytes, saw: Journal, key: bytes = b"") -> Journal:
    """A journal that a workstation opens by itself; under a `key` used before, a branch of that one."""
    place = post.membership.place
    seal_key, nonce = key or place.random(32), bytes(32)
    public = public_key(seal_key)
    new = Journal(place, journal_id(place.site, public, nonce), seal_key)
    voucher = signer(vouches)(reopening_input(place.site, new.id, post.id, MEMBERSHIP, public, None))
    body = JournalReopened(new.id, post.id, MEMBERSHIP, public, nonce, None, voucher)
    new.write([unsigned(body, post.id)], [saw])
    return new


def test_who_builds_on_the_branch_by_which_they_count_is_judged_with_it() -> None:
    """Two cloned workstations build on each other's branches, the last vouched for by the first of these."""
    scene, often, once = Scene(), Hearing(), Hearing()
    one, other, before = scene.other, scene.third, scene.one.membership
    first, left = reopened(one, one.seal_key, before), reopened(other, other.seal_key, before)
    branch = reopened(one, one.seal_key, one.membership, first.seal_key)
    right = reopened(other, other.seal_key, branch, left.seal_key)
    last = reopened(one, first.seal_key, right)
    journals = [*(post.membership for post in scene.posts), first, left, branch, right, last]
    written = [some for journal in journals for some in journal.written]
    for some in written:
        once.hears(some)
        often.hears(some)
        assert often.roll.grounds is not None
    for hearing in (often, once):
        verdicts = [hearing.verdict(journal.written[0]) for journal in journals[3:]]
        assert verdicts == ["forked", "forked", "", "", ""]


def test_in_these_lives_they_are_judged_alone_with_forks_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """And some count for nothing: else the test above would show nothing of it."""
    found: set[tuple[bool, bool, bool]] = set()

    def further(before: Standing, *known: object) -> Standing | None:
        told: Callable[..., Standing | None] = standing.further
        more = told(before, *known)
        forked, fresh = bool(hearing.strands.forked), more is not None and more.now is not before.now
        found.add(
            (more is not None, forked, fresh and more is not None and len(more.aside) > len(before.aside))
        )
        return more

    monkeypatch.setattr(rolls, "further", further)
    for seed in range(80):
        reopening, hearing = Reopening(seed, strict=True), Hearing()
        for one in arriving(reopening.written, random.Random(seed)):
            hearing.hears(one)
            assert hearing.roll.grounds is not None
    assert found >= {(True, forked, aside) for forked in (False, True) for aside in (False, True)}
    assert (False, True, False) in found


def test_what_only_announces_is_not_folded() -> None:
    """Membership at a past is folded once, however many journals were reopened since."""
    annals, hearing = heard(Reopening(5, strict=True))
    kept, folds = Known(), list[Membership]()
    pasts = [hearing.past_of[one.hash] for one in annals.entries if not one.acts]
    for one, past in zip((one for one in annals.entries if not one.acts), pasts, strict=True):
        at = annals.at(past, {}, kept)
        assert at == annals.folded({}, past)
        folds.append(at)
        assert set(at.journals) == {
            info.id
            for other in annals.entries
            if not other.verdict and past.holds(other.spot.strand, other.spot.seq)
            for info, _ in other.opened
        } | set(at.journals.said)
        assert one.verdict or all(info.id in annals.journals for info, _ in one.opened)
    assert len({id(one.people) for one in folds}) < len(folds)


@pytest.mark.parametrize("seed", range(12))
def test_journals_are_the_same_by_what_was_kept_and_folded_anew(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """After each act, and what is of people alone folds nothing to know them."""
    scene, _ = lived(seed, 14, EVERYBODY, strict=True)
    hearing, annals, spared = Hearing(), Annals(), 0
    for written, past in lives(scene, random.Random(seed)):
        hearing.hears(written)
        strand = hearing.strand_of[written.hash]
        verdict = hearing.roll.by_itself(strand, written.core.seq)
        one = entry(written.core, opened(written).bodies, past, verdict, strand)
        annals.add(one)
        if one.acts and one.spares_journals:
            with monkeypatch.context() as without:
                without.setattr(annals, "folded", None)
                assert annals.journals is not None
            spared += 1
        folded = annals.folded({}).journals
        assert annals.journals == folded
        assert annals.journals.said == folded.said
    assert spared


def test_each_journal_is_news_once_until_it_is_told_again() -> None:
    for seed in range(20):
        annals, _ = heard(Reopening(seed, strict=False))
        news = annals.news()
        assert set(news) == set(annals.journals)
        assert annals.news() == []
        annals.tell_again()
        assert set(annals.news()) == set(news)
        assert annals.news() == []


def test_news_are_of_readmissions_too() -> None:
    said = 0
    for seed in range(50):
        annals, _ = heard(Reopening(seed, strict=False))
        known = annals.journals.said
        said += len(known)
        assert set(known) <= set(annals.news())
        if known:
            readmitted = [
                content
                for one in annals.entries
                for content in one.contents.values()
                if isinstance(content, WorkstationReadmissionProposed)
            ]
            assert readmitted
    assert said
