"""What counts of membership when people act apart: both orders, and whatever came first."""

from __future__ import annotations

from schema.acts.course import CourseNoted
from schema.acts.membership import JournalOpened, RightsGranted, WorkstationRemoved
from schema.acts.people import (
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonResumed,
    PersonSuspended,
)
from schema.acts.workstations import (
    ForkSettled,
    NewJournal,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.transaction import Tip, journal_id
from sync.causality import Past
from sync.journal import Written, public_key
from tests.sync.founded import opened
from tests.sync.membership.lived import Anybody
from tests.sync.membership.scene import Post, Scene

SEED = bytes([9]) * 32


def noted(scene: Scene, post: Post) -> tuple[Written, Past]:
    """The nurse notes something, at a workstation that knows its own membership journal; and its past."""
    act = scene.people["nurse"].act(CourseNoted(None, "RAS"), bytes(16), right="administer")
    return post.clinical.write([act], saw=[post.membership]), post.clinical.past


def counts(scene: Scene, written: Written, past: Past) -> str:
    """Why what was noted does not count, all things considered."""
    return scene.roll().admits(written.core, opened(written).bodies, past, Anybody())


# -- suspended


def test_what_a_suspension_had_seen_stays_and_the_rest_counts_once_it_is_lifted(scene: Scene) -> None:
    before = noted(scene, scene.other)
    scene.does(
        scene.one, "first", WorkstationSuspended(scene.other.id, "introuvable", scene.cuts(scene.other))
    )
    after = noted(scene, scene.other)
    renamed = scene.does(scene.other, "second", WorkstationRenamed(scene.third.id, "USC-2"))
    assert [counts(scene, *one) for one in (before, after)] == ["", "suspended"]
    assert scene.verdict(renamed) == "suspended"
    assert not scene.now.workstations[scene.other.id].welcome
    scene.does(scene.one, "first", WorkstationResumed(scene.other.id, "retrouvé"))
    assert [counts(scene, *one) for one in (before, after)] == ["", ""]
    assert scene.verdict(renamed) == ""
    assert scene.now.workstations[scene.other.id].welcome


def test_suspended_and_resumed_apart_is_suspended(scene: Scene, later: tuple[Post, Post]) -> None:
    one, other = later
    scene.does(one, "first", WorkstationSuspended(scene.third.id, "introuvable", ()))
    scene.does(other, "second", WorkstationResumed(scene.third.id, ""))
    assert scene.now.workstations[scene.third.id].suspended
    scene.sees(other, one)
    scene.does(other, "second", WorkstationResumed(scene.third.id, ""))
    assert scene.now.workstations[scene.third.id].welcome


def test_two_that_suspend_each_other_both_are_until_somebody_else_lifts_it(
    scene: Scene, later: tuple[Post, Post]
) -> None:
    one, other = later
    scene.does(one, "first", WorkstationSuspended(other.id, "douteux", scene.cuts(other)))
    scene.does(other, "second", WorkstationSuspended(one.id, "douteux", scene.cuts(one)))
    now = scene.now
    assert now.workstations[one.id].suspended
    assert now.workstations[other.id].suspended
    # What each says in favour of itself lies beyond the other's cut.
    scene.sees(one, other)
    scene.sees(other, one)
    own = [
        scene.does(post, who, WorkstationResumed(post.id, ""))
        for post, who in ((one, "first"), (other, "second"))
    ]
    assert [scene.verdict(written) for written in own] == ["suspended", "suspended"]
    scene.sees(scene.third, one, other)
    scene.does(scene.third, "third", WorkstationResumed(one.id, ""))
    assert scene.now.workstations[one.id].welcome
    # It counts now what was lifted there.
    assert not scene.now.workstations[other.id].welcome


def test_who_was_suspended_frees_nobody_who_frees_them(scene: Scene) -> None:
    """Two lifts that would only hold if the other did: neither holds, whichever came first."""
    one, other = scene.one, scene.other
    scene.does(scene.third, "third", WorkstationSuspended(one.id, "douteux", scene.cuts(one)))
    scene.does(scene.third, "third", WorkstationSuspended(other.id, "douteux", scene.cuts(other)))
    for post, who, freed in ((one, "first", other), (other, "second", one)):
        scene.sees(post, scene.third)
        scene.does(post, who, WorkstationResumed(freed.id, ""))
    assert not scene.now.workstations[one.id].welcome
    assert not scene.now.workstations[other.id].welcome


def test_a_person_who_is_suspended_has_no_right_and_what_they_did_apart_waits(scene: Scene) -> None:
    before = noted(scene, scene.other)
    nurse = scene.people["nurse"].id
    scene.does(scene.one, "first", PersonSuspended(nurse, "absente", scene.cuts(scene.other)))
    after = noted(scene, scene.other)
    assert [counts(scene, *one) for one in (before, after)] == ["", "withdrawn"]
    scene.does(scene.one, "first", PersonResumed(nurse, "revenue"))
    assert counts(scene, *after) == ""
    assert scene.now.may(nurse, "administer")


# -- removed


def removed(scene: Scene, at: Post, who: Post, *by: str) -> Written:
    """Two people remove a workstation."""
    proposal = scene.does(at, by[0], WorkstationRemovalProposed(who.id, "volé", scene.cuts(who)))
    return scene.agrees(at, by[1], proposal)


def test_a_removal_suspends_from_the_proposal_on(scene: Scene) -> None:
    proposal = scene.does(
        scene.one, "first", WorkstationRemovalProposed(scene.other.id, "volé", scene.cuts(scene.other))
    )
    after = noted(scene, scene.other)
    found = scene.now.workstations[scene.other.id]
    assert (found.suspended, found.removed) == (True, False)
    assert counts(scene, *after) == "suspended"
    scene.agrees(scene.one, "second", proposal)
    assert scene.now.workstations[scene.other.id].removed
    assert counts(scene, *after) == "cut"


def test_a_removal_only_proposed_is_withdrawn_by_lifting_the_suspension(scene: Scene) -> None:
    proposal = scene.does(scene.one, "first", WorkstationRemovalProposed(scene.other.id, "volé", ()))
    scene.does(scene.one, "third", WorkstationResumed(scene.other.id, "retrouvé"))
    assert scene.verdict(scene.agrees(scene.one, "second", proposal)) == "proposal_withdrawn"
    assert scene.now.workstations[scene.other.id].welcome


def test_withdrawn_and_agreed_apart_is_removed(scene: Scene, later: tuple[Post, Post]) -> None:
    one, other = later
    proposal = scene.does(
        scene.third, "first", WorkstationRemovalProposed(scene.third.id, "volé", scene.cuts(scene.third))
    )
    for post in later:
        scene.sees(post, scene.third)
    scene.agrees(one, "second", proposal)
    scene.does(other, "third", WorkstationResumed(scene.third.id, "retrouvé"))
    assert scene.now.workstations[scene.third.id].removed


def test_two_that_remove_each_other_are_both_removed(scene: Scene, later: tuple[Post, Post]) -> None:
    one, other = later
    removed(scene, one, other, "first", "second")
    removed(scene, other, one, "third", "fourth")
    now = scene.now
    assert now.workstations[one.id].removed
    assert now.workstations[other.id].removed
    # The recovery key reinstates, from wherever it can still be heard.
    scene.sees(scene.third, one, other)
    back = WorkstationReadmissionProposed(
        one.id, "retrouvé", scene.cuts(one), (NewJournal("clinical", bytes(32)),)
    )
    scene.does(scene.third, "recovery", back)
    assert scene.now.workstations[one.id].welcome
    assert scene.now.workstations[other.id].removed


def test_people_who_remove_each_other_are_both_removed(scene: Scene, later: tuple[Post, Post]) -> None:
    one, other = later
    for post, by, whom in ((one, ("first", "second"), "third"), (other, ("third", "fourth"), "first")):
        proposal = scene.does(post, by[0], PersonRemovalProposed(scene.people[whom].id, "litige", ()))
        scene.agrees(post, by[1], proposal)
    assert scene.now.people[scene.people["third"].id].removed
    assert scene.now.people[scene.people["first"].id].removed


def test_a_removed_workstation_suspends_nobody(scene: Scene, later: tuple[Post, Post]) -> None:
    """Whoever has stolen it and guessed one PIN does not go on after the cut, in whatever order."""
    one, other = later
    removed(scene, one, other, "first", "second")
    for act in (
        WorkstationSuspended(one.id, "vengeance", ()),
        PersonSuspended(scene.people["first"].id, "vengeance", ()),
        WorkstationRemovalProposed(one.id, "vengeance", ()),
        RightsGranted(scene.people["nurse"].id, ("note",)),
    ):
        assert scene.verdict(scene.does(other, "fourth", act)) == "cut"
    assert scene.now.workstations[one.id].welcome
    assert scene.now.people[scene.people["first"].id].active


def test_no_journal_opened_for_it_gets_round_a_removal(scene: Scene) -> None:
    """One administrator may announce a journal; that of a removed workstation counts for nothing."""
    removed(scene, scene.one, scene.other, "first", "second")
    public, nonce = public_key(scene.other.seal_key), bytes([3]) * 32
    journal = journal_id(scene.place.site, public, nonce)
    opening = JournalOpened(journal, scene.other.id, "clinical", public, nonce, None)
    assert scene.verdict(scene.does(scene.one, "first", opening)) == ""
    assert scene.now.cuts(removal=True)[journal][0].tips == ()


def test_a_readmitted_workstation_goes_on_in_new_journals(scene: Scene) -> None:
    """The old ones count up to the tips named, and no further."""
    removed(scene, scene.one, scene.other, "first", "second")
    missed = noted(scene, scene.other)
    tips = scene.cuts(scene.other)
    lost = noted(scene, scene.other)
    news = NewJournal("clinical", bytes([4]) * 32)
    back = scene.does(
        scene.one, "third", WorkstationReadmissionProposed(scene.other.id, "retrouvé", tips, (news,))
    )
    assert [counts(scene, *one) for one in (missed, lost)] == ["cut", "cut"]
    scene.agrees(scene.one, "first", back)
    assert [counts(scene, *one) for one in (missed, lost)] == ["", "cut"]
    journal = journal_id(scene.place.site, public_key(scene.other.seal_key), news.nonce)
    now = scene.now
    assert now.workstations[scene.other.id].welcome
    assert now.journals[journal].workstation == scene.other.id
    assert journal not in now.cuts(removal=True)


def test_removed_and_readmitted_apart_is_removed(scene: Scene, later: tuple[Post, Post]) -> None:
    one, other = later
    removed(scene, scene.third, scene.third, "first", "second")
    for post in later:
        scene.sees(post, scene.third)
    news = (NewJournal("clinical", bytes([4]) * 32),)
    back = scene.does(one, "third", WorkstationReadmissionProposed(scene.third.id, "retrouvé", (), news))
    scene.agrees(one, "fourth", back)
    assert scene.now.workstations[scene.third.id].welcome
    again = scene.does(other, "first", WorkstationRemovalProposed(scene.third.id, "perdu", ()))
    scene.agrees(other, "second", again)
    assert scene.now.workstations[scene.third.id].removed


def test_a_readmission_beyond_a_removals_cut_readmits_nobody(scene: Scene) -> None:
    """Two who remove each other cannot let each other in again."""
    removed(scene, scene.one, scene.other, "first", "second")
    scene.sees(scene.other, scene.one)
    news = (NewJournal("clinical", bytes([4]) * 32),)
    back = scene.does(scene.other, "third", WorkstationReadmissionProposed(scene.other.id, "moi", (), news))
    agreed = scene.agrees(scene.other, "fourth", back)
    assert [scene.verdict(one) for one in (back, agreed)] == ["cut", "cut"]
    assert scene.now.workstations[scene.other.id].removed


def test_a_person_readmitted_has_their_rights_again_and_not_what_they_did_meanwhile(scene: Scene) -> None:
    nurse = scene.people["nurse"].id
    scene.does(scene.one, "recovery", PersonRemovalProposed(nurse, "partie", scene.cuts(scene.other)))
    meanwhile = noted(scene, scene.other)
    scene.does(scene.one, "recovery", PersonReadmissionProposed(nurse, "revenue"))
    scene.sees(scene.other, scene.one)
    after = noted(scene, scene.other)
    assert [counts(scene, *one) for one in (meanwhile, after)] == ["withdrawn", ""]


# -- settlements of forks


def test_settlements_apart_stand_side_by_side_until_somebody_who_knew_both(
    scene: Scene, later: tuple[Post, Post]
) -> None:
    journal = scene.third.clinical.id
    tips = [(Tip(journal, number, bytes([number]) * 32),) for number in (1, 2, 3)]
    for post, tip in zip(later, tips, strict=False):
        scene.does(post, "recovery", ForkSettled(journal, tip))
    assert set(scene.now.settled[journal]) == {tips[0], tips[1]}
    scene.sees(scene.third, *later)
    scene.agrees(scene.third, "second", scene.does(scene.third, "first", ForkSettled(journal, tips[2])))
    assert scene.now.settled[journal] == (tips[2],)


# -- before the rule


def test_the_older_removal_still_removes_where_the_rule_was_never_switched_on() -> None:
    scene = Scene(strict=False)
    scene.meet()
    scene.does(scene.one, "first", WorkstationRemoved(scene.other.id, "volé", scene.cuts(scene.other)))
    after = noted(scene, scene.other)
    assert scene.now.workstations[scene.other.id].removed
    assert counts(scene, *after) == "cut"
