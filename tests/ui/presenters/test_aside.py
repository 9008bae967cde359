"""Acts set aside, each in words: who, what, where, when, of which file, why, and what may be done."""

from __future__ import annotations

from node.api.aside import GetSetAside
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_node import FakeNode
from ui.presenters.aside import Aside
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place


def screen(node: FakeNode | None = None, language: str = "fr") -> Screen:
    return Screen(Aside, Place("aside"), FakeDesk(node, language=language))


def select(at: Screen, number: int) -> None:
    at.presenter.selected("acts", at.block(Grid, "acts").rows[number].id)


def test_each_in_words() -> None:
    at = screen()
    given, note, rights, session, newer = at.rows("acts")
    for said in (
        "14:05",
        "Administration",
        "arrivé\u202f: 20\u2011nov.\u20112026\u00a015:05",
        "M. TÉMOIN Hugo SERV-2",
        "EXEMPLE Marguerite · FOLFOX cours de traitement",
        "Son poste est retiré du site",
    ):
        assert said in given, said
    assert "Note sur un patient" in note
    assert "arrivé" not in note
    assert "plusieurs versions" in note
    assert "M. TÉMOIN Hugo personne Il faut deux personnes pour cela" in rights
    assert "20\u2011nov.\u20112026\u00a015:05 (horloge non confirmée)" in session
    assert "personne n’est nommé SERV-2 session" in session
    assert "Acte d’un programme plus récent (pneumatic.sent)" in newer
    assert "(of_tomorrow)" in newer
    assert at.page.subtitle == "5 actes mis de côté"


def test_what_may_be_done_about_the_one_in_hand() -> None:
    at = screen(language="en")
    wanted = (
        "two people readmit",
        "screen Forked journals",
        "does it again",
        "responsible for security",
        "again",
    )
    for number, said in enumerate(wanted):
        select(at, number)
        assert said in at.notices("why"), number


def test_its_file_is_opened_where_there_is_a_screen_for_it() -> None:
    node = FakeNode()
    at = screen(node)
    course = node.courses[0]
    for number in range(5):
        select(at, number)
        assert at.action("open_file").enabled is (number < 3)
        at.presenter.opened("acts", at.block(Grid, "acts").rows[number].id)
    at.presenter.act("return")
    assert at.desk.places == [
        Place("course", patient=course.patient.id, course=course.id),
        Place("patient", patient=course.patient.id),
        Place("members"),
        Place("back"),
    ]


def test_page_by_page() -> None:
    node = FakeNode()
    node.a_page = 2
    at = screen(node)
    shown = [at.rows("acts")]
    assert at.page.subtitle == "5 actes mis de côté\u00a0· 2 montrés, les derniers arrivés d’abord"
    assert not at.action("newer").enabled
    for _ in range(2):
        at.presenter.act("older")
        shown.append(at.rows("acts"))
    assert not at.action("older").enabled
    assert [len(rows) for rows in shown] == [2, 2, 1]
    at.presenter.act("newer")
    assert at.rows("acts") == shown[1]
    at.presenter.act("newer")
    assert at.rows("acts") == shown[0]
    asked = [command.before for command in at.calls(GetSetAside) if isinstance(command, GetSetAside)]
    assert asked == [None, 3, 1, 3, None]


def test_one_is_found_by_any_of_its_words() -> None:
    at = screen()
    for typed, found in (
        ("temoin administration", 1),
        ("SERV-2", 5),
        ("deux personnes", 1),
        ("cours", 1),
        ("zzz", 0),
    ):
        at.fill(filter=typed)
        assert len(at.rows("acts")) == found, typed
    assert at.block(Grid, "acts").empty == "Aucun de ces actes ne correspond."
    assert not at.has("why")


def test_the_one_in_hand_stays_while_others_come() -> None:
    node = FakeNode()
    at = screen(node)
    select(at, 1)
    chosen = at.block(Grid, "acts").selected
    node.aside = (node.aside[1], *node.aside[2:])
    at.presenter.load()
    assert at.block(Grid, "acts").selected == chosen
    node.aside = ()
    at.presenter.load()
    assert at.block(Grid, "acts").empty == "Aucun acte n’est mis de côté."
    assert not at.action("open_file").enabled
