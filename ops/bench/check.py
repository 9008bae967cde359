"""`veilleuse bench verify`: a whole replica checked against itself (hashes, signatures, seals, every table).

Apart from this process, so that the memory is the check's. Beside it: reading and hashing the same rows.
"""

import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from node.store.verify import verify
from ops.bench.apart import opened
from ops.bench.cache import FIRST, kept_site
from ops.bench.site import BenchError

MARKS: Final = {"seconds_per_million": 90, "peak_mb": 250}


def measure(acts: int, told: Callable[[str], None], cache: Path, *, all_seals: bool) -> dict[str, object]:
    """Seconds and memory; raises `BenchError` when anything is found wrong."""
    kept = kept_site(cache, acts, told)
    command = [sys.executable, "-m", "ops.bench.check", str(kept.folder / FIRST), kept.facts.first]
    done = subprocess.run([*command, *(["all"] if all_seals else [])], stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    if found.pop("findings"):
        raise BenchError("the check found something in a site that is right")
    seconds = found["seconds"]
    return {
        "acts": kept.facts.acts,
        **found,
        "acts_per_s": round(kept.facts.acts / seconds),
        "seconds_per_million": round(1e6 * seconds / kept.facts.acts, 1),
        "marks": MARKS,
    }


def take(folder: Path, passphrase: str, *, all_seals: bool) -> dict[str, object]:
    """Check a replica, measured."""
    with opened(folder, passphrase) as (vault, replica):
        began = time.perf_counter()
        found = verify(replica, all_seals=all_seals, key=vault.database_key)
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        for row in replica.chain.everything():
            hashlib.sha256(row.data).digest()
        reading = time.perf_counter() - began
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": round(seconds, 2),
        "read_seconds": round(reading, 2),
        "signatures": found.signatures,
        "seals": found.seals,
        "peak_mb": round(max(peaks) / 1024),
        "findings": len(found.findings),
    }


if __name__ == "__main__":
    print(json.dumps(take(Path(sys.argv[1]), sys.argv[2], all_seals=len(sys.argv) > 3)))
