"""In which courses a derogation was ever asked: found in the journal itself.

Few courses ever have one, so no projection is kept for it; what was looked through once is not looked
through again.
"""

from node.store.connection import Connection
from schema.ids import Id
from schema.transaction import FileType

_KIND = b"derogation.asked/1"


class AskedCourses:
    """The courses in which a derogation was ever asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen = 0
        self._found: set[Id] = set()

    def all(self) -> list[Id]:
        """Them, by id; only what is new since the last time is read."""
        last = self._connection.value("SELECT coalesce(max(n), 0) FROM transactions")
        rows = self._connection.rows(
            "SELECT DISTINCT f.id FROM transactions t JOIN acts a ON a.tx = t.n JOIN files f ON f.n = a.file"
            " WHERE t.n > ? AND f.type = ? AND instr(t.data, ?) > 0",
            (self._seen, int(FileType.COURSE), _KIND),
        )
        self._found |= {bytes(row[0]) for row in rows}
        self._seen = int(last or 0)
        return sorted(self._found)
