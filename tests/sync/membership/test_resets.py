"""A reset of a PIN ends every key that who carries it out knew of, whatever it names (rule `pin_by_two`)."""

from __future__ import annotations

import pytest

from schema.acts.membership import KeyIntroduced, PersonEnrolled, RulesSwitched
from schema.acts.people import MOST_KEYS, KeyChanged, KeyResetProposed, PersonRenamed, PersonSuspended
from schema.acts.workstations import WorkstationResumed, WorkstationSuspended
from schema.ids import Id
from schema.rules import PIN_BY_TWO, RULES
from sync.journal import public_key
from sync.membership import overtaken
from tests.sync.founded import Person, key_of
from tests.sync.membership.resets import LAST, NEW, OLDER, OWN, SEED, changed, nurse, reset
from tests.sync.membership.scene import Scene


@pytest.mark.parametrize("named", [(), (NEW[:-1] + b"1",), None], ids=["none", "another", "the key"])
@pytest.mark.parametrize("who", ["keeper", "first", "recovery"])
def test_a_reset_ends_every_key_that_was_known(who: str, named: tuple[Id, ...] | None) -> None:
    """Whatever it names."""
    scene = Scene()
    victim = nurse(scene)
    proposal = scene.does(scene.one, who, reset(victim, *((victim.key,) if named is None else named)))
    assert scene.verdict(proposal) == ""
    if who != "recovery":
        assert set(scene.now.people[victim.id].keys) == {victim.key}
        assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {NEW}


def test_a_key_made_apart_goes_on() -> None:
    """Those who reset the PIN could not know of it; the owner's other key has ended."""
    scene, own = Scene(), key_of(OWN)
    victim = nurse(scene)
    scene.does(scene.other, "nurse", changed(victim, OWN, victim.key))
    proposal = scene.does(scene.one, "keeper", reset(victim, victim.key))
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {own, NEW}


def test_a_key_made_apart_that_is_named_ends() -> None:
    """Of many branches a past holds some; what is named has ended wherever it was given."""
    scene, own = Scene(), key_of(OWN)
    victim = nurse(scene)
    scene.does(scene.other, "nurse", changed(victim, OWN, victim.key))
    scene.agrees(scene.one, "warden", scene.does(scene.one, "keeper", reset(victim, own)))
    assert set(scene.now.people[victim.id].keys) == {NEW}


@pytest.mark.parametrize("since", ["changed", "reset"])
def test_an_agreement_that_knows_of_another_pin_since_ends_that_one_too(since: str) -> None:
    """The program asks nobody to agree to that, but no act is set aside for it: whoever can write keys would
    else let no reset ever count.
    """
    scene = Scene()
    victim = nurse(scene)
    proposal = scene.does(scene.one, "keeper", reset(victim, victim.key))
    if since == "changed":
        scene.does(scene.one, "nurse", changed(victim, OWN, victim.key))
    else:
        another = scene.does(scene.one, "keeper", reset(victim, victim.key, seed=OWN))
        scene.agrees(scene.one, "warden", another)
    assert overtaken(scene.now, scene.now.proposals[proposal.act(0)])
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {NEW}


@pytest.mark.parametrize("retires", [False, True])
def test_what_was_proposed_before_the_switch_is_agreed_to_by_the_rule(retires: bool) -> None:
    scene = Scene(rules=OLDER)
    victim = nurse(scene)
    proposal = scene.does(scene.one, "keeper", reset(victim, *([victim.key] if retires else [])))
    scene.does(scene.one, "first", RulesSwitched((RULES[PIN_BY_TWO],)))
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {NEW}


@pytest.mark.parametrize("first", [False, True], ids=["before it", "after it"])
def test_a_reset_apart_from_the_switch_counts(first: bool) -> None:
    scene = Scene(rules=OLDER)
    victim = nurse(scene)
    for _ in range(4):
        scene.sees(scene.one if first else scene.other)
    proposal = scene.does(scene.other, "keeper", reset(victim))
    agreed = scene.agrees(scene.other, "warden", proposal)
    scene.does(scene.one, "first", RulesSwitched((RULES[PIN_BY_TWO],)))
    scene.sees(scene.other, scene.one)
    assert [scene.verdict(one) for one in (proposal, agreed)] == ["", ""]


