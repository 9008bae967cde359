"""Speaking to the node that runs, or to one of our own."""

import argparse
import socket
import subprocess
import sys

import pytest

from node.api.base import PersonView
from node.api.session import ListPeople, People
from node.client import RefusedError
from node.clock import SystemClock
from node.daemon import Node
from node.endpoint import ADDRESS_FILE
from node.settings import load_settings
from node.store.errors import InUseError
from ops.cli import reach as module
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from ops.cli.folder import unlock
from ops.cli.reach import reach, running, sign_in, who_is
from tests.ops.cli.scene import Heard, Workstation


def _options(workstation: Workstation, **more: object) -> argparse.Namespace:
    given = {
        "folder": workstation.folder,
        "passphrase_file": str(workstation.passphrase),
        "keyring": False,
        "recovery": False,
        "person": None,
        "pin_file": str(workstation.pin),
    }
    return argparse.Namespace(**{**given, **more})


def test_alone_a_node_of_our_own_answers_and_ends(workstation: Workstation) -> None:
    with reach(_options(workstation), Heard(person=False)) as client:
        assert client.ask(ListPeople(), People).site == "Site fictif"
        with pytest.raises(InUseError), reach(_options(workstation), Heard(person=False)):
            pass
    assert running(workstation.folder) is None


def test_a_running_node_is_spoken_to_without_the_passphrase(workstation: Workstation) -> None:
    options = _options(workstation)
    vault = unlock(options, Heard())
    node = Node(workstation.folder, vault, load_settings(workstation.folder), network=False)
    node.start()
    try:
        with reach(_options(workstation, passphrase_file=None), Heard(person=False)) as client:
            assert client.ask(ListPeople(), People).workstation == "PUI-1"
    finally:
        node.stop()
    assert running(workstation.folder) is None


def test_an_old_address_where_something_else_listens_is_no_node(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KNOCK_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        (workstation.folder / ADDRESS_FILE).write_text(f"127.0.0.1 {port} {'00' * 16}", encoding="utf-8")
        assert running(workstation.folder) is None


def test_a_name_that_fits_several_people_lists_them() -> None:
    def one(name: str) -> PersonView:
        return PersonView(bytes(16), name, "nurse", ("administer",))

    able = [one("TÉMOIN Anne"), one("TÉMOIN Anne-Marie"), one("MODÈLE Paul")]
    assert who_is(able, "", "témoin anne", Heard(person=False)) == able[0]
    with pytest.raises(StopError) as stopped:
        who_is(able, "", "témoin", Heard(person=False))
    assert stopped.value.values == {"names": "TÉMOIN Anne [00000000], TÉMOIN Anne-Marie [00000000]"}
    told = tell(stopped.value, "en")
    assert told is not None
    assert "--pin-file" in told.lines[0]
    assert who_is(able, "", "témoin", Heard("2")) == able[1]


def test_of_several_rights_one_is_enough() -> None:
    nurse = PersonView(bytes(16), "TÉMOIN Anne", "nurse", ("administer",))
    asked = frozenset({"administer", "site.pin"})
    assert who_is([nurse], asked, "", Heard(person=False)) == nurse
    with pytest.raises(StopError) as stopped:
        who_is([nurse], frozenset({"site.pin", "site.enrol"}), "témoin", Heard(person=False))
    assert stopped.value.code == "cli.error.not_theirs"
    assert stopped.value.values["right"] == "reset a PIN by two / admit workstations"


def test_the_person_who_may_signs_in(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    options = _options(workstation)
    with reach(options, terminal) as client:
        assert sign_in(client, "site.enrol", options, terminal) == "271828"
        assert client.session is not None
    assert "FICTIF Alix" in terminal.warned.getvalue()


def test_nobody_who_may_or_nobody_of_that_name(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    options = _options(workstation, person="nobody")
    with reach(options, terminal) as client:
        known = _options(workstation, person="fictif")
        for right, asked, code in (
            ("prescribe", _options(workstation), "nobody"),
            ("prescribe", known, "not_theirs"),
            ("site.enrol", options, "no_person"),
            ("", options, "no_person"),
        ):
            with pytest.raises(StopError) as stopped:
                sign_in(client, right, asked, terminal)
            assert stopped.value.leave is Exit.REFUSED
            assert stopped.value.code == f"cli.error.{code}"


def test_a_wrong_pin_is_refused(workstation: Workstation) -> None:
    options = _options(workstation, pin_file="-")
    with reach(options, Heard()) as client, pytest.raises(RefusedError) as refused:
        sign_in(client, "site.enrol", options, Heard("000001"))
    assert refused.value.refused.code == "session.wrong_pin"


def test_a_clock_that_is_behind_is_told_before_anything_is_dated(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, options = Heard(person=False), _options(workstation)
    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
    assert "clock" not in terminal.warned.getvalue(), "that it was just started is not told every time"
    monkeypatch.setattr(SystemClock, "now_ms", lambda _: 1_725_000_000_000)
    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
    said = terminal.warned.getvalue()
    assert "behind its own newest act" in said
    assert "30\u2011Aug\u20112024" in said


def test_what_a_node_notes_for_its_log_is_not_said_among_the_sentences_of_a_command() -> None:
    """Of a process of its own, since what is said is the whole process's."""
    told = (
        "import logging, ops.cli.reach\n"
        "for part in ('node.desk', 'sync.link'):\n"
        "    logging.getLogger(part).error('not recorded')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("", "")
