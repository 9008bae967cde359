"""Every act of membership that somebody signs: what must have happened before, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schema.acts.membership import (
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    SwitchedRule,
    WorkstationInvited,
)
from schema.acts.people import (
    AdministratorDismissalProposed,
    AdministratorProposed,
    KeyResetProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonRenamed,
    PersonResumed,
    PersonSuspended,
)
from schema.acts.workstations import (
    ForkSettled,
    NewJournal,
    WorkstationMoved,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire
from sync.journal import public_key
from sync.membership import Membership
from tests.sync.founded import key_of
from tests.sync.membership.scene import ADMINISTRATION, Scene

Make = Callable[[Scene], Wire]
Holds = Callable[[Scene, Membership], bool]

SEED = bytes([8]) * 32
NEW = key_of(SEED)


def removed_workstation(scene: Scene) -> None:
    """The third workstation was removed by two."""
    proposal = scene.does(
        scene.one, "recovery", WorkstationRemovalProposed(scene.third.id, "volé", scene.cuts(scene.third))
    )
    assert scene.verdict(proposal) == ""


def removed_nurse(scene: Scene) -> None:
    """The nurse was removed by the recovery key."""
    scene.does(scene.one, "recovery", PersonRemovalProposed(scene.people["nurse"].id, "partie", ()))


def suspended_workstation(scene: Scene) -> None:
    """The third workstation was suspended."""
    scene.does(scene.one, "recovery", WorkstationSuspended(scene.third.id, "introuvable", ()))


def suspended_nurse(scene: Scene) -> None:
    """The nurse was suspended."""
    scene.does(scene.one, "recovery", PersonSuspended(nurse(scene), "absente", ()))


def nothing(_: Scene) -> None:
    """As it was founded."""


class Case:
    """One act, what must have happened before, and what it does."""

    def __init__(
        self, make: Make, holds: Holds, *, two: bool = False, before: Callable[[Scene], None] = nothing
    ):
        self.make, self.holds, self.two, self.before = make, holds, two, before


def nurse(scene: Scene) -> bytes:
    """The person that acts are about."""
    return scene.people["nurse"].id


CASES: Mapping[str, Case] = {
    "workstation.invited/1": Case(
        lambda _: WorkstationInvited(NEW, "SSR-1", "SSR", bytes(32)), lambda _, now: NEW in now.invitations
    ),
    "workstation.renamed/1": Case(
        lambda scene: WorkstationRenamed(scene.one.id, "USC-2"),
        lambda scene, now: now.workstations[scene.one.id].name == "USC-2",
    ),
    "workstation.moved/1": Case(
        lambda scene: WorkstationMoved(scene.third.id, "couloir"),
        lambda scene, now: now.workstations[scene.third.id].place == "couloir",
    ),
    "workstation.suspended/1": Case(
        lambda scene: WorkstationSuspended(scene.third.id, "introuvable", scene.cuts(scene.third)),
        lambda scene, now: now.workstations[scene.third.id].suspended,
    ),
    "workstation.resumed/1": Case(
        lambda scene: WorkstationResumed(scene.third.id, ""),
        lambda scene, now: not now.workstations[scene.third.id].suspended,
        before=suspended_workstation,
    ),
    "workstation.removal_proposed/1": Case(
        lambda scene: WorkstationRemovalProposed(scene.third.id, "volé", scene.cuts(scene.third)),
        lambda scene, now: now.workstations[scene.third.id].removed,
        two=True,
    ),
    "workstation.readmission_proposed/1": Case(
        lambda scene: WorkstationReadmissionProposed(
            scene.third.id, "retrouvé", (), (NewJournal("membership", bytes(32)),)
        ),
        lambda scene, now: now.workstations[scene.third.id].welcome,
        two=True,
        before=removed_workstation,
    ),
    "fork.settled/1": Case(
        lambda scene: ForkSettled(scene.third.membership.id, scene.cuts(scene.third)),
        lambda scene, now: now.settled.get(scene.third.membership.id) == (scene.cuts(scene.third),),
        two=True,
    ),
    "rules.switched/1": Case(
        lambda _: RulesSwitched((SwitchedRule("by_two", ()),)), lambda _, now: "by_two" in now.rules
    ),
    "person.enrolled/1": Case(
        lambda scene: scene.place.introducing(scene.place.person(), ("note",))[0],
        lambda _, now: len(now.people) > 0,
    ),
    "person.renamed/1": Case(
        lambda scene: PersonRenamed(nurse(scene), "Imaginaire", "Lou", "", "nurse", "99"),
        lambda scene, now: now.people[nurse(scene)].enrolled.licence == "99",
    ),
    "person.suspended/1": Case(
        lambda scene: PersonSuspended(nurse(scene), "absente", ()),
        lambda scene, now: not now.may(nurse(scene), "administer") and now.people[nurse(scene)].suspended,
    ),
    "person.resumed/1": Case(
        lambda scene: PersonResumed(nurse(scene), ""),
        lambda scene, now: now.may(nurse(scene), "administer"),
        before=suspended_nurse,
    ),
    "person.removal_proposed/1": Case(
        lambda scene: PersonRemovalProposed(nurse(scene), "partie", ()),
        lambda scene, now: now.people[nurse(scene)].removed,
        two=True,
    ),
    "person.readmission_proposed/1": Case(
        lambda scene: PersonReadmissionProposed(nurse(scene), "revenue"),
        lambda scene, now: now.may(nurse(scene), "administer"),
        two=True,
        before=removed_nurse,
    ),
    "rights.granted/1": Case(
        lambda scene: RightsGranted(nurse(scene), ("note",)),
        lambda scene, now: now.may(nurse(scene), "note"),
    ),
    "rights.withdrawn/1": Case(
        lambda scene: RightsWithdrawn(nurse(scene), ("administer",), ()),
        lambda scene, now: not now.may(nurse(scene), "administer"),
    ),
    "administrator.proposed/1": Case(
        lambda scene: AdministratorProposed(nurse(scene), ADMINISTRATION),
        lambda scene, now: now.may(nurse(scene), "site.enrol"),
        two=True,
    ),
    "administrator.dismissal_proposed/1": Case(
        lambda scene: AdministratorDismissalProposed(scene.people["fourth"].id, ADMINISTRATION, ()),
        lambda scene, now: not now.may(scene.people["fourth"].id, "site.enrol"),
        two=True,
    ),
    "key.reset_proposed/1": Case(
        lambda scene: KeyResetProposed(nurse(scene), NEW, public_key(SEED), (scene.people["nurse"].key,)),
        lambda scene, now: now.people[nurse(scene)].opens == NEW,
        two=True,
    ),
}
ELSEWHERE = {
    "site.founded/1": "test_judging",
    "workstation.enrolled/1": "test_judging",
    "journal.opened/1": "test_judging",
    "journal.reopened/1": "tests/node/test_reopening.py",
    "workstation.removed/1": "below, and test_judging",
    "key.introduced/1": "below",
    "key.changed/1": "below",
    "administrator.appointed/1": "below",
    "membership.agreed/1": "all that takes two",
    "membership.proposal_withdrawn/1": "below",
}
RIGHT = {"key.reset_proposed/1": "keeper"}
