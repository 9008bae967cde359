"""Sessions as folded from their opening and closing: what ties unsigned acts to a person."""

from collections.abc import Sequence

from node.domain.history import Act
from node.domain.reading import read
from node.domain.state import Anomaly, SetAside
from schema.acts.session import SessionClosed, SessionOpened
from schema.codec import Wire
from schema.transaction import ActRef, Bytes16


class SessionState(Wire, frozen=True):
    """One session; the first opening counts, and whatever closes it closes it for good."""

    person: Bytes16 | None
    key: Bytes16 | None
    opened: ActRef | None
    closed: ActRef | None
    reason: str
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool


def fold_session(acts: Sequence[Act]) -> SessionState:
    """The state of one session's file."""
    reading = read(acts, (SessionOpened, SessionClosed))
    opened = reading.bodies(SessionOpened)
    closed = reading.bodies(SessionClosed)
    first = opened[0] if opened else None
    end = closed[0] if closed else None
    odd = [Anomaly("opened_again", act.ref) for act, _ in opened[1:]]
    if first is None:
        odd += [Anomaly("closed_before_it_was_opened", act.ref) for act, _ in closed]
    return SessionState(
        person=first[1].person if first else None,
        key=first[1].key if first else None,
        opened=first[0].ref if first else None,
        closed=end[0].ref if end else None,
        reason=end[1].reason if end else "",
        heads=reading.heads,
        anomalies=(*reading.anomalies, *odd),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )
