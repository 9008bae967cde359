"""pycrdt (Yrs): a document whose root map holds one value a record."""

import sys
from pathlib import Path
from typing import Any

from crdt import Side
from pycrdt import Doc, Map


class Document:
    """See `crdt.Document`."""

    def __init__(self) -> None:
        self._doc = Doc()
        self._map = self._doc.get("records", type=Map)

    def put(self, records: dict[str, Any]) -> bytes:
        before = self._doc.get_state()
        with self._doc.transaction():
            for name, value in records.items():
                self._map[name] = value
        return self._doc.get_update(before)

    def seen(self) -> bytes:
        return self._doc.get_state()

    def lacking(self, seen: bytes) -> bytes:
        return self._doc.get_update(seen)

    def take(self, update: bytes) -> None:
        self._doc.apply_update(update)

    def records(self) -> dict[str, Any]:
        return self._map.to_py()


if __name__ == "__main__":
    Side(Path(sys.argv[1]), Document()).run()
