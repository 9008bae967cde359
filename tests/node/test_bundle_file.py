"""A bundle's file: hidden while it grows, private, named so that people find it."""

import os
from pathlib import Path

import pytest

from node.bundle_errors import FolderError
from node.bundle_file import create_private, free_name, open_file, partial_file, plain_name, prepare_folder
from node.durable import force_names, force_to_disk
from sync.bundle.errors import NotABundleError

WORKSTATION = b"W" * 16


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("CH Sainte-Fiction", "ch-sainte-fiction"),
        ("Hôpital de jour n° 2", "hopital-de-jour-n-2"),
        ("../../etc", "etc"),
        ("PUI\\1:*?", "pui-1"),
        ("", "x"),
        ("病院", "x"),
        ("é" * 100, "e" * 40),
    ],
)
def test_names_are_plain(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        path = free_name(tmp_path, "CH", "PUI 1", "2026-11-20")
        path.touch()
        names.append(path.name)
    stem = "veilleuse-ch-pui-1-2026-11-20"
    assert names == [f"{stem}.age", f"{stem}-2.age", f"{stem}-3.age"]


def test_the_partial_file_goes_whatever_happens(tmp_path: Path) -> None:
    def fails() -> None:
        with partial_file(tmp_path, WORKSTATION) as path:
            path.write_bytes(b"half")
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert not list(tmp_path.iterdir())


def test_what_a_crash_left_is_removed_and_another_s_is_not(tmp_path: Path) -> None:
    with partial_file(tmp_path, WORKSTATION) as path, partial_file(tmp_path, b"V" * 16) as other:
        path.write_bytes(b"left")
        other.write_bytes(b"growing")
        with partial_file(tmp_path, WORKSTATION) as again:
            assert again == path
            assert not again.exists()
        assert other.read_bytes() == b"growing"


def test_a_finished_file_keeps_its_new_name(tmp_path: Path) -> None:
    with partial_file(tmp_path, WORKSTATION) as path:
        with create_private(path) as out:
            out.write(b"whole")
            force_to_disk(out)
        path.replace(tmp_path / "final")
        force_names(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["final"]
    assert (tmp_path / "final").read_bytes() == b"whole"


def test_a_file_is_its_owner_s_alone_and_never_somebody_else_s(tmp_path: Path) -> None:
    path = tmp_path / "private"
    create_private(path).close()
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        create_private(path)


def test_a_folder_is_made_or_named(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(FolderError) as caught:
        prepare_folder(tmp_path / "file" / "b")
    assert caught.value.values["path"].endswith("b")


@pytest.mark.skipif(os.name == "nt", reason="has no pipes with a name in a folder")
def test_only_a_file_is_opened_to_be_read(tmp_path: Path) -> None:
    """A node may be another account's: what it is told to read must not make it wait, or read for ever."""
    (tmp_path / "file").write_bytes(b"age")
    with open_file(tmp_path / "file") as file:
        assert file.read() == b"age"
    os.mkfifo(tmp_path / "pipe")
    held = os.open(tmp_path / "pipe", os.O_RDWR)
    try:
        for other in (tmp_path / "pipe", Path(os.devnull)):
            with pytest.raises(NotABundleError):
                open_file(other)
    finally:
        os.close(held)
    with pytest.raises(IsADirectoryError):
        open_file(tmp_path)
