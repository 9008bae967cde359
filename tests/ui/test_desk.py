"""The real desk: refusals stay in the dialog, an ended session leads home, files are whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from node.api.base import Answer, PersonView, Recorded, Refused
from node.api.dispensing import Dispense
from node.api.patient import SearchPatients
from node.api.release import Release
from schema.acts.base import Told
from schema.refusal import ACKNOWLEDGE, refusal_sentences
from tests.ui import fake_site as site
from tests.ui.fake_node import FakeNode
from tests.ui.showing import THEME, dressed
from ui.calls import Calls
from ui.desk import WindowDesk
from ui.format import Format
from ui.presenters.blocks import Notice
from ui.presenters.desk import Asking, Listed, Place, Signing
from ui.theme import Theme

TOLD = Told(site.NOW, False, None, "seen")


class Shell:
    """A window of six lines."""

    def __init__(self, qtbot: QtBot) -> None:
        self.theme: Theme = THEME
        self.front = QWidget()
        self.places: list[Place] = []
        self.said: list[Notice] = []
        self.waits: list[int] = []
        self.people: list[PersonView | None] = []
        dressed(qtbot, self.front)

    def widget(self) -> QWidget:
        return self.front

    def go(self, place: Place) -> None:
        self.places.append(place)

    def go_back(self) -> None:
        self.places.append(Place("back"))

    def say(self, notice: Notice) -> None:
        self.said.append(notice)

    def session_changed(self, person: PersonView | None) -> None:
        self.people.append(person)

    def waiting(self, calls: int) -> None:
        self.waits.append(calls)


@pytest.fixture
def shell(qtbot: QtBot) -> Shell:
    return Shell(qtbot)


@pytest.fixture
def node() -> FakeNode:
    node = FakeNode()
    node.person = site.PEOPLE[0]
    return node


@pytest.fixture
def desk(shell: Shell, node: FakeNode) -> Iterator[WindowDesk]:
    calls = Calls(node)
    desk = WindowDesk(shell, calls, Format("fr"), lambda: site.NOW)
    desk.signed_in(site.PEOPLE[0], site.HERE)
    yield desk
    calls.close()


def release(node: FakeNode, done: list[Answer]) -> Signing:
    course = node.courses[2]
    bag = course.doses[1].bags[0].bag
    return Signing(
        "Libérer",
        (),
        lambda pin, _: Release(course=course.id, bag=bag, released=True, pin=pin, based_on=course.heads),
        done.append,
    )


def test_an_answer_comes_back_and_waiting_is_shown(qtbot: QtBot, desk: WindowDesk, shell: Shell) -> None:
    answers: list[Answer] = []
    desk.ask(SearchPatients(text="es"), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert shell.waits == [1, 0]
    desk.ask(SearchPatients(text="es"), answers.append, quiet=True)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert shell.waits == [1, 0]


@pytest.mark.parametrize(
    ("error", "said"), [(TimeoutError(), "trop de temps"), (OSError(), "ne répond plus")]
)
def test_a_node_that_is_gone_is_said_above_the_screen(
    qtbot: QtBot, desk: WindowDesk, shell: Shell, node: FakeNode, error: Exception, said: str
) -> None:
    node.fail = error
    desk.ask(SearchPatients(text="es"), lambda _: None)
    qtbot.waitUntil(lambda: bool(shell.said))
    assert said in shell.said[0].title
    assert shell.waits == [1, 0]


def test_an_ended_session_leads_to_signing_in(
    qtbot: QtBot, desk: WindowDesk, shell: Shell, node: FakeNode
) -> None:
    node.person = None
    answers: list[Answer] = []
    desk.ask(SearchPatients(text="es"), answers.append)
    qtbot.waitUntil(lambda: bool(shell.places))
    assert shell.places == [Place("session")]
    assert shell.people[-1] is None
    assert shell.said
    assert not answers


def test_what_happened_is_recorded_all_the_same_by_who_has_read_why_not(
    qtbot: QtBot, desk: WindowDesk, node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal names every doubt, the button changes its word, the PIN is asked again."""
    bag = node.courses[2].doses[1].bags[0].bag
    sent: list[tuple[str, ...]] = []
    codes = ("bag.not_released", "dose.no_go_ahead")

    def last_gate(command: Dispense) -> Answer:
        sent.append(command.acknowledged)
        if command.acknowledged:
            return Recorded(acts=())
        return Refused(code=codes[0], values={"substance": "fluorouracile", ACKNOWLEDGE: ",".join(codes)})

    monkeypatch.setattr(node, "_dispense", last_gate)
    done: list[Answer] = []
    signing = Signing(
        "Dispenser",
        (),
        lambda pin, _: Dispense(course=node.courses[2].id, bag=bag, ward="HDJ", told=TOLD, pin=pin),
        done.append,
    )
    desk.sign(signing)
    dialog = desk.dialog
    assert dialog is not None
    dialog.pin.setText(site.PIN)
    dialog.press()
    qtbot.waitUntil(dialog.confirm.isEnabled)
    assert sent == [()]
    assert not done
    assert dialog.confirm.text() == "Enregistrer quand même"
    said = " ".join(part.text() for part in dialog.findChildren(QLabel))
    for code in codes:
        assert refusal_sentences(code, {"substance": "fluorouracile"})[0] in said
    dialog.press()
    assert sent == [()]
    dialog.pin.setText(site.PIN)
    dialog.press()
    qtbot.waitUntil(lambda: bool(done))
    assert sent == [(), codes]
    assert desk.dialog is None


