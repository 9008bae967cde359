"""A stick is found, written, followed, taken in; what came of it is said in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.base import Refused
from node.api.carry import CarryIn, CarryOut, CarryState, CarryTaken, GetCarry
from tests.ui.fake_carry import FILES, STICK, TAKEN, WRITTEN
from tests.ui.fake_desk import FakeDesk, Screen
from ui.format import Format
from ui.presenters.blocks import Grid
from ui.presenters.carry import LOOK_MS, Carry, size
from ui.presenters.desk import Listed, Place

SERV = FILES[2].path


def screen(language: str = "fr") -> Screen:
    desk = FakeDesk(language=language)
    desk.mounted = (STICK, "/media/fictif/AUTRE")
    desk.files[STICK] = FILES
    return Screen(Carry, Place("carry"), desk)


def ended(at: Screen, **changed: object) -> Screen:
    """What was begun comes to this end."""
    at.node.carry = replace(at.node.carry, running=False, **changed)
    at.desk.waiting.pop()[1]()
    return at


def test_the_stick_is_found_and_what_lies_on_it_newest_first() -> None:
    at = screen()
    assert at.field("folder").value == STICK
    rows = at.rows("files")
    assert [row.split()[0] for row in rows] == [
        "ch-de-valfictif-serv-2-2026-11-21",
        "ch-de-valfictif-hdj-1-2026-11-20",
    ]
    assert "1,2" in rows[0]
    assert at.page.blocks[2].selected == SERV  # type: ignore[attr-defined]  # the grid
    at.fill(folder="/media/fictif/AUTRE")
    assert at.rows("files") == []
    assert not at.action("carry_in").enabled


def test_without_a_stick_a_folder_is_typed() -> None:
    at = Screen(Carry, Place("carry"))
    assert at.field("folder").value == ""
    at.presenter.act("carry_out")
    assert at.view.focused == "folder"
    at.presenter.act("carry_in")
    assert not at.calls(CarryOut)
    assert not at.calls(CarryIn)


def test_writing_is_followed_and_told() -> None:
    at = screen()
    at.presenter.act("carry_out")
    (sent,) = at.calls(CarryOut)
    assert sent == CarryOut(folder=STICK, everything=False)
    assert "ne retirez pas la clé" in at.notices()
    assert not at.action("carry_out").enabled
    every, look = at.desk.waiting.pop()
    assert every == LOOK_MS
    at.node.carry = replace(at.node.carry, done=30, total=120)
    look()
    assert "25\u00a0%" in at.notices()
    ended(at, written=WRITTEN)
    said = at.notices()
    assert "412 transactions, 14 accusés de réception ou clés de personnes " in said
    assert "213" in said
    assert "HDJ-1, PUI-2, SERV-2" in said
    assert "propre" in said
    assert not at.desk.waiting
    assert at.action("carry_out").enabled


def test_everything_at_will() -> None:
    at = screen()
    at.fill(everything="1")
    at.presenter.act("carry_out")
    assert at.calls(CarryOut) == [CarryOut(folder=STICK, everything=True)]


def test_nothing_lacked_and_the_own_disk_are_said() -> None:
    at = screen()
    at.presenter.act("carry_out")
    ended(at, written=replace(WRITTEN, transactions=0, own_disk=True))
    assert "ont déjà tous les actes" in at.notices()
    assert "pas sur une clé USB" in at.notices()


def test_several_files_are_named() -> None:
    at = screen()
    at.presenter.act("carry_out")
    ended(at, written=replace(WRITTEN, files=("une.age", "deux.age")))
    assert "2 fichiers, et il les faut tous" in at.notices()
    assert "une.age, deux.age" in at.notices()


def test_taking_in_is_followed_and_told() -> None:
    at = screen()
    at.presenter.opened("files", FILES[1].path)
    assert at.calls(CarryIn) == [CarryIn(file=FILES[1].path)]
    ended(at, taken=TAKEN)
    said = at.notices()
    assert "SERV-2" in said
    assert "17 transactions, 31 actes, 1 accusé de réception ou clé de personne" in said


def test_the_whole_stick_is_taken_in_one_file_after_the_other() -> None:
    at = screen()
    assert "2 fichiers" in at.action("carry_in_all").label
    at.presenter.act("carry_in_all")
    ended(at, taken=replace(TAKEN, written_by="HDJ-1", waiting=3))
    assert at.calls(CarryIn) == [CarryIn(file=FILES[1].path), CarryIn(file=FILES[2].path)]
    assert not at.action("carry_in_all").enabled
    said = ended(at, taken=TAKEN).notices()
    assert said.index("HDJ-1") < said.index("SERV-2")
    assert "attend" not in said, "what the first lacked may have come with the second"
    assert len(at.calls(CarryIn)) == 2


def test_one_that_cannot_be_read_keeps_no_other_from_being_taken_in() -> None:
    at = screen()
    at.presenter.act("carry_in_all")
    ended(at, refused=Refused(code="carry.not_a_bundle"))
    said = ended(at, refused=None, taken=TAKEN).notices()
    assert "n’est pas un fichier d’échange" in said
    assert "17 transactions" in said


def test_nor_does_one_of_which_that_is_known_at_once() -> None:
    at = screen()
    at.node.fails_at_once = Refused(code="carry.not_a_bundle")
    at.presenter.act("carry_in_all")
    assert at.calls(CarryIn) == [CarryIn(file=FILES[1].path), CarryIn(file=FILES[2].path)]
    assert at.action("carry_in_all").enabled


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (replace(TAKEN, transactions=0, acts=0, records=0), "Rien de nouveau"),
        (replace(TAKEN, waiting=1), "1 transaction attend ici"),
        (replace(TAKEN, waiting=3), "Tout écrire"),
        (replace(TAKEN, refused=2), "ont été refusées"),
        (replace(TAKEN, aside={"cut": 31}), "31 (leur poste a été retiré du site)"),
        (replace(TAKEN, trouble="carry.truncated"), "Une partie seulement"),
    ],
)
def test_what_is_missing_is_said_and_what_to_do(taken: CarryTaken, words: str) -> None:
    at = screen()
    at.presenter.act("carry_in")
    assert words in ended(at, taken=taken).notices()


def test_a_refusal_says_what_to_do() -> None:
    at = screen()
    at.presenter.act("carry_out")
    refused = Refused(code="carry.missing_folder", values={"path": STICK})
    said = ended(at, refused=refused).notices()
    assert STICK in said
    assert "Branchez la clé" in said


def test_who_comes_back_finds_what_was_begun() -> None:
    at = screen()
    at.presenter.act("carry_out")
    at.presenter.detach()
    asked = len(at.calls(GetCarry))
    at.desk.waiting.pop()[1]()
    assert len(at.calls(GetCarry)) == asked
    again = Screen(Carry, Place("carry"), at.desk)
    assert "ne retirez pas la clé" in again.notices()
    assert isinstance(at.node.carry, CarryState)


def test_late_answers_about_another_folder_change_nothing() -> None:
    at = screen()
    carry = at.presenter
    assert isinstance(carry, Carry)
    carry._found("/elsewhere", (Listed("veilleuse-carry-x.age", "x", 1, 1),), "")
    assert len(at.rows("files")) == 2


def test_sizes_as_people_say_them() -> None:
    words = Format("fr")
    said = [size(words, number) for number in (999, 48_213, 1_240_000, 3_000_000_000)]
    assert [one.replace("\u202f", " ").replace("\u00a0", " ") for one in said] == [
        "999 o",
        "48,2 ko",
        "1,2 Mo",
        "3 Go",
    ]


def test_english_says_it_too() -> None:
    at = screen("en")
    at.presenter.act("carry_in")
    assert "ui." not in ended(at, taken=TAKEN).notices() + at.page.title + at.page.subtitle


def test_what_somebody_else_carried_before_is_no_news() -> None:
    desk = FakeDesk()
    desk.node.carry = CarryState(number=3, what="in", refused=Refused(code="carry.busy"))
    at = Screen(Carry, Place("carry"), desk)
    assert at.notices() == ""
    at.presenter.load()
    assert at.notices() == ""
    desk.node.carry = replace(desk.node.carry, refused=None, taken=TAKEN, yours=True)
    at = Screen(Carry, Place("carry"), desk)
    assert "avant d’ouvrir cet écran" in at.notices()
    assert "SERV-2" in at.notices()
    desk.mounted, desk.files[STICK] = (STICK,), FILES
    at.presenter.load()
    at.presenter.act("carry_in")
    ended(at, taken=TAKEN)
    assert "avant d’ouvrir cet écran" not in at.notices()


def test_a_folder_that_cannot_be_read_is_not_called_empty() -> None:
    at = Screen(Carry, Place("carry"))
    assert "Indiquez" in at.block(Grid, "files").empty
    at.desk.absent.add("/nulle/part")
    at.fill(folder="/nulle/part")
    assert "introuvable" in at.block(Grid, "files").empty
    at.desk.absent.clear()
    at.fill(folder="/nulle/part ")
    assert "Aucun fichier" in at.block(Grid, "files").empty
