"""`veilleuse bench peers`: the same small records and the same divergence through other engines and us.

First a side that holds nothing receives everything. Then both went on apart (a thousand records each, and a
hundred earlier ones changed on both sides: for us a patient's name, each then a conflict shown to people)
and are made equal. All run as two processes on loopback and store durably. We alone encrypt (disk and wire),
sign, check rights, keep every version and draw up the tables that people read; what another engine does and
does not do stands in its driver.
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
from ops.bench.peers.records import CHANGED, changed, is_change, records_of, write_records
from ops.bench.site import BenchError

RECORDS: Final = 20_000
APART: Final = 1_000
US: Final = "veilleuse"
_DISPUTED: Final = "SELECT count(*) FROM conflicts WHERE rule = 'identity_disputed' AND open"


def measure(
    told: Callable[[str], None],
    cache: Path,
    records: int = RECORDS,
    acts_apart: int = APART,
    engines: Sequence[Engine] = ENGINES,
) -> dict[str, dict[str, float | None]]:
    """Records per second, seconds, and our rate over theirs; nil for an engine that could not run here.

    `divergence` says what was apart: records of each side, those that both changed, and those of them that we
    show to people as conflicts.
    """
    kept = kept_site(cache, records, lambda _line: None)
    first_sync: dict[str, float | None] = {}
    merge: dict[str, float | None] = {}
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        folder = Path(name)
        reached, _ = join(kept, kept.copied(NEWCOMER, folder / "joined"))
        ours = kept.facts.acts / (reached.done - reached.began)
        first_sync[US] = round(ours)
        two = apart(kept, folder, acts_apart, CHANGED)
        _write_files(kept, two, folder)
        merge[US] = round(sum(unite(two)), 3)
        conflicts = _conflicts(two)
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
    return {
        "first_sync_per_s": first_sync,
        "merge_s": merge,
        "ratio_first_sync": ratios,
        "divergence": {
            "records_each": acts_apart,
            "changed_on_both_sides": CHANGED,
            "our_conflicts_shown": conflicts,
        },
    }


def _conflicts(two: Apart) -> int:
    """How many names wait for somebody to say which is right; the same at both."""
    found = []
    for side in (two.one, two.other):
        with opened(side.folder, side.passphrase) as (_, replica):
            found.append(replica.connection.value(_DISPUTED))
    if found[0] != found[1]:
        raise BenchError("the two workstations do not show the same conflicts")
    return int(found[0])


def _write_files(kept: Kept, two: Apart, folder: Path) -> None:
    """What both held, and what each wrote: read before the two sides are made equal."""
    for side, passphrase, name in (
        (two.one.folder, two.one.passphrase, "one"),
        (two.other.folder, two.other.passphrase, "other"),
    ):
        with opened(side, passphrase) as (_, replica):
            rows = sorted(replica.chain.everything(), key=lambda row: row.order)
        every = records_of(rows)
        shared = every[: kept.facts.acts]
        new = [one for one in every[kept.facts.acts :] if not is_change(one)]
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
