"""Where a newcomer knocks with its code, one lobby after the other.

Only the workstation that shows a code answers; the others say that they show none, which costs no try.
"""

import asyncio
from collections.abc import Sequence

from schema.ids import Hash, Random
from sync.addresses import Address
from sync.doorkeeper import RefusalCode
from sync.knocking import KnockError, pair_at

KNOWN = frozenset({"unreachable", "late", "identity"})
"""Ends of a knock that have a text of their own, besides refusals: `refusal.join.<…>`."""


def knock_at(
    lobbies: Sequence[Address],
    code: str,
    mine: Hash,
    request: bytes,
    random: Random,
    *,
    source: str | None = None,
) -> tuple[Hash, bytes]:
    """The first lobby that shows a code decides; raises its `KnockError`, or the most telling one."""
    errors: list[KnockError] = []
    for lobby in lobbies:
        try:
            return asyncio.run(pair_at(lobby, code, mine, request, random, source=source))
        except KnockError as error:
            if error.refusal not in {None, RefusalCode.NO_CODE}:
                raise
            errors.append(error)
    # A workstation that says it shows no code tells more than one that does not answer.
    raise next((one for one in errors if one.refusal is not None), errors[-1])


def knock_code(error: KnockError) -> str:
    """The code under which the end of a knock is explained."""
    if error.refusal is not None:
        return f"join.refused.{error.refusal.name.lower()}"
    name = error.code.name.lower()
    return f"join.{name}" if name in KNOWN else "join.failed"
