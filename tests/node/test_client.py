"""One suite for both ways from a window to its node: queues in one process, a local socket."""

import queue
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.api.base import Changed, PersonView, Progress, Recorded, Refused
from node.api.messages import decode_request, encode_response
from node.api.session import ListPeople, People, SignedIn, SignIn, SignOut
from node.client import Client, RefusedError, connect
from node.endpoint import ADDRESS_FILE, ClosedError, Door, Endpoint, SocketEnd, knock, queue_pair

SESSION = b"s" * 16
ANSWERS = People(site="CH fictif", workstation="PUI-1", people=())


class Responder:
    """A node's end that answers from a script and can send events."""

    def __init__(self, end: Endpoint) -> None:
        self.end = end
        self.sessions: queue.Queue[bytes | None] = queue.Queue()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        while True:
            try:
                request, command = decode_request(self.end.receive())
            except ClosedError:
                self.end.close()
                return
            self.sessions.put(request.session)
            if isinstance(command, SignIn):
                person = PersonView(command.person, "Dr FICTIF", "pharmacist", ())
                answer = SignedIn(session=SESSION, person=person, workstation="PUI-1")
                self.end.send(encode_response(request.number, answer))
            elif isinstance(command, SignOut):
                self.end.send(encode_response(request.number, Refused(code="session.none")))
            else:
                self.end.send(encode_response(request.number, ANSWERS))


@pytest.fixture(params=["queues", "socket"])
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Client, Responder]]:
    """A client and what answers it."""
    door = None
    if request.param == "queues":
        window, mine = queue_pair()
        client: Client = Client(window)
        responder = Responder(mine)
    else:
        door = Door(tmp_path, lambda size: b"t" * size)
        waiting: queue.Queue[Endpoint | None] = queue.Queue()
        thread = threading.Thread(target=lambda: waiting.put(door.accept()))
        thread.start()
        client = connect(tmp_path)
        end = waiting.get(timeout=5)
        thread.join()
        assert end is not None
        responder = Responder(end)
    yield client, responder
    client.close()
    responder.thread.join(timeout=5)
    if door is not None:
        door.close()


def test_a_call_has_its_answer(ends: tuple[Client, Responder]) -> None:
    """Whatever the transport."""
    client, _ = ends
    assert client.call(ListPeople(), timeout=5) == ANSWERS
    assert client.ask(ListPeople(), People, timeout=5) == ANSWERS


def test_signing_in_quotes_the_session_from_then_on(ends: tuple[Client, Responder]) -> None:
    """Every later request carries it."""
    client, responder = ends
    client.call(SignIn(person=b"p" * 16, pin="271828"), timeout=5)
    client.call(ListPeople(), timeout=5)
    assert [responder.sessions.get(timeout=5) for _ in range(2)] == [None, SESSION]


def test_an_unexpected_answer_raises(ends: tuple[Client, Responder]) -> None:
    """A refusal where something was expected names itself; another answer is a mistake of ours."""
    client, _ = ends
    with pytest.raises(RefusedError) as caught:
        client.ask(SignOut(), Recorded, timeout=5)
    assert caught.value.refused.code == "session.none"
    with pytest.raises(TypeError):
        client.ask(ListPeople(), Recorded, timeout=5)


def test_many_threads_get_their_own_answers(ends: tuple[Client, Responder]) -> None:
    """Answers find their callers."""
    client, _ = ends
    answers: queue.Queue[object] = queue.Queue()
    threads = [threading.Thread(target=lambda: answers.put(client.call(ListPeople(), 5))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answers.get() for _ in threads] == [ANSWERS] * 8


def test_events_reach_the_callbacks(ends: tuple[Client, Responder]) -> None:
    """Without a request, and beside one."""
    client, responder = ends
    heard: queue.Queue[Changed] = queue.Queue()
    client.on_changed(heard.put)
    responder.end.send(encode_response(0, Changed(counter=7)))
    assert heard.get(timeout=5) == Changed(counter=7)


def test_progress_reaches_its_callbacks_alone(ends: tuple[Client, Responder]) -> None:
    """It is an event of another sort: screens are not asked again for it."""
    client, responder = ends
    heard: queue.Queue[object] = queue.Queue()
    client.on_changed(heard.put)
    client.on_progress(heard.put)
    step = Progress(what="import", done=3, total=9)
    responder.end.send(encode_response(0, step))
    responder.end.send(encode_response(0, Changed(counter=1)))
    assert [heard.get(timeout=5) for _ in range(2)] == [step, Changed(counter=1)]


def test_large_messages_pass(ends: tuple[Client, Responder]) -> None:
    """A paper is a megabyte."""
    client, responder = ends
    heard: queue.Queue[Changed] = queue.Queue()
    client.on_changed(heard.put)
    big = Refused(code="x" * 3_000_000)
    responder.end.send(encode_response(12345, big))  # nobody waits for it: ignored, not fatal
    responder.end.send(encode_response(0, Changed(counter=1)))
    assert heard.get(timeout=10).counter == 1


def call_often(client: Client) -> None:
    """The end is seen at one of these calls, whichever the transport."""
    for _ in range(50):
        client.call(ListPeople(), timeout=5)


def test_a_node_that_goes_ends_every_call(ends: tuple[Client, Responder]) -> None:
    """Nobody waits for ever."""
    client, responder = ends
    responder.end.close()
    responder.thread.join(timeout=5)
    with pytest.raises(ClosedError):
        call_often(client)


def test_an_answer_of_another_version_ends_the_conversation(ends: tuple[Client, Responder]) -> None:
    """A program upgraded beside a running node: nobody waits for what cannot be read."""
    client, responder = ends
    responder.end.send(b"\xc1 of tomorrow")
    with pytest.raises(ClosedError):
        call_often(client)


def test_nobody_answers_where_no_node_runs(tmp_path: Path) -> None:
    """No file, an unreadable one, a port nobody listens on."""
    with pytest.raises(ClosedError):
        knock(tmp_path)
    (tmp_path / ADDRESS_FILE).write_text("nonsense")
    with pytest.raises(ClosedError):
        knock(tmp_path)


@pytest.mark.parametrize("token", ["00" * 16, "", "00" * 5000])
def test_without_the_token_the_door_stays_shut(tmp_path: Path, token: str) -> None:
    """Another user of the machine can reach the port, and gets no further."""
    door = Door(tmp_path, lambda size: b"t" * size)
    path = tmp_path / ADDRESS_FILE
    assert path.stat().st_mode & 0o077 == 0
    host, port, _ = path.read_text().split()
    accepted: queue.Queue[object] = queue.Queue()
    thread = threading.Thread(target=lambda: accepted.put(door.accept()))
    thread.start()
    end = SocketEnd(socket.create_connection((host, int(port)), timeout=10))
    end.send(bytes.fromhex(token))
    assert accepted.get(timeout=10) is None
    with pytest.raises(ClosedError):
        end.receive()
    end.close()
    thread.join()
    door.close()
    assert not path.exists()


def test_closing_the_door_wakes_who_waits_at_it(tmp_path: Path) -> None:
    """A node that stops is not held by its listener."""
    door = Door(tmp_path, lambda size: b"t" * size)
    outcome: queue.Queue[str] = queue.Queue()

    def wait() -> None:
        try:
            door.accept()
        except ClosedError:
            outcome.put("closed")

    thread = threading.Thread(target=wait)
    thread.start()
    door.close()
    assert outcome.get(timeout=5) == "closed"
    thread.join()
