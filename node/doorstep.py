"""A computer that is no workstation yet: answers the window by which it becomes one.

Speaks the node's messages, without a replica: what a site tells is kept in memory until a person has
confirmed it.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from node.api.base import Answer, Command, Refused
from node.api.joining import (
    AgreeToJoin,
    Around,
    DeclineToJoin,
    DoorwayView,
    Entered,
    Founded,
    FoundSite,
    GetDoorstep,
    LookAround,
    MakeRequest,
    Prospect,
    ReadInvitation,
    RequestHere,
    RequestMade,
    TypeCode,
    Waiting,
)
from node.api.messages import decode_request, encode_response
from node.argon import STANDARD_COST, Cost
from node.client import Client
from node.domain.decision import Refusal
from node.doorstep_failures import refused_for
from node.doorways import knock_at
from node.endpoint import ClosedError, Endpoint, queue_pair
from node.failures import NO_REQUEST, defect, unreadable
from node.founding import found_site
from node.founding_form import asked_site, left_empty
from node.founding_pages import founding_pages
from node.handover import is_unseen
from node.joining import Found, Joined
from node.joining_code import JoinedByCode, join_by_code
from node.joining_file import join_by_file, request_to_join, waiting_request
from node.newcomer import make_newcomer
from node.pins import check_pin
from node.settings import NodeSettings, save_settings
from node.vault import FILE_NAME as VAULT
from schema.ids import Hash, Random
from sync.addresses import Address, parse_address
from sync.looking import look_around
from sync.pairing import canonical_code
from sync.ports import Clock

_Settled = Joined | JoinedByCode | Refusal


class Doorstep:
    """Construct, `client()`; when the window has closed, `passphrase` says whether it became one."""

    def __init__(
        self,
        folder: Path,
        settings: NodeSettings,
        *,
        clock: Clock,
        random: Random,
        cost: Cost = STANDARD_COST,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._clock = clock
        self._random = random
        self._cost = cost
        self._newcomer = make_newcomer(random)
        self._settle: Callable[[bool], _Settled] | None = None
        self._seen: list[Prospect] = []
        self._typed = ""
        self._announced: set[Address] = set()
        """Lobbies that were found without anybody's help, and will be again."""
        self._lobbies: list[Address] = []
        """Those of the last try."""
        self._threads: list[threading.Thread] = []
        self.passphrase = ""
        """Opens the workstation that this computer has become; empty while it has become none."""
        self._handlers: Mapping[type[Command], Callable[[Any], Answer]] = {
            GetDoorstep: self._waiting,
            LookAround: self._look,
            TypeCode: self._code,
            MakeRequest: self._request,
            ReadInvitation: self._invitation,
            AgreeToJoin: self._agree,
            DeclineToJoin: self._decline,
            FoundSite: self._found,
        }

    def client(self) -> Client:
        """A window's end; the thread behind it ends when the window closes it."""
        window, mine = queue_pair()
        thread = threading.Thread(target=self._serve, args=(mine,), name="veilleuse-doorstep", daemon=True)
        self._threads.append(thread)
        thread.start()
        return Client(window)

    def join(self) -> None:
        """Wait until every window has closed and what it asked is done."""
        for thread in self._threads:
            thread.join()

    def _serve(self, end: Endpoint) -> None:
        try:
            while True:
                end.send(self._answer(end.receive()))
        except ClosedError:
            end.close()

    def _answer(self, data: bytes) -> bytes:
        try:
            request, command = decode_request(data)
        except NO_REQUEST as error:
            return encode_response(0, unreadable(error))
        return encode_response(request.number, self.handle(command))

    def handle(self, command: Command) -> Answer:
        """The answer to a command; what goes wrong is an answer too, a defect of ours among them."""
        handler = self._handlers.get(type(command))
        if handler is None:
            return Refused(code="join.not_yet")
        try:
            return handler(command)
        except Exception as error:  # noqa: BLE001  # the window goes on; the log has what was no refusal
            return refused_for(error) or defect(type(command).__name__, error)

    def _waiting(self, _command: object) -> Answer:
        waits = waiting_request(self._folder)
        return Waiting(folder=str(self._folder), request=RequestHere(*waits) if waits else None)

    def _look(self, _command: LookAround) -> Answer:
        found = asyncio.run(look_around(interfaces=self._settings.network().interfaces))
        self._announced.update(one.lobby for one in found)
        return Around(doorways=tuple(DoorwayView(one.site_tag, str(one.lobby)) for one in found))

    def _code(self, command: TypeCode) -> Answer:
        code = canonical_code(command.code)
        if code is None:
            return Refused(code="join.no_code")
        lobbies = [parse_address(address) for address in command.addresses]
        if not lobbies:
            return Refused(code="join.no_address")
        self._lobbies = lobbies
        heard: dict[bytes, tuple[Hash, bytes]] = {}

        def pair(mine: Hash, request: bytes) -> tuple[Hash, bytes]:
            """Each question once: when it is confirmed, what was heard is taken again."""
            if request not in heard:
                source = self._settings.dial_from or None
                heard[request] = knock_at(lobbies, code, mine, request, self._random, source=source)
            return heard[request]

        return self._look_at(
            lambda agreed: join_by_code(
                self._folder,
                self._newcomer,
                pair,
                lambda found: self._see(found, "") and agreed,
                clock=self._clock,
                random=self._random,
                cost=self._cost,
            )
        )

    def _request(self, command: MakeRequest) -> Answer:
        made = request_to_join(
            self._folder, command.name, command.place, random=self._random, cost=self._cost
        )
        return RequestMade(request=RequestHere(made.content, made.words), passphrase=made.passphrase)

    def _invitation(self, command: ReadInvitation) -> Answer:
        self._typed, self._lobbies = command.passphrase, []
        return self._look_at(
            lambda agreed: join_by_file(
                self._folder,
                command.content,
                command.passphrase,
                lambda found, words: self._see(found, words) and agreed,
                clock=self._clock,
                random=self._random,
                cost=self._cost,
            )
        )

    def _see(self, found: Found, words: str) -> bool:
        seen = Prospect(
            site=found.site_name,
            name=found.name,
            place=found.place,
            administrators=found.administrators,
            words=words,
        )
        self._seen.append(seen)
        return True

    def _look_at(self, settle: Callable[[bool], _Settled]) -> Answer:
        """What it would become: checked as when it is kept, and not kept."""
        self._seen.clear()
        outcome = settle(False)
        if not self._seen:
            return _refused(outcome)
        self._settle = settle
        return self._seen[0]

    def _agree(self, _command: AgreeToJoin) -> Answer:
        if self._settle is None:
            return Refused(code="join.not_yet")
        if taken := self._taken():
            return taken
        # First: once it is a workstation, nothing may come between it and the words that open it.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        typed = [one for one in self._lobbies if one not in self._announced]
        save_settings(self._folder, self._settings.beside(typed))
        outcome = self._settle(True)
        if isinstance(outcome, Refusal):
            return _refused(outcome)
        self._settle = None
        if isinstance(outcome, JoinedByCode):
            self.passphrase = outcome.passphrase
            joined = outcome.joined
            return Entered(site=joined.site_name, name=joined.name, passphrase=outcome.passphrase)
        self.passphrase = self._typed
        return Entered(site=outcome.site_name, name=outcome.name, passphrase="")

    def _found(self, command: FoundSite) -> Answer:
        """Its first workstation; like a joined one, opened by words that the window shows once."""
        if missing := left_empty(command):
            return Refused(code="join.incomplete", values={"field": missing})
        for pin in filter(None, (command.pin, command.second_pin)):
            check_pin(pin)
        if taken := self._taken():
            return taken
        new = asked_site(command)
        if new.trouble is not None:
            return _refused(new.trouble)
        # First, as when joining: nothing may come between the workstation and its words.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        save_settings(self._folder, self._settings)
        founded = found_site(self._folder, new, clock=self._clock, random=self._random, cost=self._cost)
        pages = founding_pages(new, founded, self._clock.now_ms(), command.language)
        self.passphrase = founded.passphrase
        return Founded(
            site=new.name,
            name=new.workstation,
            passphrase=founded.passphrase,
            shares=founded.shares,
            pages=pages,
        )

    def _taken(self) -> Refused | None:
        """Why no workstation can be made here any more: there is one, or what was left of making one."""
        if not (self._folder / VAULT).exists():
            return None
        if is_unseen(self._folder) and not self.passphrase:
            return Refused(code="join.words_not_shown", values={"folder": str(self._folder)})
        return Refused(code="join.already_in")

    def _decline(self, command: DeclineToJoin) -> Answer:
        self._settle = None
        return self._waiting(command)


def _refused(outcome: _Settled) -> Refused:
    if not isinstance(outcome, Refusal):
        raise TypeError("kept what nobody had confirmed")
    return Refused(code=outcome.code, values=dict(outcome.values))
