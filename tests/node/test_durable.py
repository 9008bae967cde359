"""Bytes and names are forced to the disk before anybody is told that they are there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from node.durable import force_names, force_to_disk


@pytest.fixture
def forced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, int]]:
    """What was forced: whether a folder, and how many bytes it had then."""
    found: list[tuple[bool, int]] = []
    fsync = os.fsync

    def spy(descriptor: int) -> None:
        known = os.fstat(descriptor)
        found.append((stat.S_ISDIR(known.st_mode), known.st_size))
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", spy)
    return found


def test_what_is_still_in_the_program_is_forced_too(tmp_path: Path, forced: list[tuple[bool, int]]) -> None:
    with (tmp_path / "file").open("wb") as out:
        out.write(b"whole")
        force_to_disk(out)
        assert forced == [(False, 5)]


@pytest.mark.skipif(os.name == "nt", reason="it does that by itself")
def test_names_are_forced_by_their_folder(tmp_path: Path, forced: list[tuple[bool, int]]) -> None:
    force_names(tmp_path)
    assert [folder for folder, _ in forced] == [True]
