"""The node's one door: a request comes in as bytes, an answer goes out as bytes.

Finds the handler, checks the session, and turns what goes wrong into an answer that names it. Runs
on the writer thread; sync's received transactions go through the same thread.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from node.api.base import Answer, Changed, Command, Progress, Recorded, Refused
from node.api.messages import COMMANDS, decode_request, encode_response
from node.api.session import SignedIn
from node.desk import Desk
from node.failures import NO_REQUEST, defect, store_refused, unreadable
from node.handlers import HANDLERS
from node.handlers.base import AnyHandler, Open, Seated
from node.handlers.clock import doubtful
from node.store.errors import UNWRITABLE, DamagedRowError, ElsewhereError, StoreError
from schema.ids import Id

T = TypeVar("T")
log = logging.getLogger(__name__)


class Services:
    """Answers requests."""

    def __init__(self, desk: Desk, handlers: Mapping[type, AnyHandler] = HANDLERS) -> None:
        missing = [kind.__name__ for kind in COMMANDS if kind not in handlers]
        if missing:
            raise TypeError(f"no handler for {', '.join(missing)}")
        self._desk = desk
        self._handlers = handlers
        self._counter = 0
        self._watchers: list[Callable[[bytes], None]] = []
        desk.progress = self.progress

    @property
    def counter(self) -> int:
        """Grows with everything new that is stored here."""
        return self._counter

    def watch(self, watcher: Callable[[bytes], None]) -> Callable[[], None]:
        """Have events sent to a window; returns what ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def changed(self) -> None:
        """Something new is stored: tell the windows."""
        self._counter += 1
        event = encode_response(0, Changed(counter=self._counter))
        for watcher in tuple(self._watchers):
            watcher(event)

    def progress(self, event: Progress) -> None:
        """Tell the windows how far a long piece of work is, while it is still under way."""
        data = encode_response(0, event)
        for watcher in tuple(self._watchers):
            watcher(data)

    def handle_bytes(self, data: bytes, window: set[Id] | None = None) -> bytes:
        """The answer to a request, whatever it is; `window` collects the sessions that it opens."""
        try:
            request, command = decode_request(data)
        except NO_REQUEST as error:
            return encode_response(0, unreadable(error))
        answer = self.handle(request.session, command)
        if window is not None and isinstance(answer, SignedIn):
            window.add(answer.session)
        return encode_response(request.number, answer)

    def window_closed(self, sessions: Iterable[Id]) -> None:
        """The window in which these were opened has gone: nobody sits there any more."""
        before = self._held()
        for session in filter(None, map(self._desk.sessions.get, tuple(sessions))):
            self._desk.forget_session(session, "window_closed")
        if self._held() != before:
            self.changed()

    def handle(self, session_id: bytes | None, command: Command) -> Answer:
        """The answer to a command."""
        handler = self._handlers[type(command)]
        before = self._held()
        try:
            self._desk.follow_journal()
            self._desk.end_idle_sessions()
            self._desk.room.look()
            answer = self._answer(handler, session_id, command)
        except DamagedRowError as error:
            answer = self._ask_again(error)
        except UNWRITABLE as error:
            self._desk.room.lacks(error)
            return store_refused(error)
        except StoreError as error:
            return store_refused(error)
        except Exception as error:  # noqa: BLE001  # the windows go on; the log has which it was
            return defect(type(command).__name__, error)
        if self._held() != before:
            self.changed()
        return answer

    def _ask_again(self, found: DamagedRowError) -> Answer:
        try:
            self._desk.replica.ask_again(found)
        except StoreError as error:
            return store_refused(error)
        return store_refused(found)

    def telling(self, work: Callable[[], T]) -> T:
        """Do something on the writer thread that may store news, and tell of it if it did."""
        before = self._held()
        try:
            return work()
        finally:
            if self._held() != before:
                self.changed()

    def _held(self) -> object:
        """What peers and windows are told of when it changes: journals that grew, rows found damaged."""
        chain = self._desk.replica.chain
        return chain.next_row, chain.damaged

    def _answer(self, handler: AnyHandler, session_id: bytes | None, command: Command) -> Answer:
        """A journal that could not be left before is left as soon as somebody wants to write."""
        try:
            return self._run(handler, session_id, command)
        except (*UNWRITABLE, ElsewhereError) as error:
            refused = error
        # Out of the `except`: what a disk says now would hold what it said before, and who asked.
        try:
            before = self._desk.own_journals
            self._desk.follow_journal(at_once=True)
            if self._desk.own_journals == before:
                raise refused
        finally:
            del refused
        return self._run(handler, session_id, command)

    def _run(self, handler: AnyHandler, session_id: bytes | None, command: Command) -> Answer:
        session = self._desk.sessions.get(session_id)
        if isinstance(handler, Open):
            return handler.run(self._desk, session, command)
        if isinstance(handler, Seated):
            who = session.person if session is not None else self._desk.sessions.shut_out(session_id)
            return handler.run(self._desk, session, who, command)
        if session is None:
            return Refused(code="session.none")
        answer = doubtful(self._desk, command) or handler.run(self._desk, session, command)
        done = isinstance(answer, Recorded) or hasattr(command, "pin")
        self._desk.sessions.used(session, None if done else command, self._desk.clock.monotonic())
        return answer
