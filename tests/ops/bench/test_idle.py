"""A quiet site, small: what is counted is what keep-alive says."""

from ops.bench.idle import MARKS, TCP_IP_BYTES, TLS_BYTES, WEBSOCKET_BYTES, measure


def test_few_say_little() -> None:
    found = measure(3, 3.0, settle=0.3)
    assert set(found) >= set(MARKS)
    rate, payload, messages = found["bytes_per_s"], found["payload_bytes_per_s"], found["messages_per_s"]
    assert isinstance(rate, int)
    assert isinstance(payload, int)
    assert isinstance(messages, float)
    assert 0 < payload < rate
    assert messages > 0
    beside = messages * (TLS_BYTES + WEBSOCKET_BYTES + TCP_IP_BYTES)
    assert abs(rate - payload - beside) <= 0.05 * rate + 2
