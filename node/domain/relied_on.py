"""What a person's screen relied on: the heads of every file it showed, named in each act made from it.

A window quotes them with its decisions, which are refused when the file decided upon has moved on.
Accounts are never refused, so that the node names for them the files that their screen shows.
"""

from collections.abc import Iterable
from typing import Final, Protocol

import msgspec

from node.domain.decision import Decided, Refusal
from schema.transaction import ActRef

MOST: Final = 256
"""References that a header may hold."""


class Folded(Protocol):
    """The state of a file."""

    @property
    def heads(self) -> tuple[ActRef, ...]:
        """Its newest acts."""
        ...


def heads_of(files: Iterable[Folded | None]) -> tuple[ActRef, ...]:
    """The heads of these files, each once; the first named are kept where there are too many."""
    found = dict.fromkeys(head for file in files if file is not None for head in file.heads)
    return tuple(found)[:MOST]


def relying(decided: Decided | Refusal, shown: tuple[ActRef, ...]) -> Decided | Refusal:
    """The same acts, those that name nothing yet naming what the screen showed."""
    if isinstance(decided, Refusal):
        return decided
    drafts = tuple(
        draft if draft.based_on else msgspec.structs.replace(draft, based_on=shown)
        for draft in decided.drafts
    )
    return msgspec.structs.replace(decided, drafts=drafts)
