"""The drug database as a table, loaded from the newest complete edition's blob."""

import logging
from collections.abc import Callable
from itertools import islice

from node.domain.edition import TakenEdition
from node.intake.edition import EditionReader
from node.intake.errors import BadEditionError
from node.intake.records import CatalogueRow
from node.store.connection import Connection
from node.store.local import Local
from node.store.projection import plain
from schema.codec import decode, encode
from schema.ids import Hash

log = logging.getLogger(__name__)
_LOADED, _DATA_OF = "catalogue.content", "catalogue.data_of"
_AT_ONCE = 1000


class Catalogue:
    """What is loaded, and searching it."""

    def __init__(self, connection: Connection, local: Local) -> None:
        self._connection = connection
        self._local = local

    @property
    def content(self) -> Hash | None:
        """The edition loaded."""
        return self._local.get(_LOADED)

    @property
    def data_of(self) -> str:
        """Its date, or empty."""
        return (self._local.get(_DATA_OF) or b"").decode()

    def load(
        self, blob: bytes, content: Hash, data_of: str, progress: Callable[[int], None] | None = None
    ) -> None:
        """Replace the table by this edition's rows; raises `BadEditionError`."""
        rows = EditionReader(blob, content).rows()
        self._connection.do("DELETE FROM presentations")
        done = 0
        while part := list(islice(rows, _AT_ONCE)):
            self._connection.do_many(
                "INSERT OR REPLACE INTO presentations (cip13, search, anticancer, marketed, row)"
                " VALUES (?, ?, ?, ?, ?)",
                [
                    (row.cip13, _words(row), int(row.anticancer), int(row.marketed), encode(row))
                    for row in part
                ],
            )
            done += len(part)
            if progress is not None:
                progress(done)
        self._local.put(_LOADED, content)
        self._local.put(_DATA_OF, data_of.encode())

    def follow(self, current: TakenEdition | None, blob_of: Callable[[Hash], bytes | None]) -> None:
        """Be the edition in use, with the date last said of it, as soon as its blob is here."""
        if current is None:
            return
        content, data_of = current.body.content, current.body.data_of
        if content == self.content:
            self._local.put(_DATA_OF, data_of.encode())
        elif (blob := blob_of(content)) is not None:
            try:
                with self._connection.part():
                    self.load(blob, content, data_of)
            except BadEditionError as error:
                # A newer program's, perhaps: what is loaded stays, and is shown with its own date.
                log.warning("an edition cannot be read here: %s", error.code)

    def restore(self, blob_of: Callable[[Hash], bytes | None]) -> None:
        """Fill the table again when it was dropped with the other projections; its blob is still here."""
        filled = self._connection.row("SELECT 1 FROM presentations LIMIT 1")
        blob = blob_of(self.content) if self.content is not None and filled is None else None
        if blob is not None and self.content is not None:
            self.load(blob, self.content, self.data_of)

    def get(self, cip13: str) -> CatalogueRow | None:
        """The presentation of that code."""
        row = self._connection.row("SELECT row FROM presentations WHERE cip13 = ?", (cip13,))
        return decode(CatalogueRow, bytes(row[0])) if row else None

    def search(self, text: str, limit: int) -> tuple[int, list[CatalogueRow]]:
        """How many presentations have every word of the text, and the first of them, marketed ones first."""
        words = plain(text).split()
        if not words:
            return 0, []
        where = " AND ".join("search LIKE ? ESCAPE '!'" for _ in words)
        values = tuple(f"%{word}%" for word in words)
        total = self._connection.value(
            f"SELECT count(*) FROM presentations WHERE {where}",  # noqa: S608  # words are bound
            values,
        )
        rows = self._connection.rows(
            f"SELECT row FROM presentations WHERE {where}"  # noqa: S608
            " ORDER BY marketed DESC, anticancer DESC, search LIMIT ?",
            (*values, limit),
        )
        return int(total or 0), [decode(CatalogueRow, bytes(row[0])) for row in rows]

    def anticancer(self) -> int:
        """How many injectable anticancer presentations are loaded."""
        found = self._connection.value("SELECT count(*) FROM presentations WHERE anticancer = 1")
        return int(found or 0)


def _words(row: CatalogueRow) -> str:
    return plain(f"{row.name} {row.label} {' '.join(row.substances)} {row.cip13}")
