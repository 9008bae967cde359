"""Work goes elsewhere; what comes of it arrives on the main thread, or nowhere once closed."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from node.api.base import Answer
from node.api.session import ListPeople, People
from tests.ui.fake_node import FakeNode
from ui.calls import Calls


def test_a_result_and_an_error_both_arrive_on_the_main_thread(qtbot: QtBot) -> None:
    node = FakeNode()
    calls = Calls(node)
    arrived: list[tuple[object, threading.Thread]] = []

    def take(what: object) -> None:
        arrived.append((what, threading.current_thread()))

    calls.ask(ListPeople(), take, take)
    calls.run(lambda: 1 // 0, take, take)
    qtbot.waitUntil(lambda: len(arrived) == 2)
    calls.close()
    (answer, first), (error, second) = arrived
    assert isinstance(answer, People)
    assert isinstance(error, ZeroDivisionError)
    assert first is second is threading.main_thread()


def test_the_work_itself_is_done_elsewhere(qtbot: QtBot) -> None:
    calls = Calls(FakeNode())
    threads: list[threading.Thread] = []
    calls.run(threading.current_thread, threads.append, lambda _: None)
    qtbot.waitUntil(lambda: bool(threads))
    calls.close()
    assert threads[0] is not threading.main_thread()


def test_commands_reach_the_node_in_order(qtbot: QtBot) -> None:
    node = FakeNode()
    calls = Calls(node)
    seen: list[Answer] = []
    commands = [ListPeople() for _ in range(20)]
    for command in commands:
        calls.ask(command, seen.append, lambda _: None)
    qtbot.waitUntil(lambda: len(seen) == 20)
    calls.close()
    assert [id(command) for command in node.calls] == [id(command) for command in commands]


def test_changes_are_told_on_the_main_thread(qtbot: QtBot) -> None:
    node = FakeNode()
    calls = Calls(node)
    told: list[threading.Thread] = []
    calls.on_changed(lambda _: told.append(threading.current_thread()))
    other = threading.Thread(target=node.changed)
    other.start()
    qtbot.waitUntil(lambda: bool(told))
    other.join()
    calls.close()
    assert told == [threading.main_thread()]


class Screen:
    """What waits for an answer; says where it came to an end."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self._ended = ended

    def take(self, _: object) -> None:
        """Drawn."""

    def __del__(self) -> None:
        self._ended.append(threading.current_thread())


def test_who_waited_never_ends_on_the_workers_thread(qtbot: QtBot) -> None:
    calls, ended = Calls(FakeNode()), list[threading.Thread]()
    for _ in range(200):
        screen = Screen(ended)
        calls.run(lambda: None, screen.take, screen.take)
        del screen
    qtbot.waitUntil(lambda: not calls.busy)
    calls.close()
    assert ended == [threading.main_thread()] * 200


def test_nothing_arrives_after_closing(qtbot: QtBot) -> None:
    node = FakeNode()
    calls = Calls(node)
    started, go = threading.Event(), threading.Event()
    arrived: list[object] = []

    def slow() -> None:
        started.set()
        go.wait()

    calls.run(slow, arrived.append, arrived.append)
    calls.ask(ListPeople(), arrived.append, arrived.append)
    started.wait()
    assert calls.busy
    go.set()
    calls.close()
    calls.close()
    calls.ask(ListPeople(), arrived.append, arrived.append)
    qtbot.wait(20)
    assert not arrived
    assert node.closed


@pytest.mark.parametrize("name", ["node gone", "too late"])
def test_whatever_the_client_raises_comes_back(qtbot: QtBot, name: str) -> None:
    node = FakeNode()
    node.fail = TimeoutError(name)
    calls = Calls(node)
    raised: list[Exception] = []
    calls.ask(ListPeople(), lambda _: None, raised.append)
    qtbot.waitUntil(lambda: bool(raised))
    calls.close()
    assert str(raised[0]) == name
