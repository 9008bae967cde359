"""One target under coverage-guided fuzzing, until its time is up (`tests/fuzz/__main__.py`)."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["schema", "sync", "node", "ui"], enable_loader_override=False):
    from tests.fuzz.targets import TARGETS


def main(name: str, *words: str) -> None:
    """Fuzz this target; the other words are libFuzzer's own."""
    atheris.Setup([sys.argv[0], *words], TARGETS[name].check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