@pytest.mark.parametrize("junk", [False, True], ids=["keys", "ids that were never keys"])
@pytest.mark.parametrize("proposed", [False, True], ids=["by the recovery key", "by two"])
def test_no_number_of_keys_crowds_out_of_a_reset_one_that_comes_back(junk: bool, proposed: bool) -> None:
    """Who holds one ends the others and makes more than an act can name; then that workstation is cut."""
    scene = Scene()
    victim = nurse(scene)
    first = scene.cuts(scene.other)
    seeds = [bytes([0, number]) * 16 for number in range(MOST_KEYS)]
    many = [key_of(seed) for seed in seeds]
    if not junk:
        made_up = (changed(victim, seed) for seed in seeds)
        scene.does(scene.other, "nurse", *made_up)
    named = (*many[1:], victim.key) if junk else (victim.key,)
    scene.does(scene.other, "nurse", changed(victim, seeds[0], *named))
    scene.sees(scene.one, scene.other)
    made = [scene.does(scene.one, "keeper" if proposed else "recovery", reset(victim, *many))]
    made += [scene.agrees(scene.one, "warden", made[0])] if proposed else []
    scene.people["anew"] = Person(victim.id, NEW, SEED)
    made.append(scene.does(scene.one, "anew", changed(victim, LAST)))
    for cut in (False, True):
        if cut:
            scene.does(scene.third, "first", WorkstationSuspended(scene.other.id, "volé", first))
        for posts in (scene.posts, scene.posts[::-1]):
            roll = scene.roll(posts)
            assert [roll.verdict(one.core.journal, one.core.seq) for one in made] == [""] * len(made)
            assert set(roll.now.people[victim.id].keys) == {NEW, key_of(LAST)}


def test_what_was_set_aside_and_counts_again_is_ended_by_the_reset_that_knew_of_it() -> None:
    scene, own = Scene(), key_of(OWN)
    victim = nurse(scene)
    before = scene.cuts(scene.other)
    scene.does(scene.other, "nurse", changed(victim, OWN, victim.key))
    scene.sees(scene.one, scene.other)
    suspended = WorkstationSuspended(scene.other.id, "volé", before)
    scene.does(scene.third, "first", suspended)
    scene.sees(scene.one, scene.third)
    assert set(scene.now.people[victim.id].keys) == {victim.key}
    proposal = scene.does(scene.one, "keeper", reset(victim))
    agreed = scene.agrees(scene.one, "warden", proposal)
    scene.does(scene.one, "first", WorkstationResumed(scene.other.id, ""))
    assert [scene.verdict(one) for one in (proposal, agreed)] == ["", ""]
    assert own in scene.now.people[victim.id].given
    assert set(scene.now.people[victim.id].keys) == {NEW}


def test_a_key_made_and_ended_between_proposal_and_agreement_is_no_pin_since() -> None:
    """It signs nothing, and would not if what ended it counted no more: the reset ends it too."""
    scene, own = Scene(), key_of(OWN)
    victim = nurse(scene)
    proposal = scene.does(scene.one, "keeper", reset(victim))
    scene.does(scene.one, "nurse", changed(victim, OWN))
    scene.does(scene.one, "nurse", changed(victim, victim.private, own))
    assert set(scene.now.people[victim.id].keys) == {victim.key}
    assert not overtaken(scene.now, scene.now.proposals[proposal.act(0)])
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {NEW}


@pytest.mark.parametrize("whose", ["workstation", "person"])
def test_a_key_written_by_who_is_cut_makes_no_reset_overtaken(whose: str) -> None:
    """A thief of one key goes on changing it, before each agreement, as if they had heard of nothing."""
    scene = Scene()
    victim = nurse(scene)
    cuts = scene.cuts(scene.other)
    if whose == "workstation":
        scene.does(scene.one, "first", WorkstationSuspended(scene.other.id, "volé", cuts))
    else:
        scene.does(scene.one, "first", PersonSuspended(victim.id, "volé", cuts))
    proposal = scene.does(scene.one, "keeper", reset(victim, victim.key))
    scene.does(scene.other, "nurse", changed(victim, OWN))
    scene.sees(scene.one, scene.other)
    assert not overtaken(scene.now, scene.now.proposals[proposal.act(0)])
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {NEW}


def test_the_same_key_given_often_is_looked_at_once_a_journal() -> None:
    """By whoever wants each proposal to take the others long; where it was first tells all."""
    scene, own = Scene(), key_of(OWN)
    victim = nurse(scene)
    before = scene.does(scene.one, "keeper", reset(victim))
    for _ in range(9):
        scene.does(scene.one, "nurse", changed(victim, OWN, victim.key))
    after = scene.does(scene.one, "warden", reset(victim, seed=LAST))
    for post in (scene.one, scene.other):
        for _ in range(9):
            scene.does(post, "nurse", changed(victim, OWN))
    scene.sees(scene.one, scene.other)
    assert len(scene.now.people[victim.id].given[own]) == 2
    proposals = scene.now.proposals
    assert [overtaken(scene.now, proposals[one.act(0)]) for one in (before, after)] == [True, False]
    assert scene.verdict(scene.agrees(scene.one, "keeper", after)) == ""
    assert set(scene.now.people[victim.id].keys) == {key_of(LAST)}


def test_an_administrator_who_enrols_somebody_again_stops_no_reset() -> None:
    """With a key on another branch before each agreement: those keys sign nothing."""
    scene = Scene()
    scene._enrol("late", ("administer",))
    victim = scene.people["late"]
    for number, post in enumerate((scene.other, scene.third)):
        seed, own = bytes([7, number]) * 16, bytes([6, number]) * 16
        again = PersonEnrolled(victim.id, "Inventé", "Fictif", "", "nurse", "")
        proposal = scene.does(scene.one, "keeper", reset(victim, seed=seed))
        made = scene.does(post, "second", again, KeyIntroduced(victim.id, key_of(own), public_key(own)))
        scene.sees(scene.one, post)
        assert scene.verdict(made) == ""
        assert not overtaken(scene.now, scene.now.proposals[proposal.act(0)])
        assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
        assert set(scene.now.people[victim.id].keys) == {key_of(seed)}


