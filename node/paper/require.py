"""No paper leaves with a hole in it: what is mandatory is there, or the print is refused by name.

Mandatory means: a text not declared optional is not blank; a tuple marked `Some` is not empty; a
witness has its 8 characters, an id its 16 bytes. Quantities are exact and finite by construction.
"""

from functools import cache
from typing import Annotated, Any, get_args, get_origin

import msgspec
from msgspec.structs import fields

from node.paper.data import Allergies, Part, Printing
from node.paper.errors import MissingFieldError

_WITNESS_LENGTH = 8
_ID_LENGTH = 16


def require(data: Part) -> None:
    """Raise `MissingFieldError` for the first mandatory datum that is absent or blank."""
    _check_part(data, "")


def _check_part(part: Part, path: str) -> None:
    for name in part.__struct_fields__:
        _check(getattr(part, name), path + name, name in _filled(type(part)))
    if isinstance(part, Printing) and len(part.witness) != _WITNESS_LENGTH:
        raise MissingFieldError(path + "witness")
    if isinstance(part, Allergies) and part.state == "known" and not part.known:
        raise MissingFieldError(path + "known")


def _check(value: object, path: str, filled: bool) -> None:
    if isinstance(value, str):
        missing = not value.strip()
    elif isinstance(value, bytes):
        missing = len(value) != _ID_LENGTH
    elif isinstance(value, tuple):
        missing = filled and not value
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]", filled=False)
    else:
        missing = False
        if isinstance(value, Part):
            _check_part(value, path + ".")
    if missing:
        raise MissingFieldError(path)


@cache
def _filled(kind: type[Part]) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if _at_least_one(field.type))


def _at_least_one(annotation: Any) -> bool:
    if get_origin(annotation) is not Annotated:
        return False
    return any(isinstance(note, msgspec.Meta) and note.min_length for note in get_args(annotation)[1:])
