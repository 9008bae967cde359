"""A workstation's folder is its user's alone."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_IMODE

import pytest

from node.private_folder import make_private

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are a POSIX affair")


def mode(folder: Path) -> int:
    return S_IMODE(folder.stat().st_mode)


def test_it_is_made_so(tmp_path: Path) -> None:
    make_private(tmp_path / "deep" / "new")
    assert mode(tmp_path / "deep" / "new") == 0o700


@pytest.mark.parametrize(
    ("before", "after"), [(0o755, 0o700), (0o770, 0o700), (0o500, 0o500), (0o2775, 0o2700), (0o1777, 0o1777)]
)
def test_one_that_is_there_is_shut_unless_it_is_everybodys(tmp_path: Path, before: int, after: int) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    folder.chmod(before)
    make_private(folder)
    assert mode(folder) == after
    assert mode(tmp_path) == 0o700


def test_somebody_elses_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)

    def refuse(_self: Path, _mode: int) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "chmod", refuse)
        make_private(tmp_path)
    assert mode(tmp_path) == 0o755