def test_resets_apart_leave_the_key_of_each() -> None:
    scene = Scene()
    victim = nurse(scene)
    for post, seed in ((scene.one, SEED), (scene.other, OWN)):
        scene.agrees(post, "warden", scene.does(post, "keeper", reset(victim, seed=seed)))
    assert set(scene.now.people[victim.id].keys) == {NEW, key_of(OWN)}
    scene.meet()
    scene.agrees(scene.one, "warden", scene.does(scene.one, "keeper", reset(victim, seed=LAST)))
    assert set(scene.now.people[victim.id].keys) == {key_of(LAST)}


def test_without_the_rule_a_reset_ends_what_it_names() -> None:
    scene = Scene(rules=OLDER)
    victim = nurse(scene)
    for post in (scene.one, scene.other):
        scene.agrees(post, "warden", scene.does(post, "keeper", reset(victim, seed=post.id * 2)))
        # Switched on apart from the reset at the other workstation, and in the past of none.
        if post is scene.one:
            scene.does(scene.one, "first", RulesSwitched((RULES[PIN_BY_TWO],)))
    assert set(scene.now.people[victim.id].keys) == {
        victim.key,
        *(key_of(post.id * 2) for post in (scene.one, scene.other)),
    }


@pytest.mark.parametrize("had", [False, True], ids=["ends it itself", "had it already"])
@pytest.mark.parametrize("who", ["keeper", "recovery"])
def test_a_reset_that_gives_no_new_key_is_set_aside(who: str, had: bool) -> None:
    """It would end every key of the person and give none; without the rule it does, as it always did."""
    for rules, why in ((None, "not_new_key"), (OLDER, "")):
        scene = Scene() if rules is None else Scene(rules=rules)
        victim = nurse(scene)
        nothing = reset(victim, seed=victim.private) if had else reset(victim, NEW)
        assert scene.verdict(scene.does(scene.one, who, nothing)) == why
        if why:
            assert set(scene.now.people[victim.id].keys) == {victim.key}


# --- ids of keys ------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [False, True], ids=["higher order", "lower order"])
@pytest.mark.parametrize("agreed_first", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("who", ["late", "second", "recovery"])
def test_nobody_gives_a_key_of_their_own_under_the_id_that_is_proposed(
    who: str, agreed_first: bool, first: bool
) -> None:
    """A thief of one key, an administrator who enrols them again, or whoever has the recovery key; apart."""
    scene = Scene()
    scene._enrol("late", ("administer",))
    victim, theirs = scene.people["late"], public_key(OWN)
    if who != "second":
        scene.sees(scene.other, scene.one)
    for _ in range(4):
        scene.sees(scene.one if first else scene.other)
    again = (PersonEnrolled(victim.id, "Inventé", "Fictif", "", "nurse", ""),)
    bodies = {
        "late": (KeyChanged(victim.id, NEW, theirs, ()),),
        "second": (*again, KeyIntroduced(victim.id, NEW, theirs)),
        "recovery": (KeyResetProposed(victim.id, NEW, theirs, ()),),
    }[who]
    proposal = scene.does(scene.one, "keeper", reset(victim))
    if agreed_first:
        scene.agrees(scene.one, "warden", proposal)
    # The other workstation has heard of nothing, or says so.
    made = scene.does(scene.other, who, *bodies)
    if not agreed_first:
        scene.agrees(scene.one, "warden", proposal)
    scene.sees(scene.other, scene.one)
    scene.people["thief"] = Person(victim.id, NEW, OWN)
    written = PersonRenamed(victim.id, "Fictive", "Autre", "", "nurse", "")
    assert scene.verdict(scene.does(scene.other, "thief", written)) == "bad_signature"
    assert scene.verdict(made) == "foreign_key"
    assert dict(scene.now.people[victim.id].keys) == {NEW: public_key(SEED)}


def test_an_id_that_is_not_its_keys_own_counts_without_the_rule() -> None:
    """What was recorded means what it meant: proposed before the switch, it is agreed to after it."""
    scene = Scene(rules=OLDER)
    victim, own = nurse(scene), bytes([3]) * 16
    proposal = scene.does(scene.one, "keeper", KeyResetProposed(victim.id, own, public_key(SEED), ()))
    scene.does(scene.one, "first", RulesSwitched((RULES[PIN_BY_TWO],)))
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {own}
    scene.people["nurse"] = Person(victim.id, own, SEED)
    under_it = KeyChanged(victim.id, bytes([2]) * 16, public_key(LAST), (own,))
    assert scene.verdict(scene.does(scene.one, "nurse", under_it)) == "foreign_key"
    assert scene.verdict(scene.does(scene.one, "nurse", changed(victim, LAST, own))) == ""
