"""Opening the window on whichever node there is."""

from pathlib import Path
from typing import Any

import pytest

from node.api.joining import AgreeToJoin, Entered, Founded, FoundSite, Prospect, TypeCode
from node.api.session import ListPeople, People
from node.client import Client
from node.handover import is_unseen, mark_unseen
from node.store.replica import FILE_NAME as REPLICA
from node.vault import FILE_NAME as VAULT
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.open_window import check_screen
from tests.ops.cli.pair import Inviting, lobby, serving
from tests.ops.cli.scene import Heard, Workstation, run, settings


@pytest.mark.parametrize("served", [True, False], ids=["running node", "own node"])
def test_the_window_gets_a_client_of_the_node(
    workstation: Workstation, served: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    def window(client: Client, language: str) -> int:
        seen.append((client.ask(ListPeople(), People).workstation, language))
        return 0

    app: Any = pytest.importorskip("ui.app")
    monkeypatch.setattr(app, "open_window", window)
    if served:
        with serving(workstation):
            assert run(Heard(), "open", "--folder", str(workstation.folder)) == 0
    else:
        assert run(Heard(person=False), "open", *workstation.opening) == 0
    assert seen == [("PUI-1", "en")]


def test_without_a_screen_it_says_so() -> None:
    with pytest.raises(StopError) as stopped:
        check_screen({"DISPLAY": ""}, "linux")
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.no_screen", Exit.MACHINE)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        check_screen({name: "x"}, "linux")
    check_screen({}, "win32")


def test_a_new_computer_becomes_a_workstation_first(
    workstation: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first window pairs with a workstation in service; the second is the new workstation's own."""
    seen: list[str] = []

    def window(client: Client, _language: str) -> int:
        seen.append(client.ask(ListPeople(), People).workstation)
        return 0

    app: Any = pytest.importorskip("ui.app")
    monkeypatch.setattr(app, "open_window", window)
    folder = tmp_path / "second"
    folder.mkdir()
    settings(Workstation(folder, tmp_path), listen="127.0.0.22:0", lobby="127.0.0.22:0")
    with serving(workstation) as node, Inviting(workstation) as inviting:

        def become(client: Client, _language: str) -> bool:
            typed = TypeCode(code=inviting.code(), addresses=(lobby(node),))
            assert client.ask(typed, Prospect).site == "Site fictif"
            client.ask(AgreeToJoin(), Entered)
            client.close()
            return True

        monkeypatch.setattr(app, "open_doorstep", become)
        assert run(Heard(person=False), "open", "--folder", str(folder)) == 0
    assert seen == ["HDJ-1"]


def test_a_first_window_that_is_closed_before_its_words_are_on_paper_leaves_the_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it was making is made all the same, and nobody has read what opens it."""
    site = {"name": "Fictif", "pharmacy": "Pharmacie", "address": "rue", "workstation": "PUI-1"}
    person = {"place": "PUI", "family_name": "Fictive", "first_name": "Ève", "pin": "271828"}

    def found(client: Client, _language: str) -> bool:
        client.ask(FoundSite(**site, **person), Founded)
        client.close()
        return False

    app: Any = pytest.importorskip("ui.app")
    monkeypatch.setattr(app, "open_doorstep", found)
    folder = tmp_path / "first"
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "open", "--folder", str(folder))
    assert stopped.value.code == "cli.error.words_not_shown"
    assert (folder / VAULT).exists()
    assert is_unseen(folder)


def test_a_first_window_that_is_closed_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app: Any = pytest.importorskip("ui.app")
    monkeypatch.setattr(app, "open_doorstep", lambda client, _language: client.close())
    assert run(Heard(person=False), "open", "--folder", str(tmp_path / "second")) == 0
    assert not (tmp_path / "second").exists()


@pytest.mark.parametrize("finished", [True, False])
def test_a_workstation_whose_words_nobody_saw_is_begun_again_by_the_window_too(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch, finished: bool
) -> None:
    """One that was never finished without being asked: there is nothing that words would open."""
    folder = workstation.folder
    mark_unseen(folder)
    if not finished:
        (folder / VAULT).unlink()
    shown: list[bool] = []

    def become(client: Client, _language: str) -> int:
        shown.append((folder / VAULT).exists() or (folder / REPLICA).exists())
        client.close()
        return 0

    app: Any = pytest.importorskip("ui.app")
    monkeypatch.setattr(app, "open_doorstep", become)
    again = ("--again",) if finished else ()
    assert run(Heard(person=False), "open", "--folder", str(folder), *again) == 0
    assert shown == [False]


def test_begun_again_is_no_workstation_that_was_opened(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    app: Any = pytest.importorskip("ui.app")
    monkeypatch.setattr(
        app, "open_window", lambda client, _: len(client.ask(ListPeople(), People).workstation)
    )
    assert run(Heard(person=False), "open", "--again", *workstation.opening) == len("PUI-1")


def test_the_recovery_key_gives_other_words_and_opens_no_window(workstation: Workstation) -> None:
    shares = ("--recovery", "--shares-file", str(workstation.shares))
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "open", "--folder", str(workstation.folder), *shares)
    assert stopped.value.code == "cli.error.recovery_window"
