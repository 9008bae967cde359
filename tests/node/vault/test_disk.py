"""The file is replaced whole or not at all, and read with a limit."""

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from node.secret_errors import NotAVaultError, VaultMissingError, VaultNotWrittenError, VaultUnreadableError
from node.vault.disk import LARGEST, read_bounded, replace_atomically


def test_what_was_written_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "vault.msgpack"
    old_mask = os.umask(0)
    try:
        replace_atomically(path, b"one")
        replace_atomically(path, b"two")
    finally:
        os.umask(old_mask)
    assert read_bounded(path) == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["vault.msgpack"]


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(VaultMissingError):
        read_bounded(tmp_path / "none")
    with pytest.raises(VaultUnreadableError) as caught:
        read_bounded(tmp_path)
    assert caught.value.values["reason"] in {"EISDIR", "ENOTDIR"}


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "vault.msgpack"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # sparse: reading it whole would exhaust the machine
    with pytest.raises(NotAVaultError):
        read_bounded(path)
    path.write_bytes(bytes(LARGEST))
    assert len(read_bounded(path)) == LARGEST


def _disk_full(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace", "os.open"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = tmp_path / "vault.msgpack"
    replace_atomically(path, b"old")
    monkeypatch.setattr(call, _disk_full)
    with pytest.raises(VaultNotWrittenError, match="ENOSPC"):
        replace_atomically(path, b"new")
    monkeypatch.undo()
    assert read_bounded(path) == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["vault.msgpack"]


def test_what_a_crash_left_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "vault.msgpack"
    leftover = tmp_path / "vault.msgpack.new"
    leftover.write_bytes(b"half")
    leftover.chmod(0o644)
    replace_atomically(path, b"whole")
    assert read_bounded(path) == b"whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not leftover.exists()


def test_bytes_and_name_are_forced_to_the_disk_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def spy_fsync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def spy_replace(self: Path, target: Path) -> Path:
        done.append("name")
        return replace(self, target)

    monkeypatch.setattr("os.fsync", spy_fsync)
    monkeypatch.setattr(Path, "replace", spy_replace)
    replace_atomically(tmp_path / "vault.msgpack", b"x")
    assert done == ["file", "name", "folder"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(VaultNotWrittenError):
        replace_atomically(tmp_path / "none" / "vault.msgpack", b"x")
