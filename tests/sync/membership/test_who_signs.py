"""Every act of membership by everybody who might sign it: it has its effect, or a refusal with a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from schema.acts import KIND_OF_BODY
from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import (
    KeyIntroduced,
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    WorkstationRemoved,
)
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
    PersonRemovalProposed,
    PersonSuspended,
)
from schema.acts.workstations import WorkstationRemovalProposed
from schema.codec import Wire
from schema.rules import RULES
from schema.transaction import ActClass, ActRef, FileRef, FileType
from sync.journal import public_key
from sync.membership.needs import BODIES, needs
from tests.sync.membership.scene import ADMINISTRATION, Scene, ref
from tests.sync.membership.signed import CASES, ELSEWHERE, NEW, RIGHT, SEED, Case, Make, nurse

CALLING_OFF = KIND_OF_BODY[ProposalWithdrawn]


def test_every_kind_is_looked_at() -> None:
    assert {*CASES, *ELSEWHERE} == set(BODIES)


@pytest.fixture(params=CASES, ids=str)
def name(request: pytest.FixtureRequest) -> str:
    """A kind of act."""
    return str(request.param)


def prepared(name: str) -> tuple[Scene, Case]:
    """The site before the act."""
    scene, case = Scene(), CASES[name]
    case.before(scene)
    return scene, case


def able(name: str) -> str:
    """Somebody with the right to it who is no administrator more than need be."""
    return RIGHT.get(name, "first")


def test_nobodys_signature(name: str) -> None:
    scene, case = prepared(name)
    assert scene.verdict(scene.does(scene.one, "nobody", case.make(scene))) == "unsigned"


def test_somebody_without_the_right(name: str) -> None:
    scene, case = prepared(name)
    # The nurse is whom some of them are about.
    who = "keeper" if name != "key.reset_proposed/1" else "nurse"
    assert scene.verdict(scene.does(scene.one, who, case.make(scene))) == "beyond_rights"


def test_one_person_with_the_right(name: str) -> None:
    scene, case = prepared(name)
    written = scene.does(scene.one, able(name), case.make(scene))
    assert scene.verdict(written) == ""
    assert case.holds(scene, scene.now) is not case.two


def test_two_people_with_the_right(name: str) -> None:
    scene, case = prepared(name)
    proposal = scene.does(scene.one, able(name), case.make(scene))
    agreed = scene.agrees(scene.one, "warden" if name in RIGHT else "second", proposal)
    assert scene.verdict(agreed) == ("" if case.two else "not_proposed")
    assert case.holds(scene, scene.now)


def test_the_same_person_twice(name: str) -> None:
    scene, case = prepared(name)
    proposal = scene.does(scene.one, able(name), case.make(scene))
    agreed = scene.agrees(scene.one, able(name), proposal)
    assert scene.verdict(agreed) == ("same_person" if case.two else "not_proposed")
    assert case.holds(scene, scene.now) is not case.two


def test_a_second_person_without_the_right(name: str) -> None:
    scene, case = prepared(name)
    proposal = scene.does(scene.one, able(name), case.make(scene))
    agreed = scene.agrees(
        scene.one, "nurse" if case.two and "readmission" not in name else "keeper", proposal
    )
    if case.two and name != "key.reset_proposed/1":
        assert scene.verdict(agreed) in ("beyond_rights", "person_suspended")
        assert not case.holds(scene, scene.now)


def test_the_recovery_key_alone(name: str) -> None:
    scene, case = prepared(name)
    written = scene.does(scene.one, "recovery", case.make(scene))
    assert scene.verdict(written) == ""
    assert case.holds(scene, scene.now)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (PersonSuspended, "person_suspended"),
        (PersonRemovalProposed, "person_removed"),
    ],
    ids=["suspended", "removed"],
)
def test_an_administrator_who_was_shut_out(name: str, how: Callable[..., Wire], code: str) -> None:
    """Neither proposes nor agrees, once that is known where they sign."""
    scene, case = prepared(name)
    if case.two:
        waiting = scene.does(scene.one, "warden" if name in RIGHT else "second", case.make(scene))
    for who in {"first", able(name)}:
        scene.does(scene.one, "recovery", how(scene.people[who].id, "soupçon", scene.cuts(scene.one)))
    assert scene.verdict(scene.does(scene.one, able(name), case.make(scene))) == code
    if case.two:
        assert scene.verdict(scene.agrees(scene.one, able(name), waiting)) == code
        assert not case.holds(scene, scene.now)


def test_agreed_elsewhere_without_having_seen_the_proposal(name: str) -> None:
    """Both are folded before the effect comes; whoever agrees has read what they agree to."""
    scene, case = prepared(name)
    proposal = scene.does(scene.one, able(name), case.make(scene))
    agreed = scene.agrees(scene.other, "warden" if name in RIGHT else "second", proposal)
    assert scene.verdict(agreed) == "not_proposed"
    assert case.holds(scene, scene.now) is not case.two


def test_what_takes_two_or_shuts_out_stands_alone() -> None:
    """A grant beside a removal would count wherever the removal does."""
    scene = Scene()
    removal = WorkstationRemovalProposed(scene.third.id, "volé", ())
    reset = KeyResetProposed(nurse(scene), NEW, public_key(SEED), ())
    grant = RightsGranted(nurse(scene), ("note",))
    for body in (removal, reset):
        assert scene.verdict(scene.does(scene.one, "first", body, grant)) == "not_alone"


def test_an_agreement_is_to_one_very_act() -> None:
    """The hash is part of its name: what stands in its place on another branch is not agreed to."""
    scene = Scene()
    proposal = ref(scene.does(scene.one, "first", AdministratorProposed(nurse(scene), ADMINISTRATION)))
    forged = ActRef(proposal.journal, proposal.seq, proposal.index, bytes(32))
    assert scene.verdict(scene.does(scene.one, "second", MembershipAgreed(forged))) == "not_proposed"


def test_agreed_twice() -> None:
    scene = Scene()
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse(scene), ADMINISTRATION))
    scene.agrees(scene.one, "second", proposal)
    assert scene.verdict(scene.agrees(scene.one, "third", proposal)) == "agreed_already"


@pytest.mark.parametrize("who", ["first", "second", "recovery"])
def test_what_was_called_off_is_agreed_to_by_nobody_who_knows(name: str, who: str) -> None:
    """By whoever proposed it, or might have; but for what had its effect at once."""
    scene, case = prepared(name)
    if not case.two:
        return
    others = {"second": "warden", "third": "warden"} if name in RIGHT else {}
    proposal = scene.does(scene.one, able(name), case.make(scene))
    called_off = scene.calls_off(scene.one, {"first": able(name), **others}.get(who, who), proposal)
    agreed = scene.agrees(scene.one, others.get("third", "third"), proposal)
    if "removal" in name:
        assert scene.verdict(called_off) == "lift_instead"
        assert scene.verdict(agreed) == ""
    else:
        assert scene.verdict(called_off) == ""
        assert not scene.now.proposals[ref(proposal)].open
        assert scene.verdict(agreed) == "proposal_withdrawn"
        assert not case.holds(scene, scene.now)
        again = scene.calls_off(scene.one, able(name), proposal)
        assert scene.verdict(again) == "proposal_withdrawn"


def test_who_might_not_have_proposed_it_calls_off_their_own_alone() -> None:
    scene = Scene()
    reset = KeyResetProposed(nurse(scene), NEW, public_key(SEED), (scene.people["nurse"].key,))
    one, other = (scene.does(scene.one, who, reset) for who in ("keeper", "warden"))
    appointing = scene.does(scene.one, "first", AdministratorProposed(nurse(scene), ADMINISTRATION))
    assert scene.verdict(scene.calls_off(scene.one, "keeper", appointing)) == "beyond_rights"
    assert scene.verdict(scene.calls_off(scene.one, "nurse", one)) == "beyond_rights"
    scene.does(scene.one, "recovery", RightsWithdrawn(scene.people["first"].id, ADMINISTRATION, ()))
    another = scene.does(scene.one, "second", AdministratorProposed(nurse(scene), ADMINISTRATION))
    assert scene.verdict(scene.calls_off(scene.one, "first", another)) == "beyond_rights"
    assert scene.verdict(scene.calls_off(scene.one, "first", appointing)) == ""
    scene.does(scene.one, "second", PersonSuspended(scene.people["warden"].id, "absente", ()))
    assert scene.verdict(scene.calls_off(scene.one, "warden", other)) == "person_suspended"


def test_nobody_calls_off_without_the_right_that_the_act_claims() -> None:
    """An older program knows no such act, and stops over it only where its signer has that right."""
    assert needs(ProposalWithdrawn(ActRef(bytes(16), 1, 0, bytes(32)), "x")).right == CALLING_OFF.right
    scene = Scene()
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse(scene), ADMINISTRATION))
    for who in ("first", "second"):
        away = RightsWithdrawn(scene.people[who].id, (CALLING_OFF.right,), ())
        scene.does(scene.one, "third", away)
        assert scene.verdict(scene.calls_off(scene.one, who, proposal)) == "beyond_rights"
    assert scene.verdict(scene.calls_off(scene.one, "third", proposal)) == ""


@pytest.mark.parametrize(
    "said",
    [
        {"critical": False},
        {"right": ""},
        {"right": "site.people"},
        {"cls": ActClass.NOTE},
        {"file": FileRef(FileType.SITE, bytes(16))},
        {"file": FileRef(FileType.PERSON, bytes(16))},
    ],
    ids=str,
)
def test_a_calling_off_that_an_older_program_passes_over_counts_nowhere(said: Mapping[str, Any]) -> None:
    """It has the header alone: whoever writes there that nobody need stop makes no two programs differ."""
    scene = Scene()
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse(scene), ADMINISTRATION))
    honest = scene.signed("first", ProposalWithdrawn(proposal.act(0), "x"))
    called_off = scene.one.membership.write([msgspec.structs.replace(honest, **said)])
    assert scene.verdict(called_off) == "mismatch"
    assert scene.verdict(scene.agrees(scene.one, "second", proposal)) == ""


def test_what_is_agreed_to_or_was_never_proposed_is_not_called_off() -> None:
    scene = Scene()
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse(scene), ADMINISTRATION))
    scene.agrees(scene.one, "second", proposal)
    assert scene.verdict(scene.calls_off(scene.one, "first", proposal)) == "agreed_already"
    alone = scene.does(scene.one, "first", RightsGranted(nurse(scene), ("note",)))
    assert scene.verdict(scene.calls_off(scene.one, "first", alone)) == "not_proposed"


def test_called_off_and_agreed_to_apart_holds_on_both_sides() -> None:
    scene = Scene()
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse(scene), ADMINISTRATION))
    scene.sees(scene.other, scene.one)
    called_off = scene.calls_off(scene.one, "first", proposal)
    agreed = scene.agrees(scene.other, "second", proposal)
    for posts in ((scene.one, scene.other), (scene.other, scene.one)):
        roll = scene.roll(posts)
        assert [roll.verdict(one.core.journal, one.core.seq) for one in (called_off, agreed)] == ["", ""]
        assert roll.now.may(nurse(scene), "site.enrol")
        found = roll.now.proposals[ref(proposal)]
        assert (found.agreed, found.called_off) == (True, (ref(called_off),))
        assert not found.open


@pytest.mark.parametrize(
    "body",
    [
        lambda scene: RightsGranted(nurse(scene), ("note", "site.enrol")),
        lambda scene: RightsWithdrawn(scene.people["fourth"].id, ("site.people",), ()),
        lambda scene: WorkstationRemoved(scene.third.id, "volé", ()),
        lambda scene: KeyIntroduced(nurse(scene), NEW, public_key(SEED)),
    ],
    ids=["grants administration", "withdraws administration", "removes", "introduces a second key"],
)
def test_older_kinds_do_not_get_round_the_second_person(body: Make) -> None:
    scene = Scene()
    assert scene.verdict(scene.does(scene.one, "first", body(scene))) == "takes_two"
    older = Scene(strict=False)
    assert older.verdict(older.does(older.one, "first", body(older))) == ""


def test_a_first_key_is_introduced_by_whoever_enrols() -> None:
    scene = Scene()
    person = scene.place.person()
    bodies = scene.place.introducing(person, ("note",))
    assert scene.verdict(scene.does(scene.one, "first", *bodies)) == ""
    assert scene.now.people[person.id].opens == person.key


def test_one_changes_ones_own_pin_and_nobody_elses() -> None:
    scene = Scene()
    who = scene.people["nurse"]
    change = KeyChanged(who.id, NEW, public_key(SEED), (who.key,))
    assert scene.verdict(scene.does(scene.one, "first", change)) == "not_yours"
    assert scene.verdict(scene.does(scene.one, "nurse", change)) == ""
    assert dict(scene.now.people[who.id].keys) == {NEW: public_key(SEED)}
    assert scene.verdict(scene.does(scene.one, "nurse", change)) == "retired_key"


def test_ones_own_pin_is_reset_by_others() -> None:
    scene = Scene()
    who = scene.people["keeper"]
    reset = KeyResetProposed(who.id, NEW, public_key(SEED), (who.key,))
    assert scene.verdict(scene.does(scene.one, "keeper", reset)) == "own_reset"
    proposal = scene.does(scene.one, "warden", reset)
    assert scene.verdict(scene.agrees(scene.one, "keeper", proposal)) == "own_reset"


def test_the_pin_of_an_administrator_takes_administrators() -> None:
    """Else two people who are none would hold an administrator's key."""
    scene = Scene()
    who = scene.people["fourth"]
    reset = KeyResetProposed(who.id, NEW, public_key(SEED), (who.key,))
    assert scene.verdict(scene.does(scene.one, "keeper", reset)) == "beyond_rights"
    proposal = scene.does(scene.one, "first", reset)
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == "beyond_rights"
    assert scene.verdict(scene.agrees(scene.one, "second", proposal)) == ""


