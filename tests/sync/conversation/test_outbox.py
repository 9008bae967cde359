"""Effects stand in the order in which they were put, and an end is said once."""

from sync.codes import Code
from sync.conversation.effects import Close, NotePeer, Send
from sync.conversation.outbox import Outbox
from sync.messages import Bye, Ping, decode_message


def test_what_is_put_is_taken_once_in_its_order() -> None:
    out = Outbox()
    out.note("met", program="toy")
    out.send(Ping(1, 2))
    note, said = out.take()
    assert note == NotePeer("met", {"program": "toy"})
    assert isinstance(said, Send)
    assert decode_message(said.data) == Ping(1, 2)
    assert out.take() == []


def test_a_refusal_tells_the_peer_and_the_node_once() -> None:
    out = Outbox()
    out.refuse(Code.FLOOD, "x" * 300)
    out.refuse(Code.TURN, "again")
    said, note, close = out.take()
    assert isinstance(said, Send)
    assert decode_message(said.data) == Bye(Code.FLOOD, "x" * 200)
    assert note == NotePeer("refused", {"code": "flood", "detail": "x" * 200})
    assert close == Close(Code.FLOOD, "x" * 300)
    assert out.closed


def test_an_end_in_good_order_is_no_refusal() -> None:
    for code in (Code.DONE, Code.STOPPING, Code.DUPLICATE):
        out = Outbox()
        out.refuse(code, "")
        assert [type(effect) for effect in out.take()] == [Send, Close]


def test_closing_says_nothing() -> None:
    out = Outbox()
    out.close(Code.DONE, "the peer said goodbye")
    assert out.take() == [Close(Code.DONE, "the peer said goodbye")]