def test_signing_stays_while_refused(qtbot: QtBot, desk: WindowDesk, node: FakeNode) -> None:
    done: list[Answer] = []
    desk.sign(release(node, done))
    dialog = desk.dialog
    assert dialog is not None
    dialog.pin.setText("000000")
    dialog.press()
    qtbot.waitUntil(dialog.confirm.isEnabled)
    assert dialog.isVisible()
    assert not done
    dialog.pin.setText(site.PIN)
    dialog.press()
    qtbot.waitUntil(lambda: bool(done))
    assert desk.dialog is None


def test_what_is_signed_was_fixed_before(qtbot: QtBot, desk: WindowDesk, node: FakeNode) -> None:
    done: list[Answer] = []
    course = node.courses[2]
    heads = course.heads
    signing = release(node, done)
    frozen = Signing(signing.title, (), lambda pin, _: Release(
        course=course.id, bag=course.doses[1].bags[0].bag, released=True, pin=pin, based_on=heads
    ), done.append)  # fmt: skip
    desk.sign(frozen)
    course.version += 1
    assert desk.dialog is not None
    desk.dialog.pin.setText(site.PIN)
    desk.dialog.press()
    qtbot.waitUntil(lambda: bool(done))
    assert [command.based_on for command in node.calls if isinstance(command, Release)] == [heads]


def test_a_session_that_ends_while_signing_closes_the_dialog(
    qtbot: QtBot, desk: WindowDesk, shell: Shell, node: FakeNode
) -> None:
    desk.sign(release(node, []))
    node.refuse[Release] = Refused(code="session.none")
    assert desk.dialog is not None
    desk.dialog.pin.setText(site.PIN)
    desk.dialog.press()
    qtbot.waitUntil(lambda: bool(shell.places))
    assert desk.dialog is None


def test_a_node_gone_while_signing_closes_the_dialog_and_says_so(
    qtbot: QtBot, desk: WindowDesk, shell: Shell, node: FakeNode
) -> None:
    desk.sign(release(node, []))
    node.fail = TimeoutError()
    assert desk.dialog is not None
    desk.dialog.pin.setText(site.PIN)
    desk.dialog.press()
    qtbot.waitUntil(lambda: bool(shell.said))
    assert desk.dialog is None


