"""Somebody signed in on a workstation: looks, decides, looks again when something arrived meanwhile.

Knows `node.client` and `node.api` and nothing else of the program.
"""

from collections.abc import Callable

from node.api.base import Command, Recorded, Refused
from node.api.session import SignedIn, SignIn
from node.client import Client, RefusedError
from schema.acts.base import Told
from schema.ids import Id

LOOKS = 10
"""How often somebody looks again before they give up."""


class SomebodySignedIn:
    """One person on one workstation."""

    def __init__(self, client: Client, person: Id, pin: str, clock: Callable[[], int]) -> None:
        self.client = client
        self.pin = pin
        self.person = person
        self._clock = clock
        client.ask(SignIn(person=person, pin=pin), SignedIn)

    def close(self) -> None:
        """Leave the workstation."""
        self.client.close()

    def do(self, command: Command) -> Recorded:
        """Something that must be recorded; raises `RefusedError`."""
        return self.client.ask(command, Recorded)

    def decide(self, look: Callable[[], Command]) -> Recorded:
        """A decision on what the screen shows: when something arrives meanwhile, look again.

        `look` reads the screen and makes the command; raises `RefusedError`.
        """
        for _ in range(LOOKS):
            answer = self.client.call(look())
            if not (isinstance(answer, Refused) and answer.code == "screen.stale"):
                break
        if isinstance(answer, Recorded):
            return answer
        raise RefusedError(answer) if isinstance(answer, Refused) else TypeError(type(answer).__name__)

    def told(self, source: str = "seen", *, minutes_ago: int = 0) -> Told:
        """How we know: seen just now, or from paper some time ago."""
        at = self._clock() - minutes_ago * 60_000
        return Told(happened_at=at, estimated=source == "paper", told_by=None, source=source)
