"""Measuring an import, in a process of its own."""

import subprocess
from pathlib import Path

import pytest

from ops.bench.catalogue import measure, take
from tests.node.intake.excerpt import files


def test_rows_are_counted_as_the_import_counts_them(tmp_path: Path) -> None:
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)
    apart, here = measure(tmp_path), take(tmp_path)
    for name in ("rows", "taken", "rejected", "anticancer", "blob_bytes"):
        assert apart[name] == here[name]
    assert apart["rows"] == sum(int(str(apart[name])) for name in ("taken", "rejected"))


def test_a_folder_without_the_files_fails(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measure(tmp_path)
