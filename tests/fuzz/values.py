"""A history in which some values say something else: what changes of bytes hardly ever achieve.

Text becomes other text, a number another number, a reference another reference of the same history; what the
kind of act does not allow is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import msgspec

from schema.acts import KINDS
from schema.codec import InvalidBytesError, decode, encode
from tests.fuzz.framed import framed

NUMBERS = (0, 1, 2, -1, 63, 99, 400, 2**31 - 1, 2**53 - 1)
TEXTS = (
    *("0", "1", "-1", "0.5", "75", "0.000000000001", "999999999999", "-999999999999.999999999999"),
    *("mg", "g", "mL", "mg/m2", "mg/kg", "AUC", "mg/mL", "%", "h", "1"),
    *("", "a", "é" * 50, "course", "cycle", "day", "line", "2026-06-05", "2026-02-30", "0001-01-01"),
)
Path = tuple[int, ...]


def otherwise(data: bytes, random: Random) -> bytes:
    """The same history, but for one to four values, workstations or acts."""
    read = [_act(frame) for frame in framed(data) if frame[1:].count(b"\0") >= 2]
    acts = [act for act in read if act is not None]
    if not acts:
        return data
    said = [value for act in acts for _, value in values(act[2])]
    for _ in range(random.randint(1, 4)):
        act = random.choice(acts)
        _change(act, said, random)
        if random.random() < 0.3:
            act[0] = random.randrange(128)
        if random.random() < 0.1:
            acts.append(list(act))
    return b"".join(map(_frame, acts))


def _act(frame: bytes) -> list[Any] | None:
    """Flags, role and kind, body."""
    by, name, body = frame[1:].split(b"\0", 2)
    try:
        decode(KINDS[name.decode()].body, body)
    except (KeyError, UnicodeDecodeError, InvalidBytesError):
        return None
    return [frame[0], by + b"\0" + name, msgspec.msgpack.decode(body)]


def _frame(act: list[Any]) -> bytes:
    frame: bytes = bytes([act[0]]) + act[1] + b"\0" + encode(act[2])
    return len(frame).to_bytes(2, "big") + frame


def _change(act: list[Any], said: list[Any], random: Random) -> None:
    kind = KINDS[act[1].partition(b"\0")[2].decode()]
    places = list(values(act[2]))
    for _ in range(8):
        path, value = random.choice(places)
        changed = put(act[2], path, other_than(value, said, random))
        try:
            decode(kind.body, encode(changed))
        except (InvalidBytesError, OverflowError):
            continue
        act[2] = changed
        return


def other_than(value: Any, said: Sequence[Any], random: Random) -> Any:
    """Something else of the same sort, preferably something that was said elsewhere."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, list) and value and random.random() < 0.5:
        return random.choice([value[:-1], [*value, random.choice(value)]])
    alike = [one for one in said if type(one) is type(value)]
    if isinstance(value, int):
        alike += NUMBERS
    if isinstance(value, str):
        alike += TEXTS
    return random.choice(alike if value is not None and alike else said)


def values(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Everything in a nested list, with where it is."""
    yield path, value
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from values(item, (*path, place))


def put(value: Any, path: Path, new: Any) -> Any:
    """The same nested list with something else there."""
    if not path:
        return new
    return [put(item, path[1:], new) if place == path[0] else item for place, item in enumerate(value)]
