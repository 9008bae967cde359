"""Journals in several versions: both in view, one or several proposed, what stays aside said before."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.forks import SettleFork
from schema.acts import KINDS
from schema.i18n import LANGUAGES, text
from schema.ids import short_text
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_members import FORK
from tests.ui.fake_node import FakeNode
from ui.format import Format
from ui.presenters.blocks import Form, Grid, Versions
from ui.presenters.desk import Place
from ui.presenters.forks import MOST_SIDES, JournalForks


def screen(*branches: object, language: str = "fr", settled: bool = False, **others: object) -> Screen:
    node = FakeNode()
    changed = {"branches": branches} if branches else {}
    node.forks = (replace(FORK, settled=settled, **changed, **others),)
    return Screen(JournalForks, Place("forks"), FakeDesk(node, language=language))


def test_what_each_version_holds_is_said_in_words() -> None:
    at = screen()
    first, second = at.block(Versions, "versions").sides
    assert first.heading == "Version 1 (3f3f3f3f)"
    assert first.origin == "Mise de côté"
    assert "Mme THÉORIQUE Garance, Dr INVENTÉ Colombe" in first.values
    assert (
        "Administration\u00a0×\u00a021\u00a0· Mesure\u00a0×\u00a09\u00a0· Note sur un cours\u00a0×\u00a04"
        in first.values
    )
    assert "34" in first.values
    assert "3 patients, 1 traitement" in first.values
    assert "M. VIRTUEL Honoré" in second.values
    assert all(at.block(Versions, "versions").differs)
    assert "1 journal existe en plusieurs versions" in at.notices()


@pytest.mark.parametrize("settled", [False, True])
def test_two_machines_may_be_running_until_somebody_has_looked(settled: bool) -> None:
    at = screen(settled=settled)
    assert ("Deux machines tournent peut-être sous le nom" in at.notices()) is not settled
    assert short_text(FORK.journal) in at.rows("forks")[0], "as the command names it"


@pytest.mark.parametrize(
    ("aside", "said"),
    [(0, "Counts as a whole"), (3, "Counts in part"), (34, "Set aside")],
)
def test_how_far_a_version_counts(aside: int, said: str) -> None:
    at = screen(replace(FORK.branches[0], set_aside=aside), FORK.branches[1], language="en")
    assert at.block(Versions, "versions").sides[0].origin.startswith(said)


def test_one_version_is_proposed_and_what_stays_aside_is_said() -> None:
    at = screen()
    at.fill(counts_1="1")
    at.presenter.act("settle_fork")
    (signed,) = at.desk.signings
    assert signed.lines == ("HDJ-1", "Comptent\u202f: Version 1 (3f3f3f3f)")
    assert signed.consequence.startswith("5 actes restent de côté")
    assert at.calls(SettleFork) == [
        SettleFork(journal=FORK.journal, tips=(FORK.branches[0].tip,), pin=site.PIN)
    ]
    assert "proposé, attend une autre personne" in at.rows("forks")[0]
    assert at.field("counts_1").value == ""


@pytest.mark.parametrize(
    ("ticked", "aside"), [((), "39 actes"), (("counts_1", "counts_2"), "Rien ne reste de côté")]
)
def test_none_of_them_or_both(ticked: tuple[str, ...], aside: str) -> None:
    at = screen()
    at.fill(**dict.fromkeys(ticked, "1"))
    at.presenter.act("settle_fork")
    assert aside in at.desk.signings[0].consequence
    (sent,) = at.calls(SettleFork)
    assert isinstance(sent, SettleFork)
    assert len(sent.tips) == len(ticked)
    assert ("Aucune version ne compte" in at.desk.signings[0].lines[1]) is not bool(ticked)


def test_more_versions_than_can_be_read_are_counted() -> None:
    at = screen(*(FORK.branches * 3))
    assert len(at.block(Versions, "versions").sides) == MOST_SIDES
    assert len(at.block(Form, "counting").fields) == MOST_SIDES
    assert "2 autres versions" in at.block(Form, "counting").note


def test_of_very_many_versions_those_that_the_node_does_not_name_are_counted_too() -> None:
    at = screen(*FORK.branches, others=4998, others_acts=7000)
    assert "4996 autres versions" in at.block(Form, "counting").note.replace("\u202f", "")


def test_of_acts_of_membership_it_says_whom_they_are_about() -> None:
    at = screen(
        replace(FORK.branches[0], about=("NOUVELLE Iris", "HDJ-2")), FORK.branches[1], scope="membership"
    )
    first, second = at.block(Versions, "versions").sides
    assert first.values[-1] == "NOUVELLE Iris, HDJ-2"
    assert second.values[-1] == "—"
    clinical = screen().block(Versions, "versions")
    assert len(first.values) == len(clinical.labels) + 1


def test_a_long_version_says_that_its_newest_part_was_looked_at() -> None:
    many = tuple((kind.partition("/")[0], 1) for kind in list(KINDS)[:9])
    at = screen(replace(FORK.branches[0], whole=False, what=many), FORK.branches[1])
    said = at.block(Versions, "versions").sides[0].values[-1]
    assert "les 500 dernières transactions seulement" in said
    assert "…" in said


def test_nothing_forked_and_the_ways_out() -> None:
    at = Screen(JournalForks, Place("forks"), FakeDesk())
    assert at.block(Grid, "forks").empty == "Aucun journal n’existe en plusieurs versions."
    assert not at.action("settle_fork").enabled
    at.presenter.act("settle_fork")
    at.presenter.act("agreements")
    at.presenter.act("return")
    assert at.desk.places == [Place("agreement"), Place("back")]
    assert not at.desk.signings


def test_settled_ones_raise_no_alarm() -> None:
    at = screen(settled=True)
    assert at.notices() == ""
    assert "réglé" in at.rows("forks")[0]
    at.presenter.opened("forks", FORK.journal.hex())
    assert at.view.focused == "counts_1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_act_has_its_words(language: str) -> None:
    names = {f"ui.kind.{kind.partition('/')[0]}" for kind in KINDS}
    assert {name for name in names if text(name, language) == name} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rival_proposal_of_what_is_settled_is_said_with_it(language: str) -> None:
    node = FakeNode()
    words = Format(language)
    rows = [replace(FORK, settled=settled, proposed=site.stamp(1)) for settled in (True, False)]
    said = []
    for row in rows:
        node.forks = (row,)
        at = Screen(JournalForks, Place("forks"), FakeDesk(node, language=language))
        said.append(at.rows("forks")[0])
    assert words("ui.forks.rival") in said[0]
    assert words("ui.forks.waits") in said[1]
    assert words("ui.screen.agreement") in said[0], "where it is withdrawn"
    assert "veilleuse agree" in said[0]
    for name in ("rival", "waits"):
        assert words(f"cli.fork.{name}").endswith(words(f"ui.forks.{name}")), "the command says the same"
