"""What the other engines are given: every act of our measure as a small record, its body readable.

Signatures, seals and chains are left out: the others have no use for them.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from node.store.chain import Row
from node.store.files import reopen
from schema.codec import tagged_hash

CHANGED: Final = 100
"""Records of before that both sides change, differently."""


def records_of(rows: Iterable[Row]) -> list[dict[str, object]]:
    """One record an act: `{"id": …, "value": {…}}`."""
    found: list[dict[str, object]] = []
    for row in rows:
        transaction, core = reopen(row.data)
        for index, (header, body) in enumerate(zip(core.headers, transaction.bodies, strict=True)):
            value = {
                "kind": header.kind,
                "file": header.file.id.hex(),
                "actor": (header.actor or b"").hex(),
                "at": core.at,
                "body": _text(body.body if body is not None else b""),
            }
            identifier = tagged_hash("bench", row.hash, index.to_bytes(2, "big"))[:16].hex()
            found.append({"id": identifier, "value": value})
    return found


def changed(records: Iterable[dict[str, object]], by: str) -> list[dict[str, object]]:
    """The same records, changed by somebody."""
    return [{"id": one["id"], "value": {**_value(one), "changed_by": by}} for one in records]


def is_change(record: dict[str, object]) -> bool:
    """Whether this act is ours for what is a changed record to the others."""
    return _value(record)["kind"] == "identity.corrected/1"


def write_records(path: Path, records: Iterable[dict[str, object]]) -> None:
    """One JSON object a line."""
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in records)
    path.write_text("".join(lines), "utf-8")


def _value(record: dict[str, object]) -> dict[str, object]:
    value = record["value"]
    return value if isinstance(value, dict) else {}


def _text(body: bytes) -> str:
    return json.dumps(msgspec.msgpack.decode(body), default=_hex, ensure_ascii=False)


def _hex(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
