"""One carry at a time, on a thread of its own, with an end that says what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from node.api.base import Refused
from node.api.carry import CarryState, CarryTaken, CarryWritten
from node.carrier import Carrier
from node.carry_errors import NobodyError
from node.on_writer import OnWriter
from node.progress import Told
from node.store.errors import DiskFullError
from sync.bundle import BundleError

WRITTEN = CarryWritten(
    path="x", size=1, transactions=1, records=0, blobs=0, readers=("HDJ-1",), own_disk=False
)
TAKEN = CarryTaken(
    written_by="HDJ-1", written_at=1, transactions=0, acts=0, aside={}, records=0, blobs=0,
    waiting=0, refused=0, trouble="", values={},
)  # fmt: skip


def test_at_once_where_there_is_one_thread() -> None:
    carrier = Carrier()

    def work(on_writer: OnWriter, told: Told) -> CarryWritten:
        told(0, 4)
        told(4, 4)
        return on_writer(lambda: WRITTEN)

    assert carrier.begin("out", work) == CarryState(number=1, what="out", done=4, total=4, written=WRITTEN)
    assert carrier.begin("in", lambda _w, _t: TAKEN) == CarryState(number=2, what="in", taken=TAKEN)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NobodyError(), "carry.nobody"),
        (DiskFullError(), "store.disk_full"),
        (ValueError("Jeanne"), "request.defect"),
    ],
)
def test_what_goes_wrong_is_the_end_of_it(
    error: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    def work(_on_writer: OnWriter, _told: Told) -> CarryWritten:
        raise error

    state = Carrier().begin("out", work)
    assert isinstance(state, CarryState)
    assert state.refused is not None
    assert (state.refused.code, state.running) == (code, False)
    assert "Jeanne" not in caplog.text


class Threads:
    """Spawns as a node does."""

    def __init__(self) -> None:
        self.all: list[threading.Thread] = []

    def __call__(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work)
        self.all.append(thread)
        thread.start()

    def join(self) -> None:
        for thread in self.all:
            thread.join()


def test_a_second_one_waits_until_it_is_asked_again() -> None:
    threads, go = Threads(), threading.Event()
    carrier = Carrier(spawn=threads)

    def work(_on_writer: OnWriter, told: Told) -> CarryWritten:
        told(1, 4)
        go.wait()
        return WRITTEN

    begun = carrier.begin("out", work)
    assert isinstance(begun, CarryState)
    assert begun.running
    assert carrier.begin("in", lambda _w, _t: TAKEN) == Refused(code="carry.busy")
    go.set()
    threads.join()
    assert carrier.state.written == WRITTEN
    assert isinstance(carrier.begin("in", lambda _w, _t: TAKEN), CarryState)
    threads.join()


def test_switched_off_it_ends_at_its_next_step() -> None:
    threads, reached = Threads(), threading.Event()
    carrier = Carrier(spawn=threads)
    ended: list[BundleError] = []

    def work(_on_writer: OnWriter, told: Told) -> CarryWritten:
        try:
            while True:
                told(1, 4)
                reached.set()
        except BundleError as error:
            ended.append(error)
            raise

    carrier.begin("out", work)
    reached.wait()
    carrier.stop()
    threads.join()
    assert len(ended) == 1
    assert carrier.state.refused == Refused(code="carry.stopped")
