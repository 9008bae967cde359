"""One target under coverage-guided fuzzing, until its time is up (`tests/fuzz/__main__.py`)."""

from __future__ import annotations

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["schema", "sync", "node", "ui"], enable_loader_override=False):
    from tests.fuzz.targets import TARGETS


def main(name: str, *words: str) -> None:
    """Fuzz this target; the other words are libFuzzer's own."""
    target = TARGETS[name]
    changes = target.otherwise

    def changed(data: bytes, most: int, seed: int) -> bytes:
        """Half of the changes are of values, half of bytes."""
        if changes is None or seed % 2:
            return bytes(atheris.Mutate(data, most))
        return changes(data, Random(seed))[:most]

    own = {} if changes is None else {"custom_mutator": changed}
    atheris.Setup([sys.argv[0], *words], target.check, **own)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
