"""What waits for a second person, and agreeing with what it entails in view."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.agreement import Agree, CallOff, ProposalView
from node.views.proposals import ADMITTING, KINDS, PIN_RIGHT
from schema.i18n import LANGUAGES, text
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_members import PROPOSALS
from tests.ui.fake_node import FakeNode
from ui.presenters.agreement import Agreement
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.worklist import MyWork


def screen(node: FakeNode | None = None) -> Screen:
    return Screen(Agreement, Place("agreement"), FakeDesk(node))


def test_each_with_who_proposed_it_and_whose_it_is_to_say() -> None:
    removal, administrator = screen().rows("proposals")
    assert "Retirer un poste" in removal
    assert "USC-1 volé dans un couloir" in removal
    assert "à vous de dire" in removal
    assert "admettre des postes, gérer les personnes" in administrator
    assert "attend une autre personne" in administrator


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        ("rules", "of_the_moon", "Règle d’une version plus récente (of_the_moon)."),
        ("pin_right", "site.pin", "réinitialiser un code PIN à deux"),
        ("administrator", "site.moon", "droit d’une version plus récente (site.moon)"),
    ],
)
def test_rights_and_rules_are_named_and_what_only_a_newer_program_knows_is_said_to_be_so(
    kind: str, detail: str, said: str
) -> None:
    node = FakeNode()
    node.proposals = (replace(PROPOSALS[1], kind=kind, detail=detail),)
    assert said in screen(node).rows("proposals")[0]


def test_the_second_signature_says_what_follows() -> None:
    at = screen()
    at.presenter.act("second")
    (signed,) = at.desk.signings
    assert "retiré du site" in signed.consequence
    by = PROPOSALS[0].by
    assert any(by.person in line and by.workstation in line for line in signed.lines)
    assert at.calls(Agree) == [Agree(act=PROPOSALS[0].act, pin=site.PIN)]
    assert len(at.rows("proposals")) == 1


def test_ones_own_proposal_is_for_somebody_else() -> None:
    at = screen()
    own = at.block(Grid, "proposals").rows[1].id
    at.presenter.opened("proposals", own)
    assert not at.desk.signings
    assert not at.action("second").enabled
    assert at.action("second").why_not == "C’est vous qui l’avez proposé."


def test_nothing_waits() -> None:
    node = FakeNode()
    node.proposals = ()
    at = screen(node)
    assert at.block(Grid, "proposals").empty == "Rien n’attend une deuxième personne."
    at.presenter.act("return")
    assert at.desk.places == [Place("back")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*KINDS.values(), ADMITTING, PIN_RIGHT])
def test_each_sort_says_what_follows(kind: str, language: str) -> None:
    assert text(f"proposal.{kind}.follows", language) != f"proposal.{kind}.follows"


@pytest.mark.parametrize(
    ("detail", "said"), [("3f3f3f3f,a1a1a1a1", "3f3f3f3f, a1a1a1a1"), ("", "Aucune version ne compte")]
)
def test_a_settlement_names_the_versions_and_the_way_to_them(detail: str, said: str) -> None:
    node = FakeNode()
    settlement = ProposalView(
        site.act("fork"), "fork_settlement", "HDJ-1", detail, site.stamp(0, site.HOUR), ""
    )
    node.proposals = (settlement,)
    at = screen(node)
    assert said in at.rows("proposals")[0]
    at.presenter.act("forks")
    assert at.desk.places == [Place("forks")]


@pytest.mark.parametrize(
    ("kind", "said"), [("workstation_readmission", "le resteront"), (ADMITTING, "compteront")]
)
def test_a_readmission_says_what_becomes_of_what_was_set_aside(kind: str, said: str) -> None:
    node = FakeNode()
    node.proposals = (
        ProposalView(site.act("back"), kind, "USC-1", "retrouvé", site.stamp(0, site.HOUR), "", aside=40),
    )
    row = screen(node).rows("proposals")[0]
    assert said in row
    assert "40" in row


def test_ones_own_proposal_is_called_off_with_a_reason() -> None:
    at = screen()
    own = at.block(Grid, "proposals").rows[1].id
    at.presenter.selected("proposals", own)
    at.presenter.act("call_off")
    (signed,) = at.desk.signings
    assert signed.reason
    assert "Mme EXEMPLE Zoé" in " ".join(signed.lines)
    (sent,) = (command for command in at.node.calls if isinstance(command, CallOff))
    assert (sent.act, sent.pin) == (PROPOSALS[1].act, site.PIN)
    assert sent.reason
    assert len(at.rows("proposals")) == 1


def test_what_has_suspended_says_how_it_is_called_off() -> None:
    node = FakeNode()
    node.proposals = (replace(PROPOSALS[0], calls_off="lift_instead"),)
    at = screen(node)
    assert not at.action("call_off").enabled
    assert "suspendu" in at.action("call_off").why_not
    at.presenter.act("call_off")
    assert not at.desk.signings


@pytest.mark.parametrize("where", ["agreement", "worklist"])
def test_what_holds_although_it_was_called_off_is_told(where: str) -> None:
    node = FakeNode()
    node.apart = (replace(PROPOSALS[1], called_off=(site.stamp(4),)),)
    desk = FakeDesk(node)
    assert desk.person is not None
    desk.person = replace(desk.person, rights=(*desk.person.rights, "site.pin"))
    at = Screen(Agreement, Place(where), desk) if where == "agreement" else Screen(MyWork, Place(where), desk)
    said = at.notices()
    assert "Elle vaut" in said
    assert site.PEOPLE[4].name in said
    assert "Mme EXEMPLE Zoé" in said
