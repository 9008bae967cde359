"""The receiving process is told what to do in one line, and answers in one."""

import json

import msgspec

from ops.bench.receiver import Order, Received


def test_an_order_and_its_answer_survive_the_pipe() -> None:
    order = Order("folder", "six mots", "127.0.0.2:1", 40_000)
    assert msgspec.json.decode(msgspec.json.encode(order), type=Order) == order
    received = Received(1.5, 2048, 0, "aa", "bb")
    line = json.dumps(msgspec.to_builtins(received))
    assert msgspec.json.decode(line, type=Received) == received
