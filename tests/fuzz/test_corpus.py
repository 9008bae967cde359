"""What the fuzzer begins with and what it found, tried again without it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.targets import CORPUS, TARGETS


def _files() -> Iterator[tuple[str, Path]]:
    for folder in sorted(CORPUS.iterdir()):
        for path in sorted(folder.iterdir()):
            yield folder.name, path


def test_every_target_has_a_corpus_and_every_corpus_a_target() -> None:
    assert {folder.name for folder in CORPUS.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_kept_raises_nothing_undeclared(name: str) -> None:
    for target, path in _files():
        if target == name:
            TARGETS[name].check(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_nor_does_what_is_a_little_different(name: str) -> None:
    """A few blind changes each, the same at every run: no coverage guides them."""
    chance = random.Random(name)
    for target, path in _files():
        if target != name:
            continue
        data = path.read_bytes()
        for _ in range(TARGETS[name].rounds):
            changed = bytearray(data)
            for _ in range(chance.randint(1, 4)):
                place = chance.randint(0, len(changed))
                changed[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
            TARGETS[name].check(bytes(changed))
            if (otherwise := TARGETS[name].otherwise) is not None:
                TARGETS[name].check(otherwise(data, chance))


# A record's wrap is tried with a PIN that no wrap was ever closed with.
@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"record"}))
def test_our_own_seeds_are_understood(name: str) -> None:
    """Else fuzzing would begin behind a closed door."""
    understood = 0
    for target, path in _files():
        if target == name and not path.name.startswith(("new-", "found-")):
            try:
                TARGETS[name].run(path.read_bytes())
                understood += 1
            except TARGETS[name].declared:
                continue
    assert understood > 0
