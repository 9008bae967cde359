"""`veilleuse bench commit`: one durable local act on a replica that already holds many.

The act is a nurse's measurement: signed journal, fold and tables included, as a window would wait
for it. The ratio is a bare durable write of as many bytes into the same engine.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final

from node.clock import system_random
from node.store.connection import connected
from node.store.engine import KEY_BYTES
from ops.bench.content import fill
from ops.bench.site import Site
from schema.acts.base import Told
from schema.acts.patient import PatientMeasured
from schema.quantity import Unit, quantity
from schema.transaction import FileRef, FileType

_TIMES: Final = 200
_STATION: Final = "SERVICE-1"


def measure(acts: int, told: Callable[[str], None]) -> dict[str, object]:
    """Median and 99th percentile, ms."""
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        folder = Path(name)
        site = Site(folder)
        try:
            fill(site, acts, lambda done: told(f"{done} / {acts}"))
            _, there, _ = site.replica.counts()
            patients = _patients(site)
            times, size = [], 0
            for turn in range(_TIMES):
                file = FileRef(FileType.PATIENT, patients[turn * 7 % len(patients)])
                began = time.perf_counter()
                size = _measure_one(site, file)
                times.append(time.perf_counter() - began)
        finally:
            site.close()
        raw = _raw(folder, size)
    return {
        "p50_ms": _ms(statistics.median(times)),
        "p99_ms": _ms(_percentile(times, 99)),
        "raw_p50_ms": _ms(statistics.median(raw)),
        "acts": there,
    }


def _patients(site: Site) -> list[bytes]:
    rows = site.replica.connection.rows("SELECT patient FROM patients ORDER BY patient")
    return [bytes(row[0]) for row in rows]


def _measure_one(site: Site, file: FileRef) -> int:
    """Record, fold and project one measurement durably; returns the bytes of its transaction."""
    told = Told(site.now, False, None, "seen")
    body = PatientMeasured("weight", quantity(Decimal(71), Unit.KG), told)
    with site.replica.writing():
        written = site.write(_STATION, [site.act("nurse", body, file, _STATION)])
        site.replica.folding.fold_stale()
    return len(written.data)


def _raw(folder: Path, size: int) -> list[float]:
    times = []
    with connected(folder / "raw.db", system_random(KEY_BYTES), create=True) as connection:
        connection.do("CREATE TABLE raw (n INTEGER PRIMARY KEY, data BLOB NOT NULL)")
        for _ in range(_TIMES):
            data = system_random(size)
            began = time.perf_counter()
            with connection.transaction():
                connection.do("INSERT INTO raw (data) VALUES (?)", (data,))
            times.append(time.perf_counter() - began)
    return times


def _percentile(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
