"""What a conversation asks its driver to do: the parts put effects here, in the order they are carried out.

Whoever ends the conversation ends it here, once, and with a reason; nothing is said after that.
"""

from collections.abc import Iterable

from sync.codes import Code
from sync.conversation.effects import Close, Effect, NotePeer, Send
from sync.messages import Bye, Message, encode_message

_MOST_DETAIL = 200
"""Characters of a reason that travel."""


class Outbox:
    """Effects not taken yet."""

    def __init__(self) -> None:
        self.closed = False
        self._effects: list[Effect] = []

    def add(self, effects: Iterable[Effect]) -> None:
        """These, after what is here."""
        self._effects += effects

    def send(self, message: Message) -> None:
        """Say this to the peer."""
        self._effects.append(Send(encode_message(message)))

    def note(self, what: str, **values: str) -> None:
        """Tell the node."""
        self._effects.append(NotePeer(what, values))

    def refuse(self, code: Code, detail: str) -> None:
        """End it from here, with a reason for the peer and for the node."""
        if self.closed:
            return
        self.send(Bye(code, detail[:_MOST_DETAIL]))
        if code not in {Code.DONE, Code.STOPPING, Code.DUPLICATE}:
            self.note("refused", code=code.name.lower(), detail=detail[:_MOST_DETAIL])
        self.close(code, detail)

    def close(self, code: Code, detail: str) -> None:
        """End it without a word."""
        self.closed = True
        self._effects.append(Close(code, detail))

    def take(self) -> list[Effect]:
        """What is here, which is nobody's after that."""
        effects, self._effects = self._effects, []
        return effects
