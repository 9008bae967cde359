"""Sticks as systems mount them; files as they lie there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui import disks
from ui.disks import listed_in, looks_removable, removable


@pytest.mark.parametrize(
    ("path", "removable"),
    [
        ("/media/fictif/CLE", True),
        ("/run/media/fictif/CLE", True),
        ("/Volumes/CLE", True),
        ("/", False),
        ("/home", False),
        ("/boot/efi", False),
    ],
)
def test_where_sticks_are(path: str, removable: bool) -> None:
    assert looks_removable(path) is removable


def test_other_drives_than_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    class System:
        @staticmethod
        def rootPath() -> str:  # noqa: N802 - Qt's name
            return "C:/"

    monkeypatch.setattr(disks, "QDir", System)
    assert looks_removable("E:/")
    assert looks_removable("E:")
    assert not looks_removable("C:/")


def test_this_computer_answers() -> None:
    assert all(looks_removable(path) for path in removable())


def test_files_and_no_folders(tmp_path: Path) -> None:
    (tmp_path / "b.age").write_bytes(b"four")
    (tmp_path / "a.age").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    found = listed_in(str(tmp_path))
    assert [(one.name, one.size) for one in found] == [("a.age", 0), ("b.age", 4)]
    assert found[0].path == str(tmp_path / "a.age")
    assert found[0].at > 1_700_000_000_000
    with pytest.raises(FileNotFoundError):
        listed_in(str(tmp_path / "nothing"))
