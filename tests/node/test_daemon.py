"""Whole nodes: windows, network, what outlasts a restart, and an end that leaves nothing."""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from node.api.base import Changed, Recorded, Refused
from node.api.carry import CarryOut, CarryState, GetCarry
from node.api.patient import CreatePatient, PatientHits, SearchPatients
from node.api.session import ListPeople, People, SignedIn, SignIn
from node.api.site import GetStatus, Status
from node.client import connect
from node.daemon import Node
from node.endpoint import ADDRESS_FILE, ClosedError
from node.settings import NodeSettings
from node.store.errors import InUseError
from schema.acts.patient import Identity
from tests.crash.nodes import equal, running, settings, until
from tests.node.stations import PIN, Template

WHO = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", "770001", "")


def test_windows_here_and_in_another_process_are_told(folder: Path, template: Template) -> None:
    with running(folder, template, "PUI-1", settings(11)) as pui:
        other = connect(folder / "PUI-1")
        heard: queue.Queue[Changed] = queue.Queue()
        other.on_changed(heard.put)
        assert other.ask(ListPeople(), People).workstation == "PUI-1"
        pui.sign_in(template.people["nurse"])
        assert heard.get(timeout=10).counter > 0
        other.close()
        # A window that has gone is forgotten, and the others go on.
        pui.client.ask(CreatePatient(identity=WHO), Recorded)
    assert not (folder / "PUI-1" / ADDRESS_FILE).exists()


def test_what_one_writes_the_other_shows(folder: Path, template: Template) -> None:
    with (
        running(folder, template, "PUI-1", settings(11)) as pui,
        running(folder, template, "HDJ-1", settings(12, pui.node.listening[0])) as hdj,
    ):
        pui.sign_in(template.people["nurse"])
        pui.client.ask(CreatePatient(identity=WHO), Recorded)
        hdj.sign_in(template.people["nurse"])
        until(lambda: bool(hdj.client.ask(SearchPatients(text="exemplaire"), PatientHits).rows))
        until(lambda: equal(pui, hdj))
        line = hdj.sees("PUI-1")
        assert (line.connected, line.found_by, line.trouble) == (True, "typed", "")


def test_a_window_is_told_once_another_workstation_holds_an_act(folder: Path, template: Template) -> None:
    """It asks only when it is told, and is told: nobody waits for the next look by the clock."""
    with (
        running(folder, template, "PUI-1", settings(11)) as pui,
        running(folder, template, "HDJ-1", settings(12, pui.node.listening[0])) as hdj,
    ):
        until(lambda: pui.sees("HDJ-1").connected and equal(pui, hdj))
        pui.sign_in(template.people["nurse"])
        heard: queue.Queue[Changed] = queue.Queue()
        pui.client.on_changed(heard.put)
        pui.client.ask(CreatePatient(identity=WHO), Recorded)
        while pui.client.ask(GetStatus(), Status).only_here:
            heard.get(timeout=30)


def test_a_second_program_on_the_same_folder_is_turned_away(folder: Path, template: Template) -> None:
    """And the first goes on."""
    with running(folder, template, "PUI-1", settings(11)) as pui:
        with pytest.raises(InUseError):
            Node(folder / "PUI-1", template.contents["PUI-1"], settings(12))
        pui.sign_in(template.people["nurse"])


def test_the_session_of_a_window_that_has_gone_ends_with_it(folder: Path, template: Template) -> None:
    with running(folder, template, "PUI-1", settings(11)) as pui:
        other = connect(folder / "PUI-1")
        session = other.ask(SignIn(person=template.people["nurse"], pin=PIN), SignedIn).session
        pui.sign_in(template.people["nurse"])
        other.close()
        pui.node.writer.submit(lambda: None).result()
        until(lambda: pui.node.desk.sessions.get(session) is None)
        # Other windows' sessions are not touched.
        pui.client.ask(CreatePatient(identity=WHO), Recorded)


def test_stopping_ends_every_window(folder: Path, template: Template) -> None:
    node = Node(folder / "PUI-1", template.contents["PUI-1"], NodeSettings(), network=False)
    node.start()
    clients = [node.client(), connect(folder / "PUI-1"), connect(folder / "PUI-1")]
    for client in clients:
        client.ask(ListPeople(), People)
    node.stop()
    for client in clients:
        with pytest.raises(ClosedError):
            client.ask(ListPeople(), People)
        client.close()
    with pytest.raises(ClosedError):
        connect(folder / "PUI-1")


class SlowStick:
    """A stick whose last bytes take as long as a test wants."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()
        monkeypatch.setattr("node.carry_out.force_to_disk", self._force)

    def _force(self, out: BinaryIO) -> None:
        self.reached.set()
        assert self.go_on.wait(30)
        out.flush()


def test_people_go_on_working_while_a_slow_stick_is_written(
    folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, stick = SlowStick(monkeypatch), folder.parent / "stick"
    stick.mkdir()
    with running(folder, template, "PUI-1", settings(11)) as pui:
        pui.sign_in(template.people["pharmacist"])
        begun = pui.client.ask(CarryOut(folder=str(stick)), CarryState)
        assert begun.running
        assert slow.reached.wait(30)
        pui.client.ask(CreatePatient(identity=WHO), Recorded)
        assert pui.client.ask(GetCarry(), CarryState).running
        refused = pui.client.call(CarryOut(folder=str(stick)))
        assert isinstance(refused, Refused)
        assert refused.code == "carry.busy"
        slow.go_on.set()
        until(lambda: not pui.client.ask(GetCarry(), CarryState).running)
        end = pui.client.ask(GetCarry(), CarryState)
        assert end.written is not None, end
    assert [str(path) for path in stick.iterdir()] == [end.written.path]


def test_a_node_that_stops_leaves_no_half_file_on_the_stick(
    folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, stick = SlowStick(monkeypatch), folder.parent / "stick"
    stick.mkdir()
    with running(folder, template, "PUI-1", settings(11)) as pui:
        pui.sign_in(template.people["pharmacist"])
        pui.client.ask(CarryOut(folder=str(stick), everything=True), CarryState)
        assert slow.reached.wait(30)
        pui.node.desk.carrier.stop()
        slow.go_on.set()
    assert not list(stick.iterdir())
    assert pui.node.desk.carrier.state.refused == Refused(code="carry.stopped")
