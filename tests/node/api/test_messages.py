"""What a window and its node say to each other: every message decodes at the other end, nothing else does."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from decimal import Decimal

import msgspec
import pytest

import node.api
from node.api.base import Answer, Changed, Command, Recorded, Refused
from node.api.messages import (
    ANSWERS,
    COMMANDS,
    Request,
    decode_request,
    decode_response,
    encode_request,
    encode_response,
)
from node.api.patient import Measure, SearchPatients
from schema.acts.base import Told
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef

SESSION = bytes(range(16))


def _declared(parent: type) -> Iterator[type]:
    """Every message that some file of `node/api` declares."""
    for module in pkgutil.iter_modules(node.api.__path__):
        for item in vars(importlib.import_module(f"node.api.{module.name}")).values():
            if isinstance(item, type) and issubclass(item, parent) and item is not parent:
                yield item


@pytest.mark.parametrize(("parent", "known"), [(Command, COMMANDS), (Answer, ANSWERS)])
def test_no_message_is_left_out(parent: type, known: tuple[type, ...]) -> None:
    assert set(_declared(parent)) == set(known)


@pytest.mark.parametrize("known", [COMMANDS, ANSWERS])
def test_each_message_has_a_name_of_its_own(known: tuple[type, ...]) -> None:
    assert len({one.__name__ for one in known}) == len(known)


def test_a_request_comes_back_as_it_was_exact_to_the_last_digit() -> None:
    weight = Quantity("1234567890.0625", Unit.KG)
    sent = Measure(patient=SESSION, what="weight", value=weight, told=Told(1, False, None, "seen"))
    request, command = decode_request(encode_request(7, SESSION, sent))
    assert (request.number, request.session, command) == (7, SESSION, sent)
    assert isinstance(command, Measure)
    assert command.value.decimal == Decimal("1234567890.0625")


def test_before_signing_in_there_is_no_session() -> None:
    request, _ = decode_request(encode_request(1, None, SearchPatients(text="essai")))
    assert request.session is None


@pytest.mark.parametrize(
    "answer",
    [
        Refused(code="right.missing", values={"right": "release"}),
        Recorded(acts=(ActRef(SESSION, 3, 0, bytes(32)),), created=(SESSION,)),
    ],
)
def test_an_answer_comes_back_as_it_was(answer: Answer) -> None:
    assert decode_response(encode_response(9, answer)) == (9, answer)


def test_an_event_answers_no_request() -> None:
    assert decode_response(encode_response(0, Changed(counter=4))) == (0, Changed(counter=4))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        encode_request(1, SESSION, SearchPatients(text="essai"))[:-1],
        encode_request(1, SESSION, SearchPatients(text="essai")) + b"\x00",
        encode_response(1, Changed(counter=1)),
        msgspec.msgpack.encode(Request(1, None, msgspec.msgpack.encode({"type": "Unheard"}))),
        msgspec.msgpack.encode(Request(1, None, msgspec.msgpack.encode({"type": "SearchPatients"}))),
    ],
    ids=["nothing", "noise", "cut", "too long", "an answer", "of no known sort", "without its text"],
)
def test_what_is_no_request_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_request(data)


def test_a_command_is_no_answer() -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_response(encode_request(1, None, SearchPatients(text="essai")))
