"""Where a restore works: nothing is written over, and the name appears with everything in it."""

from pathlib import Path

import pytest

from node.bundle_errors import FolderError, NotEmptyError
from node.restore_folders import Folders


def test_the_work_takes_the_name(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "deep" / "new")
    folders.prepare()
    folders.work.mkdir()
    (folders.work / "vault").write_bytes(b"v")
    folders.appear()
    assert (tmp_path / "deep" / "new" / "vault").read_bytes() == b"v"
    assert not folders.work.exists()
    folders.remove_work()
    assert (tmp_path / "deep" / "new" / "vault").exists()


def test_an_empty_folder_is_taken_over(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.prepare()
    folders.work.mkdir()
    folders.appear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_something_there_is_refused(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "new"
    if kind == "file":
        target.touch()
    else:
        target.mkdir()
        (target / "something").touch()
    with pytest.raises(NotEmptyError):
        Folders(target).prepare()


def test_what_a_crash_left_goes(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "new")
    folders.work.mkdir()
    (folders.work / "replica.db").touch()
    folders.prepare()
    assert not folders.work.exists()


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderError) as caught:
        Folders(tmp_path / "file" / "new").prepare()
    assert caught.value.values["reason"]
    missing = Folders(tmp_path / "new")
    with pytest.raises(FolderError):
        missing.appear()