def test_the_only_administrator_there_ever_was_appoints_the_second() -> None:
    scene = Scene(administrators=1)
    appointment = AdministratorAppointed(nurse(scene), ADMINISTRATION)
    assert scene.verdict(scene.does(scene.other, "first", appointment)) == "takes_two", (
        "not where it was founded"
    )
    assert scene.verdict(scene.does(scene.one, "first", appointment)) == ""
    assert scene.now.may(nurse(scene), "site.people")
    third = AdministratorAppointed(scene.people["keeper"].id, ADMINISTRATION)
    assert scene.verdict(scene.does(scene.one, "first", third)) == "takes_two"


def test_alone_again_is_not_alone_as_at_first() -> None:
    """Else who got rid of the other administrators could make others of their own."""
    scene = Scene(administrators=2)
    scene.does(scene.one, "recovery", PersonRemovalProposed(scene.people["second"].id, "partie", ()))
    appointment = AdministratorAppointed(nurse(scene), ADMINISTRATION)
    assert scene.verdict(scene.does(scene.one, "first", appointment)) == "takes_two"
    assert scene.verdict(scene.does(scene.one, "recovery", appointment)) == ""


def test_the_rule_of_two_is_switched_on_by_two() -> None:
    """Whoever could do it alone, apart from everybody, would undo what one person did before."""
    scene = Scene(strict=False)
    switch = RulesSwitched((RULES["two_people"],))
    assert scene.verdict(scene.does(scene.one, "first", switch)) == ""
    assert scene.now.rules == {}
    proposal = scene.does(scene.one, "first", switch)
    scene.agrees(scene.one, "second", proposal)
    assert set(scene.now.rules) == {"two_people"}
    removal = WorkstationRemoved(scene.third.id, "volé", ())
    assert scene.verdict(scene.does(scene.one, "first", removal)) == "takes_two"


@pytest.mark.parametrize("known", [True, False], ids=["known to those who switch", "apart from the switch"])
def test_what_one_did_apart_from_the_switch_does_not_count(known: bool) -> None:
    """Nobody gets round the rule by pretending not to have heard of it."""
    scene = Scene(strict=False)
    removal = scene.does(scene.other, "third", WorkstationRemoved(scene.third.id, "volé", ()))
    if known:
        scene.sees(scene.one, scene.other)
    proposal = scene.does(scene.one, "first", RulesSwitched((RULES["two_people"],)))
    scene.agrees(scene.one, "second", proposal)
    assert scene.verdict(removal) == ("" if known else "takes_two")
    assert scene.now.workstations[scene.third.id].removed is known