def test_confirming_hands_the_reason_on(qtbot: QtBot, desk: WindowDesk) -> None:
    reasons: list[str] = []
    desk.confirm(Asking("Abandonner", "Le numéro reste.", "Abandonner", reasons.append, reason="Motif"))
    assert desk.dialog is not None
    desk.dialog.reason.setPlainText("erreur")
    desk.dialog.press()
    qtbot.waitUntil(lambda: bool(reasons))
    assert reasons == ["erreur"]
    assert desk.dialog is None


def test_a_file_is_written_whole_or_not_at_all(qtbot: QtBot, desk: WindowDesk, tmp_path: Path) -> None:
    said: list[str] = []
    target = tmp_path / "new" / "sheet.pdf"
    desk.save(str(target), b"%PDF", said.append)
    qtbot.waitUntil(lambda: bool(said))
    assert said.pop()
    assert not target.parent.exists()
    target.parent.mkdir()
    desk.save(str(target), b"%PDF", said.append)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [""]
    assert target.read_bytes() == b"%PDF"
    assert list(target.parent.iterdir()) == [target]
    desk.save(str(target / "below" / "a file.pdf"), b"%PDF", said.append)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1]


def test_a_file_is_read_whole_and_bounded(qtbot: QtBot, desk: WindowDesk, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"content")
    read: list[tuple[bytes | None, str]] = []
    for path, most in ((tmp_path / "x", 7), (tmp_path / "x", 6), (tmp_path / "none", 7)):
        desk.read(str(path), most, lambda data, why: read.append((data, why)))
    qtbot.waitUntil(lambda: len(read) == 3)
    assert read[0] == (b"content", "")
    assert [data for data, _ in read[1:]] == [None, None]
    assert all(why for _, why in read[1:])


def test_a_folder_and_its_files(
    qtbot: QtBot, desk: WindowDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").write_bytes(b"content")
    monkeypatch.setattr("ui.desk.removable", lambda: (str(tmp_path),))
    mounted: list[tuple[str, ...]] = []
    found: list[tuple[tuple[Listed, ...], str]] = []

    def listed(files: tuple[Listed, ...], why: str) -> None:
        found.append((files, why))

    desk.sticks(mounted.append)
    desk.listing(str(tmp_path), listed)
    desk.listing(str(tmp_path / "none"), listed)
    qtbot.waitUntil(lambda: len(found) == 2)
    assert mounted == [(str(tmp_path),)]
    assert [([one.name for one in files], bool(why)) for files, why in found] == [(["x"], False), ([], True)]


def test_later_comes_after_a_while(qtbot: QtBot, desk: WindowDesk) -> None:
    called: list[int] = []
    desk.later(1, lambda: called.append(1))
    assert not called
    qtbot.waitUntil(lambda: called == [1])


def test_the_rest_is_passed_on(desk: WindowDesk, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("ui.desk.QDesktopServices.openUrl", open_url)
    assert desk.show_file("sheet.pdf")
    assert opened[0].isLocalFile()
    desk.open(Place("worklist"))
    desk.back()
    desk.tell(Notice("info", "x"))
    assert [place.screen for place in shell.places] == ["worklist", "back"]
    assert shell.said[-1].title == "x"
    assert desk.now() == site.NOW
    assert desk.folder()


def test_what_changed_meanwhile_is_shown_by_the_button_that_the_refusal_has(
    qtbot: QtBot, desk: WindowDesk, node: FakeNode
) -> None:
    again: list[str] = []
    desk.sign(replace(release(node, []), reload=lambda: again.append("reloaded")))
    node.refuse[Release] = Refused(code="screen.stale")
    dialog = desk.dialog
    assert dialog is not None
    dialog.pin.setText(site.PIN)
    dialog.press()
    qtbot.waitUntil(dialog.confirm.isEnabled)
    button = dialog.findChild(QPushButton, "act_reload")
    assert isinstance(button, QPushButton)
    button.click()
    assert again == ["reloaded"]
    assert desk.dialog is None
