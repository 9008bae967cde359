"""One carry at a time, beside the writer thread: people go on working while a slow stick spins."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec.structs import replace

from node.api.base import Answer, Refused
from node.api.carry import CarryState, CarryTaken, CarryWritten
from node.carry_errors import StoppedError
from node.failures import defect, store_refused
from node.on_writer import OnWriter, here
from node.progress import Told
from node.store.errors import StoreError
from schema.ids import Id
from sync.bundle import BundleError

Work: TypeAlias = Callable[[OnWriter, Told], CarryWritten | CarryTaken]
"""Writes or reads a carry; raises a `BundleError` or a `StoreError`."""
Spawn: TypeAlias = Callable[[Callable[[], None]], None]
"""Runs a function on a thread of its own."""


def at_once(work: Callable[[], None]) -> None:
    """Where there is one thread: whoever asked waits."""
    work()


def carry_code(error: BundleError) -> str:
    """The code under which a bundle's error is explained to somebody who holds a stick, not a snapshot."""
    return f"carry.{error.code.rpartition('.')[2]}"


class Carrier:
    """Runs a carry and says how far it is."""

    def __init__(self, on_writer: OnWriter = here, spawn: Spawn = at_once) -> None:
        self._on_writer = on_writer
        self._spawn = spawn
        self._stopping = False
        # Replaced whole, by one thread at a time: whoever reads it sees one instant.
        self.state = CarryState()
        self.by: Id | None = None
        """Who began it."""

    def begin(self, what: str, work: Work, by: Id | None = None) -> Answer:
        """Start, unless another one is under way; answers how far it is."""
        if self.state.running:
            return Refused(code="carry.busy")
        self.by = by
        self.state = CarryState(number=self.state.number + 1, what=what, running=True)
        self._spawn(lambda: self._run(work))
        return self.state

    def stop(self) -> None:
        """End what runs at its next step: this workstation is being switched off."""
        self._stopping = True

    def _told(self, done: int, total: int) -> None:
        if self._stopping:
            raise StoppedError
        self.state = replace(self.state, done=done, total=total)

    def _run(self, work: Work) -> None:
        result: CarryWritten | CarryTaken | Refused
        try:
            result = work(self._on_writer, self._told)
        except BundleError as error:
            result = Refused(code=carry_code(error), values=error.values)
        except StoreError as error:
            result = store_refused(error)
        except Exception as error:  # noqa: BLE001  # whoever asked is told; the log has which it was
            result = defect(f"carry {self.state.what}", error)
        ended = replace(self.state, running=False)
        match result:
            case CarryWritten():
                self.state = replace(ended, written=result)
            case CarryTaken():
                self.state = replace(ended, taken=result)
            case Refused():
                self.state = replace(ended, refused=result)
