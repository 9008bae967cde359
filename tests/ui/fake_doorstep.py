"""The doorstep of a fictive computer: what it answers, at once."""

from __future__ import annotations

from collections.abc import Callable

from node.api.base import Answer, Changed, Command, Refused
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

CODE = "7K4M-9XWD"
SIX_WORDS = "abaisser abandon abdiquer abeille abolir aborder"
REQUEST_WORDS, INVITATION_WORDS = "véloce mystère indice imputer", "abaisser abandon abdiquer abeille"
SHARES = tuple(f"academic {word} acid" for word in ("acne", "acrobat", "activity"))
DOORWAYS = (
    DoorwayView("3f9a0c5512bd", "192.0.2.10:7441"),
    DoorwayView("3f9a0c5512bd", "192.0.2.11:7441"),
    DoorwayView("a01b2c3d4e5f", "198.51.100.4:7441"),
)


REQUEST = RequestHere(b"request", REQUEST_WORDS)


class FakeDoorstep:
    """See `node.doorstep.Doorstep`; also a client."""

    def __init__(self, *, requested: bool = False, lost: bool = False) -> None:
        """`lost`: whoever asks to be let in hears no answer."""
        self.calls: list[Command] = []
        self.requested = requested
        self.lost = lost
        self.doorways: tuple[DoorwayView, ...] = DOORWAYS
        self.by_file = False
        self.closed = False

    def call(self, command: Command) -> Answer:
        """The answer."""
        self.calls.append(command)
        match command:
            case GetDoorstep() | DeclineToJoin():
                return Waiting(folder="D:/fictif/veilleuse", request=REQUEST if self.requested else None)
            case LookAround():
                return Around(doorways=self.doorways)
            case TypeCode():
                if command.code.upper() != CODE:
                    return Refused(code="join.refused.wrong_code")
                return self._prospect("")
            case MakeRequest():
                self.requested = True
                return RequestMade(request=REQUEST, passphrase=SIX_WORDS)
            case ReadInvitation():
                self.by_file = True
                if command.passphrase != SIX_WORDS:
                    return Refused(code="join.passphrase")
                return self._prospect(INVITATION_WORDS)
            case FoundSite():
                if len(command.pin) < 6:
                    return Refused(code="pin.too_short", values={"minimum": "6"})
                return Founded(
                    site=command.name,
                    name=command.workstation,
                    passphrase=SIX_WORDS,
                    shares=SHARES,
                    pages=b"%PDF",
                )
            case AgreeToJoin() if self.lost:
                return Refused(code="join.refused.no_code")
            case AgreeToJoin():
                return Entered(
                    site="CH de Valfictif", name="HDJ-2", passphrase="" if self.by_file else SIX_WORDS
                )
        raise AssertionError(command)

    @staticmethod
    def _prospect(words: str) -> Prospect:
        return Prospect(
            site="CH de Valfictif",
            name="HDJ-2",
            place="Hôpital de jour",
            administrators=("ZÉRO Ignace", "EXEMPLE Claire"),
            words=words,
        )

    def on_changed(self, callback: Callable[[Changed], None]) -> None:
        """Nothing is ever stored here."""

    def close(self) -> None:
        """The window has gone."""
        self.closed = True
