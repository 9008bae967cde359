"""Pings by turns, answers to what was asked, and a clock that is told again when it moved."""

from sync.codes import Code
from sync.conversation import NotePeer
from sync.conversation.liveness import CLOCK_NOTED_MS, Liveness
from sync.conversation.outbox import Outbox
from sync.messages import Ping, Pong, encode_message
from tests.sync.conversation.scripts import ended, hello, listening, said


def test_clocks_are_compared() -> None:
    talk = listening()
    talk.received(hello(at=5_000), 2_000)
    assert talk.liveness.difference_ms == 3_000
    (ping,) = said(talk.ping(10_000))
    assert ping == Ping(1, 10_000)
    talk.received(encode_message(Pong(1, 12_000)), 12_000)
    assert talk.liveness.difference_ms == 1_000
    assert said(talk.received(encode_message(Ping(1, 0)), 99)) == [Pong(1, 99)]


def test_an_answer_to_what_was_never_asked_has_no_place() -> None:
    talk = listening()
    talk.received(hello(), 0)
    assert ended(talk.received(encode_message(Pong(1, 0)), 0)) is Code.TURN


def test_whose_turn_it_is_to_ping() -> None:
    """The dialler begins; after that, whoever did not ping last."""
    out = Outbox()
    dialler, listener = Liveness(out, dialled=True), Liveness(out, dialled=False)
    assert (dialler.pinged_last, listener.pinged_last) == (False, True)
    dialler.ping(1)
    listener.heard_ping(Ping(1, 1), 2)
    assert (dialler.pinged_last, listener.pinged_last) == (True, False)


def test_a_difference_is_told_when_it_moved_enough() -> None:
    out = Outbox()
    liveness = Liveness(out, dialled=True)
    for difference in (5_000, 5_000 + CLOCK_NOTED_MS - 1, 5_000 - CLOCK_NOTED_MS):
        liveness.compare(difference)
    told = [effect.values["difference_ms"] for effect in out.take() if isinstance(effect, NotePeer)]
    assert told == ["5000", "4000"]
    assert liveness.difference_ms == 4_000
