"""`veilleuse bench catalogue DIR`: the whole public drug database, from its files to searchable tables.

In a process of its own, so that the memory is the import's. The ratio is merely reading the rows.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from node.blobcheck import blob_is_right
from node.clock import system_random
from node.intake.bdpm import FILES
from node.intake.edition import build_edition
from node.intake.rows import Meter, read_source, rows_of
from node.store.engine import KEY_BYTES
from node.store.replica import Replica

_DATE = "2031-01-01"


def measure(directory: Path) -> dict[str, object]:
    """Rows, seconds, memory; raises `subprocess.CalledProcessError` with the reason on the error output."""
    done = subprocess.run(
        [sys.executable, "-m", "ops.bench.catalogue", str(directory.absolute())],
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def take(directory: Path) -> dict[str, object]:
    """Import into a fresh replica, measured."""
    sources = {item.name: item for item in sorted(directory.glob("CIS*.txt"))}
    began = time.perf_counter()
    edition = build_edition(sources, _DATE)
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        replica = Replica(Path(name), system_random(KEY_BYTES), system_random(16), blob_is_right, create=True)
        try:
            with replica.writing():
                replica.blobs.put("bdpm", edition.content, edition.blob)
                replica.catalogue.load(edition.blob, edition.content, _DATE)
            seconds = time.perf_counter() - began
            anticancer = replica.catalogue.anticancer()
        finally:
            replica.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    summary = edition.summary
    return {
        "rows": summary.rows,
        "taken": summary.taken,
        "rejected": summary.rejected,
        "anticancer": anticancer,
        "seconds": round(seconds, 2),
        "read_seconds": round(_read(sources), 2),
        "peak_mb": round(peak / 1024),
        "blob_bytes": len(edition.blob),
    }


def _read(sources: dict[str, Path]) -> float:
    began = time.perf_counter()
    for name, columns in FILES.items():
        content = read_source(name, sources[name])
        for _ in rows_of(content, columns, Meter(len(content), None, None)):
            pass
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(take(Path(sys.argv[1]))))
