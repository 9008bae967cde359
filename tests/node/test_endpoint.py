"""The two ways from a window to its node: whole messages, a token at the door, an end that both see."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from node.endpoint import (
    _TOKEN_BYTES,
    ADDRESS_FILE,
    MAX_MESSAGE,
    ClosedError,
    Door,
    Endpoint,
    SocketEnd,
    knock,
    queue_pair,
)
from node.secret_errors import VaultNotWrittenError
from tests.node.full_disk import filling_disk, limits
from tests.node.small_site import Streams


@contextmanager
def opened(folder: Path) -> Iterator[Door]:
    door = Door(folder, Streams(b"door"))
    try:
        yield door
    finally:
        door.close()


@pytest.fixture(params=["queues", "socket"])
def ends(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Endpoint, Endpoint]]:
    """A window's end and its node's."""
    if request.param == "queues":
        yield queue_pair()
        return
    with opened(tmp_path) as door:
        window = knock(tmp_path)
        there = door.accept()
        assert there is not None
        yield window, there
        window.close()
        there.close()


def test_messages_arrive_whole_and_in_order_both_ways(ends: tuple[Endpoint, Endpoint]) -> None:
    window, there = ends
    large = bytes(range(256)) * 12_000

    def say() -> None:
        for data in (b"", b"one", large):
            window.send(data)

    sender = threading.Thread(target=say)
    sender.start()
    assert [there.receive() for _ in range(3)] == [b"", b"one", large]
    sender.join()
    there.send(b"back")
    assert window.receive() == b"back"


@pytest.mark.parametrize("who", [0, 1])
def test_either_side_ends_it_for_both(ends: tuple[Endpoint, Endpoint], who: int) -> None:
    ends[who].close()
    for end in ends:
        with pytest.raises(ClosedError):
            end.receive()
    with pytest.raises(ClosedError):
        ends[who].send(b"after the end")
    ends[who].close()  # once more: nothing happens


def test_who_does_not_know_the_token_is_not_let_in(tmp_path: Path) -> None:
    with opened(tmp_path) as door:
        path = tmp_path / ADDRESS_FILE
        host, port, token = path.read_text().split()
        path.write_text(f"{host} {port} {'00' * (len(token) // 2)}")
        stranger = knock(tmp_path)
        assert door.accept() is None
        with pytest.raises(ClosedError):
            stranger.receive()
        stranger.close()


def test_who_hangs_up_at_the_door_is_not_let_in(tmp_path: Path) -> None:
    with opened(tmp_path) as door:
        host, port, _ = (tmp_path / ADDRESS_FILE).read_text().split()
        socket.create_connection((host, int(port)), timeout=5).close()
        assert door.accept() is None


def test_only_this_user_may_read_the_token(tmp_path: Path) -> None:
    with opened(tmp_path):
        assert (tmp_path / ADDRESS_FILE).stat().st_mode & 0o077 == 0


@limits
def test_on_a_full_disk_the_door_is_found_all_the_same(tmp_path: Path) -> None:
    """And where it is leaves with it."""
    with filling_disk() as limit:
        limit(0)
        with opened(tmp_path) as door:
            assert (tmp_path / ADDRESS_FILE).is_symlink()
            window = knock(tmp_path)
            there = door.accept()
            assert there is not None
            window.close()
            there.close()
    assert not list(tmp_path.iterdir())


@limits
def test_where_others_may_look_into_the_folder_nothing_is_left_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    with filling_disk() as limit:
        limit(0)
        with pytest.raises(VaultNotWrittenError):
            Door(folder, Streams(b"door"))
    assert not list(folder.iterdir())


@limits
def test_a_folder_that_takes_nothing_at_all_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, _target: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with filling_disk() as limit:
        limit(0)
        with pytest.raises(VaultNotWrittenError):
            Door(tmp_path, Streams(b"door"))


def test_where_the_door_is_fits_beside_a_name() -> None:
    """What file systems keep with the name itself: 59 characters in the narrowest one."""
    assert len(f"127.0.0.1 {2**16 - 1} {'00' * _TOKEN_BYTES}") < 60


def test_a_message_that_claims_to_be_too_large_ends_it() -> None:
    one, other = _tcp_pair()
    end = SocketEnd(other)
    one.sendall((MAX_MESSAGE + 1).to_bytes(4, "big"))
    with pytest.raises(ClosedError):
        end.receive()
    assert one.recv(1) == b""
    one.close()


def _tcp_pair() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        one = socket.create_connection(listener.getsockname(), timeout=5)
        other, _ = listener.accept()
    return one, other


def test_a_closed_door_wakes_who_waits_and_leaves_no_address(tmp_path: Path) -> None:
    woken = threading.Event()
    door = Door(tmp_path, Streams(b"door"))

    def wait() -> None:
        with pytest.raises(ClosedError):
            door.accept()
        woken.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    door.close()
    waiting.join()
    assert woken.is_set()
    assert not (tmp_path / ADDRESS_FILE).exists()


NOBODY = f"127.0.0.1 1 {bytes(_TOKEN_BYTES).hex()}"


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "127.0.0.1",
        NOBODY,
        NOBODY.replace(" 1 ", " seven "),
        NOBODY.replace(" 1 ", " 99999 "),
        NOBODY.replace("127.0.0.1", "é"),
        NOBODY[:-2] + "zz",
        NOBODY[:-2],
    ],
)
def test_where_nobody_serves_a_knock_says_so(tmp_path: Path, written: str | None) -> None:
    if written is not None:
        (tmp_path / ADDRESS_FILE).write_text(written)
    with pytest.raises(ClosedError):
        knock(tmp_path)
