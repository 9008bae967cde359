"""The technical journal: codes in words, where from, which journal."""

from __future__ import annotations

from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_node import FakeNode
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.incidents import Incidents


def screen(node: FakeNode | None = None) -> Screen:
    return Screen(Incidents, Place("incidents"), FakeDesk(node))


def test_each_in_words() -> None:
    network, entry, other = screen().rows("incidents")
    assert "192.0.2.9" in network
    assert "Un poste qui ne compte pas ici" in network
    assert "SERV-2" in entry
    assert "Scellé de poste faux" in entry
    assert "journal 7Q4M2K9X 12" in entry
    assert "inconnu" in other
    assert "le programme de chiffrement en donne pour raison\u202f: tlsv1_alert." in other


def test_none_is_said_and_the_way_back() -> None:
    node = FakeNode()
    node.incidents = ()
    at = screen(node)
    assert at.block(Grid, "incidents").empty == "Aucun incident noté."
    at.presenter.act("return")
    assert at.desk.places == [Place("back")]
