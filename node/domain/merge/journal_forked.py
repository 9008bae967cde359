"""A journal in several versions: its workstation was cloned or set back, and both wrote on.

Admission counts what others built on (`sync/membership/`); this tells what begins each version, and what its
author had seen.
"""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from node.domain.merge.owners import OWNERS
from node.domain.state import Conflict
from schema.ids import Id
from schema.transaction import ActRef, Tip

RULE: Final = "journal_forked"
VERSIONS: Final = 16
"""So many are told, those that begin first; the screen of forked journals has the others."""


class Decided(msgspec.Struct, frozen=True):
    """How far each version counts, by two people, as the act that one of them proposed says."""

    act: ActRef
    tips: tuple[Tip, ...]
    looked_at: frozenset[Tip] | None
    """What begins the versions that were known to who proposed it; nil: not said, or too many to be said."""


def journal_forked(journal: Id, begin: Sequence[ActRef], decided: Collection[Decided]) -> Conflict:
    """The conflict of a forked journal; `begin` are the first acts of its versions, in a fixed order.

    `decided` is what counts and was not replaced by who knew it. Where people decided otherwise apart, only
    what all of them admit counts, which nobody signed: those acts are sides too, until somebody decides who
    knows them. A version that nobody looked at opens it anew.
    """
    alike = len({frozenset(one.tips) for one in decided}) == 1
    acts = sorted(one.act for one in decided)
    all_of_them = {Tip(one.journal, one.seq, one.core) for one in begin}
    over = alike and any(one.looked_at is None or all_of_them <= one.looked_at for one in decided)
    return Conflict(
        rule=RULE,
        subject=journal,
        dose=None,
        acts=(*begin[:VERSIONS], *(() if alike else acts[:VERSIONS])),
        owners=OWNERS[RULE],
        # The way out: how far each version counts, signed by two.
        choices=(),
        alarm=True,
        blocks=False,
        settled=acts[-1] if over else None,
    )
