"""Membership without a mouse: a workstation suspended, a proposal agreed to, a PIN changed."""

from __future__ import annotations

from node.api.agreement import Agree
from node.api.forks import SettleFork
from node.api.rules import SwitchRule
from node.api.workstations import SuspendWorkstation
from tests.ui.fake_members import FORK
from tests.ui.fake_node import FakeNode
from tests.ui.fake_site import PIN
from tests.ui.keyboard import KeyboardUser


def test_suspend_then_agree(user: KeyboardUser, node: FakeNode) -> None:
    user.sign_in("exemple", PIN)
    user.open_palette("Postes")
    user.wait_for("Hôpital de jour")
    user.open_row("workstations", "HDJ-1")
    user.type("introuvable")
    user.act("Suspendre")
    user.sign(PIN)
    user.wait_for("HDJ-1 est suspendu.")
    assert next(one for one in node.calls if isinstance(one, SuspendWorkstation)).reason == "introuvable"
    user.open_palette("À deux")
    user.wait_for("Retirer un poste")
    user.act("Accepter la proposition")
    user.sign(PIN)
    user.wait_for("C’est accepté.")
    assert [one for one in node.calls if isinstance(one, Agree)]


def test_settle_a_fork(user: KeyboardUser, node: FakeNode) -> None:
    node.forks = (FORK,)
    user.sign_in("exemple", PIN)
    user.open_palette("Journaux")
    user.wait_for("Mme THÉORIQUE Garance")
    user.tick("counts_1")
    user.act("Proposer ce qui compte")
    user.sign(PIN)
    user.wait_for("Le règlement pour HDJ-1 attend un autre administrateur.")
    (sent,) = (one for one in node.calls if isinstance(one, SettleFork))
    assert sent.tips == (FORK.branches[0].tip,)


def test_switch_a_rule_on(user: KeyboardUser, node: FakeNode) -> None:
    user.sign_in("exemple", PIN)
    user.open_palette("Règles")
    user.wait_for("proposée")
    user.pick("rules", "one_person")
    user.act("Mettre en vigueur")
    user.sign(PIN)
    user.wait_for("La règle est signée.")
    assert [one.name for one in node.calls if isinstance(one, SwitchRule)] == ["one_person"]
