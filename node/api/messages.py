"""All messages in one place: the envelope and the unions that both ends decode with."""

from functools import reduce
from operator import or_

import msgspec

from node.api import (
    administration,
    agreement,
    aside,
    base,
    carry,
    clock,
    course,
    dispensing,
    forks,
    incidents,
    inviting,
    joining,
    lot,
    narcotics,
    paper,
    patient,
    people,
    preparation,
    prescription,
    reattribution,
    reference,
    register,
    release,
    rules,
    session,
    settlement,
    site,
    validation,
    worklist,
    workstations,
)
from node.api.base import Answer, Command

_STEPS = (
    session,
    clock,
    site,
    people,
    workstations,
    agreement,
    forks,
    aside,
    rules,
    inviting,
    joining,
    carry,
    patient,
    course,
    prescription,
    validation,
    preparation,
    release,
    dispensing,
    administration,
    settlement,
    worklist,
    lot,
    narcotics,
    reattribution,
    register,
    paper,
    reference,
    incidents,
)


def _subclasses(parent: type, *modules: object) -> tuple[type, ...]:
    found = [
        item
        for module in modules
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, parent) and item is not parent
    ]
    return tuple(dict.fromkeys(found))


COMMANDS = _subclasses(Command, *_STEPS)
ANSWERS = _subclasses(Answer, base, *_STEPS)


class Request(msgspec.Struct, frozen=True, array_like=True):
    """One command from a window; `session` is nil before signing in."""

    number: int
    session: bytes | None
    command: bytes


class Response(msgspec.Struct, frozen=True, array_like=True):
    """The answer to the request with this number, or an event when `number` is 0."""

    number: int
    answer: bytes


_encoder = msgspec.msgpack.Encoder(decimal_format="string")
_commands: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(reduce(or_, COMMANDS))
_answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(reduce(or_, ANSWERS))
_requests = msgspec.msgpack.Decoder(Request)
_responses = msgspec.msgpack.Decoder(Response)


def encode_request(number: int, session: bytes | None, command: Command) -> bytes:
    """The bytes of a request."""
    return _encoder.encode(Request(number, session, _encoder.encode(command)))


def decode_request(data: bytes) -> tuple[Request, Command]:
    """Raises `msgspec.MsgspecError` for anything that is not a request."""
    request = _requests.decode(data)
    return request, _commands.decode(request.command)


def encode_response(number: int, answer: Answer) -> bytes:
    """The bytes of an answer, or of an event when `number` is 0."""
    return _encoder.encode(Response(number, _encoder.encode(answer)))


def decode_response(data: bytes) -> tuple[int, Answer]:
    """Raises `msgspec.MsgspecError` for anything that is not a response."""
    response = _responses.decode(data)
    return response.number, _answers.decode(response.answer)
