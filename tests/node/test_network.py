"""Whole nodes and what is between them: found again, out of reach, a twin, turned away, an end to it all."""

from __future__ import annotations

import socket
from pathlib import Path

import msgspec
import pytest

from node.api.base import Recorded
from node.api.site import GetStatus, StandingView, Status
from node.api.workstations import SuspendWorkstation
from node.daemon import Node
from node.desk import Desk
from node.inviting import forget_late
from node.open_code import OpenCode
from node.settings import DoorError
from sync.pairing import SECONDS, Instant, Tries
from tests.crash.nodes import Running, equal, running, settings, until
from tests.node.stations import PIN, Template


def test_a_peer_is_found_again_where_it_was_last(folder: Path, template: Template) -> None:
    """Without discovery and without the typed address: the replica remembers."""
    with running(folder, template, "PUI-1", settings(11)) as pui:
        address = pui.node.listening[0]
        with running(folder, template, "HDJ-1", settings(12, address)) as hdj:
            until(lambda: hdj.sees("PUI-1").connected)
            until(lambda: equal(pui, hdj))
            until(lambda: hdj.sees("PUI-1").received)
        with running(folder, template, "HDJ-1", settings(12)) as hdj:
            until(lambda: hdj.sees("PUI-1").connected)
            assert hdj.sees("PUI-1").found_by == "last_known"


def test_since_when_another_is_out_of_reach_outlasts_a_restart(folder: Path, template: Template) -> None:
    """Two real nodes: one leaves, the other says since when, after its own restart too, until it is back."""
    with running(folder, template, "PUI-1", settings(11)) as pui:
        address = pui.node.listening[0]
        with running(folder, template, "HDJ-1", settings(12, address)):
            until(lambda: pui.sees("HDJ-1").connected)
            began = pui.sees("HDJ-1").since
            assert began is not None
        until(lambda: not pui.sees("HDJ-1").connected)
        assert not pui.sees("HDJ-1").received
        gone = pui.sees("HDJ-1").since
        assert gone is not None
        assert gone >= began
    with running(folder, template, "PUI-1", settings(11)) as pui:
        assert (pui.sees("HDJ-1").connected, pui.sees("HDJ-1").since) == (False, gone)
        with running(folder, template, "HDJ-1", settings(12, pui.node.listening[0])):
            until(lambda: pui.sees("HDJ-1").connected)
            since = pui.sees("HDJ-1").since
            assert since is not None
            assert since >= gone


def test_a_twin_is_shown_as_a_workstation_too_many(folder: Path, template: Template) -> None:
    """Somebody put a copy of the folder to work: both say so."""
    (folder / "copy").mkdir()
    for name in ("replica.db", "vault.msgpack"):
        (folder / "copy" / name).write_bytes((folder / "PUI-1" / name).read_bytes())
    twin = Template(folder, template.people, {"copy": template.contents["PUI-1"]})
    with (
        running(folder, template, "PUI-1", settings(11)) as pui,
        running(folder, twin, "copy", settings(12, pui.node.listening[0])) as copy,
    ):
        until(lambda: "PUI-1" in pui.strip() and "PUI-1" in copy.strip())
        for node in (pui, copy):
            assert (node.sees("PUI-1").trouble, node.sees("PUI-1").connected) == ("twin", False)


def test_an_address_that_is_taken_ends_the_start_and_frees_the_folder(
    folder: Path, template: Template
) -> None:
    with socket.create_server(("127.0.2.11", 0)) as taken:
        chosen = msgspec.structs.replace(settings(11), listen=f"127.0.2.11:{taken.getsockname()[1]}")
        node = Node(folder / "PUI-1", template.contents["PUI-1"], chosen)
        with pytest.raises(DoorError) as refused:
            node.start()
        assert refused.value.values["key"] == "listen"
        assert refused.value.values["reason"] == "EADDRINUSE"
    with running(folder, template, "PUI-1", settings(11)) as pui:
        pui.sign_in(template.people["nurse"])


def test_a_suspended_workstation_learns_of_it_from_those_that_turn_it_away(
    folder: Path, template: Template
) -> None:
    with (
        running(folder, template, "PUI-1", settings(11)) as pui,
        running(folder, template, "HDJ-1", settings(12, pui.node.listening[0])) as hdj,
    ):
        until(lambda: equal(pui, hdj))
        assert hdj.client.ask(GetStatus(), Status).standing is None
        pui.sign_in(template.people["administrator"])
        suspend = SuspendWorkstation(
            workstation=template.contents["HDJ-1"].workstation, reason="volé", pin=PIN
        )
        pui.client.ask(suspend, Recorded)
        until(lambda: hdj.client.ask(GetStatus(), Status).standing is not None)
        told = hdj.client.ask(GetStatus(), Status).standing
        assert told == StandingView("suspended", (), (), 0, "")
        hdj.sign_in(template.people["nurse"])
        told = hdj.client.ask(GetStatus(), Status).standing
        assert told is not None
        assert (told.what, told.by, told.reason) == ("suspended", ("ZÉRO Ignace",), "volé")
        until(lambda: not hdj.sees("PUI-1").connected)


def test_a_clock_that_a_person_corrected_is_right_on_both_sides_at_once(
    folder: Path, template: Template
) -> None:
    """Neither waits for the connection to be made anew."""
    day = 86_400_000

    def off(node: Running, other: str) -> int:
        return round((node.sees(other).clock_difference_ms or 0) / day)

    with (
        running(folder, template, "PUI-1", settings(11)) as pui,
        running(folder, template, "HDJ-1", settings(12, pui.node.listening[0])) as hdj,
    ):
        until(lambda: pui.sees("HDJ-1").connected and hdj.sees("PUI-1").connected)
        right = pui.node.desk.now()
        pui.node.desk.confirm_clock(right - 1000 * day)
        until(lambda: (off(pui, "HDJ-1"), off(hdj, "PUI-1")) == (1000, -1000))
        pui.node.desk.confirm_clock(right)
        until(lambda: (off(pui, "HDJ-1"), off(hdj, "PUI-1")) == (0, 0))


def test_the_node_looks_by_itself_whether_the_code_it_shows_is_late(
    folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invitation's one-time key goes, though nobody looks at the screen."""
    monkeypatch.setattr("node.network.LOOK_EVERY_SECONDS", 0.05)
    with running(folder, template, "PUI-1", settings(11)) as pui:
        code = OpenCode("", bytes(16), bytes(32), "", "", Tries(Instant(0, -SECONDS)), [])
        pui.node.desk.code = code
        until(lambda: code.key is None)


def test_it_goes_on_looking_after_a_look_that_failed(
    folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the key of each code shown since would stay."""
    looks: list[Desk] = []

    def failing_once(desk: Desk) -> None:
        looks.append(desk)
        if len(looks) == 1:
            message = "injected"
            raise RuntimeError(message)
        forget_late(desk)

    monkeypatch.setattr("node.network.LOOK_EVERY_SECONDS", 0.05)
    monkeypatch.setattr("node.network.forget_late", failing_once)
    with running(folder, template, "PUI-1", settings(11)) as pui:
        code = OpenCode("", bytes(16), bytes(32), "", "", Tries(Instant(0, -SECONDS)), [])
        pui.node.desk.code = code
        until(lambda: code.key is None)
        assert len(looks) > 1
