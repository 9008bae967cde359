"""What a list names by a code: positions move when something new arrives, codes stay."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def one_coded(among: Iterable[T], typed: str, code: Callable[[T], str]) -> T | None:
    """The one whose code begins so; nil where none does, or more than one."""
    wanted = typed.strip().casefold()
    coded = [(code(one).casefold(), one) for one in among]
    found = [one for its, one in coded if its == wanted] or [
        one for its, one in coded if its.startswith(wanted)
    ]
    return found[0] if wanted and len(found) == 1 else None
