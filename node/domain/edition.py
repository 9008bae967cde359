"""Editions of bulk data, as folded from the acts that took them: which blob is the one in use."""

from collections.abc import Sequence

import msgspec

from node.domain.decision import Draft, Refusal
from node.domain.history import Act
from node.domain.reading import read
from node.domain.state import Anomaly, SetAside
from schema.acts.edition import EditionRedated, EditionTaken
from schema.codec import Wire, tagged_hash
from schema.ids import Hash
from schema.transaction import ActRef, FileRef, FileType

DRUGS = "bdpm"
"""The drug database, as editions name it."""


class TakenEdition(Wire, frozen=True):
    """One import."""

    act: ActRef
    body: EditionTaken
    """With the date that was last said of its content."""


class EditionState(Wire, frozen=True):
    """All imports of one sort of bulk data; taking the same content twice is harmless."""

    taken: tuple[TakenEdition, ...]
    current: TakenEdition | None
    """The one with the newest data; of the same date, the last in fold order."""
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool

    def date_of(self, content: Hash) -> str | None:
        """The date of this content's data; nil when it was never taken."""
        return max((one.body.data_of for one in self.taken if one.body.content == content), default=None)


def fold_edition(acts: Sequence[Act]) -> EditionState:
    """The state of one edition file."""
    reading = read(acts, (EditionTaken, EditionRedated))
    redated = {body.content: body.data_of for _, body in reading.bodies(EditionRedated)}
    taken = tuple(
        TakenEdition(act.ref, msgspec.structs.replace(body, data_of=redated.get(body.content, body.data_of)))
        for act, body in reading.bodies(EditionTaken)
    )
    newest_data = max((one.body.data_of for one in taken), default="")
    return EditionState(
        taken=taken,
        current=next((one for one in reversed(taken) if one.body.data_of == newest_data), None),
        heads=reading.heads,
        anomalies=reading.anomalies,
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )


def edition_file(what: str) -> FileRef:
    """The file of one sort of bulk data."""
    return FileRef(FileType.EDITION, tagged_hash("edition", what.encode())[:16])


def refuse_date(data_of: str, today: str) -> Refusal | None:
    """Nobody has data of a day that is still to come (both YYYY-MM-DD)."""
    return Refusal("import.future", {"date": data_of, "today": today}) if data_of > today else None


def take(state: EditionState | None, edition: EditionTaken) -> Draft | None:
    """What to record of an import: nothing where the same content was taken with the same date."""
    known = state.date_of(edition.content) if state is not None else None
    if known == edition.data_of:
        return None
    redated = EditionRedated(edition.what, edition.content, edition.data_of)
    return Draft(edition_file(edition.what), edition if known is None else redated)
