"""Editions of bulk data, as folded from the acts that took them: which blob is the one in use."""

from collections.abc import Sequence

from node.domain.history import Act
from node.domain.reading import read
from node.domain.state import Anomaly, SetAside
from schema.acts.edition import EditionTaken
from schema.codec import Wire
from schema.transaction import ActRef


class TakenEdition(Wire, frozen=True):
    """One import."""

    act: ActRef
    body: EditionTaken


class EditionState(Wire, frozen=True):
    """All imports of one sort of bulk data; taking the same content twice is harmless."""

    taken: tuple[TakenEdition, ...]
    current: TakenEdition | None
    """The one with the newest data; of the same date, the last in fold order."""
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool


def fold_edition(acts: Sequence[Act]) -> EditionState:
    """The state of one edition file."""
    reading = read(acts, (EditionTaken,))
    taken = tuple(TakenEdition(act.ref, body) for act, body in reading.bodies(EditionTaken))
    newest_data = max((one.body.data_of for one in taken), default="")
    return EditionState(
        taken=taken,
        current=next((one for one in reversed(taken) if one.body.data_of == newest_data), None),
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )
