"""`python -m tests.fuzz [--seconds N] [--keep] [TARGET …]`: every target in turn, in a process of its own.

Needs atheris (`uv sync --group fuzz`). A finding is written to `tests/fuzz/corpus/TARGET/` and ends with 1:
mend the program, and it is a test from then on. With `--keep`, the smallest new inputs are kept as well.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import CORPUS, TARGETS
from tests.tree import ROOT

MOST_BYTES, MOST_KEPT = 2048, 24
"""Of one input that is kept beside our own, and how many of them a target has."""


def fuzz(name: str, seconds: int, *, keep: bool) -> bool:
    """Whether nothing was found."""
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        fresh, found = Path(temporary) / "fresh", Path(temporary) / "found"
        fresh.mkdir()
        found.mkdir()
        limits = (f"-max_total_time={seconds}", "-max_len=16384", "-timeout=20", "-rss_limit_mb=2048")
        done = _run(
            name, *limits, f"-artifact_prefix={found}/", "-print_final_stats=1", str(fresh), str(corpus)
        )
        for artifact in found.iterdir():
            data = artifact.read_bytes()
            kept = corpus / f"found-{hashlib.sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            print(f"{name}: {kept.relative_to(ROOT)}\n{done[-3000:]}")  # noqa: T201
        executed = next((line for line in done.splitlines() if "number_of_executed_units" in line), "")
        print(f"{name}: {executed.split()[-1] if executed else '?'} runs, {len(list(fresh.iterdir()))} new")  # noqa: T201
        if not executed:
            print(done[-3000:])  # noqa: T201
        if keep:
            _keep(corpus, fresh)
        # A fuzzer that never ran has found nothing, which is not good.
        return bool(executed) and not any(found.iterdir())


def _run(name: str, *words: str) -> str:
    command = (sys.executable, "-m", "tests.fuzz.one", name, *words)
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode(errors="replace")


def _keep(corpus: Path, fresh: Path) -> None:
    """The smallest of what reached something new."""
    small = sorted((path.read_bytes() for path in fresh.iterdir()), key=lambda data: (len(data), data))
    room = MOST_KEPT - sum(path.name.startswith("new-") for path in corpus.iterdir())
    for data in [data for data in small if len(data) <= MOST_BYTES][: max(0, room)]:
        (corpus / f"new-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)


def main() -> int:
    """All targets, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    options = parser.parse_args()
    good = [fuzz(name, options.seconds, keep=options.keep) for name in options.targets or TARGETS]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
