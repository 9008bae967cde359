"""An engine for the tests: each side keeps its records in a file, and reads the other's from there."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[1])
KEPT, HOLDERS = FOLDER / "kept.json", FOLDER.parent / "holder" / "kept.json"


def _records(path: Path) -> dict[str, Any]:
    records: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return records


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    records = _records(KEPT)
    match asked["do"]:
        case "write":
            for line in Path(asked["file"]).read_text("utf-8").splitlines():
                one = json.loads(line)
                records[one["id"]] = one["value"]
            KEPT.write_text(json.dumps(records), "utf-8")
        case "serve":
            return {"port": 1}
        case "sync":
            if "stubborn" in sys.argv:
                return {"seconds": 1.0}
            both = json.dumps({**records, **_records(HOLDERS)})
            for path in (KEPT, HOLDERS):
                path.write_text(both, "utf-8")
            return {"seconds": 0.5}
    said = json.dumps(records, sort_keys=True)
    return {"records": len(records), "digest": hashlib.sha256(said.encode()).hexdigest()}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()
