"""The editions in use: what their acts name is expected from peers, and fills the tables once it is here."""

from collections.abc import Iterable

from node.domain.edition import DRUGS, EditionState, edition_file
from node.store.blobs import Blobs
from node.store.catalogue import Catalogue
from node.store.states import States
from node.store.unit import Unit
from schema.acts.edition import EditionTaken
from schema.transaction import FileRef, FileType

_DRUGS = edition_file(DRUGS)


class Editions:
    """Between the states of editions, their blobs and the tables loaded from them."""

    def __init__(self, unit: Unit, states: States, blobs: Blobs, catalogue: Catalogue) -> None:
        self._unit = unit
        self._states = states
        self._blobs = blobs
        self._catalogue = catalogue

    def use(self, states: Iterable[tuple[FileRef, object]]) -> None:
        """Expect what the editions among these states name, and follow the one of the drug database."""
        for file, state in states:
            if isinstance(state, EditionState):
                for taken in state.taken:
                    self._blobs.expect(taken.body.what, taken.body.content, taken.body.blob_bytes)
                # One file says which edition is in use: of several, whichever came last would.
                if file == _DRUGS:
                    self._catalogue.follow(state.current, self._blobs.get)

    def load(self) -> None:
        """Fill the tables that come from editions; what is missing stays wanted from peers."""
        with self._unit.writing():
            state = self._states.state(EditionState, _DRUGS)
            self._catalogue.follow(state.current if state is not None else None, self._blobs.get)

    def missing(self) -> tuple[EditionTaken, ...]:
        """The editions in use whose blobs are not here."""
        with self._unit.reading():
            current = (state.current for _, state in self._states.all(EditionState, FileType.EDITION))
            return tuple(one.body for one in current if one and self._blobs.get(one.body.content) is None)
