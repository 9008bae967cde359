"""loro: a document whose map holds one value a record."""

import sys
from pathlib import Path
from typing import Any

from crdt import Side
from loro import ExportMode, LoroDoc, VersionVector


class Document:
    """See `crdt.Document`."""

    def __init__(self) -> None:
        self._doc = LoroDoc()
        self._map = self._doc.get_map("records")

    def put(self, records: dict[str, Any]) -> bytes:
        before = self._doc.oplog_vv
        for name, value in records.items():
            self._map.insert(name, value)
        self._doc.commit()
        return self._doc.export(ExportMode.Updates(before))

    def seen(self) -> bytes:
        return self._doc.oplog_vv.encode()

    def lacking(self, seen: bytes) -> bytes:
        return self._doc.export(ExportMode.Updates(VersionVector.decode(seen)))

    def take(self, update: bytes) -> None:
        self._doc.import_(update)

    def records(self) -> dict[str, Any]:
        return self._doc.get_deep_value()["records"]


if __name__ == "__main__":
    Side(Path(sys.argv[1]), Document()).run()
