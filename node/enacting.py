"""How an act of membership is made here: written, judged as everybody will judge it, and kept if it counts.

The rules are those of `sync.membership` and no others: what would be set aside is not written at all,
and its code says why.
"""

from node.api.base import Answer, Recorded, Refused
from node.desk import MEMBERSHIP, Desk
from node.domain.decision import Decided, Draft
from node.sessions import Session
from schema.ids import Id
from schema.transaction import Tip


class _NotAdmittedError(Exception):
    """It would be set aside; what was written goes with the database transaction."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def enact(
    desk: Desk,
    session: Session,
    pin: str,
    *drafts: Draft,
    created: tuple[Id, ...] = (),
    wrap: tuple[Id, str, bytes] | None = None,
) -> Answer:
    """Record one transaction of membership, and with it a wrapped key (owner, name, payload)."""
    try:
        with desk.replica.writing():
            answer = desk.record(Decided(drafts, created), session, pin, scope=MEMBERSHIP)
            if isinstance(answer, Recorded):
                act = answer.acts[0]
                if why := desk.replica.roll.verdict(act.journal, act.seq):
                    raise _NotAdmittedError(why)
                if wrap is not None:
                    desk.publish(*wrap)
            return answer
    except _NotAdmittedError as error:
        return Refused(code=f"membership.{error.why}")


def cuts(desk: Desk, workstation: Id | None = None) -> tuple[Tip, ...]:
    """Where the journals of a workstation (nil: all) stand here: so far what they hold was seen."""
    journals = desk.members.journals
    return tuple(
        sorted(
            tip
            for tip in desk.replica.vector("all").values()
            if workstation is None
            or ((info := journals.get(tip.journal)) is not None and info.workstation == workstation)
        )
    )
