"""`veilleuse bench peers`: the same small records and the same divergence through other engines and us.

First a side that holds nothing receives everything. Then both went on apart (a thousand records each, and for
the others a hundred earlier ones changed on both sides) and are made equal. All run as two processes on
loopback and store durably. We alone encrypt (disk and wire), sign, check rights, keep every version and draw
up the tables that people read; what another engine does and does not do stands in its driver.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from ops.bench.apart import Apart, apart, opened
from ops.bench.cache import NEWCOMER, Kept, kept_site
from ops.bench.join import join
from ops.bench.merge import unite
from ops.bench.peers.engines import ENGINES, Engine, Pair, UnavailableError, installed
from ops.bench.peers.records import CHANGED, changed, records_of, write_records

RECORDS: Final = 20_000
APART: Final = 1_000
US: Final = "veilleuse"


def measure(
    told: Callable[[str], None],
    cache: Path,
    records: int = RECORDS,
    acts_apart: int = APART,
    engines: Sequence[Engine] = ENGINES,
) -> dict[str, dict[str, float | None]]:
    """Records per second, seconds, and our rate over theirs; nil for an engine that could not run here."""
    kept = kept_site(cache, records, lambda _line: None)
    first_sync: dict[str, float | None] = {}
    merge: dict[str, float | None] = {}
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        folder = Path(name)
        reached, _ = join(kept, kept.copied(NEWCOMER, folder / "joined"))
        ours = kept.facts.acts / (reached.done - reached.began)
        first_sync[US] = round(ours)
        two = apart(kept, folder, acts_apart)
        _write_files(kept, two, folder)
        merge[US] = round(sum(unite(two)), 3)
        for engine in engines:
            try:
                seconds = _run(engine, cache / "peers", folder)
            except UnavailableError as error:
                told(str(error))
                first_sync[engine.name] = merge[engine.name] = None
            else:
                first_sync[engine.name] = round(kept.facts.acts / seconds[0])
                merge[engine.name] = round(seconds[1], 3)
    ratios = {name: round(ours / rate, 2) if rate else None for name, rate in first_sync.items()}
    return {"first_sync_per_s": first_sync, "merge_s": merge, "ratio_first_sync": ratios}


def _write_files(kept: Kept, two: Apart, folder: Path) -> None:
    """What both held, and what each wrote: read before the two sides are made equal."""
    for side, passphrase, name in (
        (two.one.folder, two.one.passphrase, "one"),
        (two.other.folder, two.other.passphrase, "other"),
    ):
        with opened(side, passphrase) as (_, replica):
            rows = sorted(replica.chain.everything(), key=lambda row: row.order)
        every = records_of(rows)
        shared, new = every[: kept.facts.acts], every[kept.facts.acts :]
        write_records(folder / "shared.jsonl", shared)
        write_records(folder / f"{name}.jsonl", [*new, *changed(shared[-CHANGED:], name)])


def _run(engine: Engine, where: Path, folder: Path) -> tuple[float, float]:
    """Seconds of the first synchronisation and of the merge."""
    pair = Pair(engine, installed(engine, where), folder / engine.name)
    try:
        pair.holder(do="write", file=str(folder / "shared.jsonl"))
        port = pair.holder(do="serve")["port"]
        first = float(pair.other(do="sync", port=port)["seconds"])
        pair.equal()
        pair.holder(do="write", file=str(folder / "one.jsonl"))
        pair.other(do="write", file=str(folder / "other.jsonl"))
        second = float(pair.other(do="sync", port=port)["seconds"])
        pair.equal()
    finally:
        pair.close()
    return first, second
