"""One side of a conversation as a script of in and out."""

from schema.codec import encode
from sync.codes import Code
from sync.conversation import Close, Conversation, Effect, Heads, NotePeer, Send
from sync.messages import Bye, Message, Scope, decode_message
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import party
from tests.sync.toys import SITE

A, B, C = (bytes([number]) * 16 for number in (1, 2, 3))
EMPTY = Heads({}, {})


def hello(**changes: object) -> bytes:
    """A good Hello of B, with changes."""
    fields: dict[str, object] = {
        "versions": (1,),
        "site": SITE,
        "workstation": B,
        "run": B[::-1],
        "scope": 2,
        "at": 0,
        "program": "toy",
        "tips": (),
    }
    return encode([1, *(fields | changes).values()])


def listening(scope: Scope = Scope.ALL, heads: Heads = EMPTY) -> Conversation:
    """A listener that expects B."""
    talk = Conversation(party(MemoryReplica(A)), scope, heads, dialled=False, expected=B)
    assert talk.start(0) == []
    return talk


def said(effects: list[Effect]) -> list[Message]:
    return [decode_message(effect.data) for effect in effects if isinstance(effect, Send)]


def ended(effects: list[Effect]) -> Code:
    """How it ended: with a goodbye, local evidence and a close, in this order and nothing after."""
    *_, bye, note, close = effects
    assert isinstance(bye, Send)
    assert isinstance(note, NotePeer)
    assert isinstance(close, Close)
    message = decode_message(bye.data)
    assert isinstance(message, Bye)
    assert message.code == close.code
    assert note.what == "refused"
    assert note.values["code"] == close.code.name.lower()
    return close.code


def two() -> tuple[MemoryReplica, MemoryReplica]:
    return MemoryReplica(A), MemoryReplica(B)
