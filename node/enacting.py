"""How an act of membership is made here: written, judged as everybody will judge it, and kept if it counts.

The rules are those of `sync.membership` and no others: what would be set aside is not written at all,
and its code says why.
"""

import msgspec

from node.api.base import Answer, Recorded, Refused
from node.desk import MEMBERSHIP, Desk
from node.domain.decision import Decided, Draft
from node.sessions import Session
from schema.acts.base import MOST_CUTS
from schema.ids import Id
from schema.transaction import Tip


class NotCountedError(Exception):
    """It would be set aside; what was written goes with the database transaction."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.refused = Refused(code=f"membership.{why}")


def must_count(desk: Desk, journal: Id, seq: int) -> None:
    """Raise `NotCountedError` where what was just written there would be set aside."""
    if why := desk.replica.roll.verdict(journal, seq):
        raise NotCountedError(why)


def enact(
    desk: Desk,
    session: Session,
    pin: str,
    *drafts: Draft,
    created: tuple[Id, ...] = (),
    wraps: tuple[tuple[Id, str, bytes], ...] = (),
) -> Answer:
    """Record one transaction of membership, and with it a wrapped key: records as (owner, name, payload)."""
    try:
        with desk.replica.writing():
            answer = desk.record(Decided(drafts, created), session, pin, scope=MEMBERSHIP)
            if isinstance(answer, Recorded):
                act = answer.acts[0]
                must_count(desk, act.journal, act.seq)
                for wrap in wraps:
                    desk.publish(*wrap)
                proposals = desk.members.proposals
                waits = any(one in proposals and proposals[one].open for one in answer.acts)
                return msgspec.structs.replace(answer, waits=waits)
            return answer
    except NotCountedError as error:
        return error.refused


def cuts(desk: Desk, workstation: Id | None = None) -> tuple[Tip, ...]:
    """Where the journals of a workstation (nil: all) stand here: so far what they hold was seen.

    Of each workstation's those announced first when an act cannot name all: who reopened his thousands of
    times must not be beyond suspending for that.
    """
    journals = desk.members.journals
    whose = [
        tip
        for tip in desk.replica.vector("all").values()
        if workstation is None
        or ((info := journals.get(tip.journal)) is not None and info.workstation == workstation)
    ]
    announced = {journal: place for place, journal in enumerate(journals)}
    whose.sort(key=lambda tip: announced.get(tip.journal, len(announced)))
    naming = desk.replica.naming
    return tuple(sorted(naming.fairly(naming.cuts(whose), MOST_CUTS)))
