"""Small files of commands."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.files import (
    LONGEST_TEXT,
    bdpm_files,
    check_folder,
    check_target,
    read_bounded,
    read_text,
    write_private,
)
from tests.node.full_disk import filling_disk, limits


def test_a_file_is_private_and_never_written_over(tmp_path: Path) -> None:
    write_private(tmp_path / "x", b"content")
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "x", b"other")
    assert read_bounded(tmp_path / "x", 7) == b"content"


def test_what_is_too_long_is_not_read_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "x", b"content")
    with pytest.raises(StopError) as stopped:
        read_bounded(tmp_path / "x", 6)
    assert stopped.value.code == "cli.error.too_long"


def test_a_file_of_keys_or_words_is_text(tmp_path: Path) -> None:
    """Or that is said, and nothing of what is in it."""
    (tmp_path / "words").write_bytes(b"\xef\xbb\xbfz\xc3\xa9ro\r\n")
    assert read_text(tmp_path / "words") == "zéro\r\n"
    (tmp_path / "binary").write_bytes(b"secret \xff\xfe")
    with pytest.raises(StopError) as stopped:
        read_text(tmp_path / "binary")
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.not_text", Exit.SECRET)
    assert stopped.value.values == {"path": str(tmp_path / "binary")}
    assert stopped.value.__cause__ is None
    (tmp_path / "long").write_bytes(bytes(LONGEST_TEXT + 1))
    with pytest.raises(StopError):
        read_text(tmp_path / "long")


def test_where_nothing_can_be_written_is_said_before_anything_is_done(tmp_path: Path) -> None:
    check_target(None, tmp_path / "new")
    assert not list(tmp_path.iterdir())
    write_private(tmp_path / "there", b"content")
    with pytest.raises(FileExistsError):
        check_target(None, tmp_path / "there")
    for write in (check_target, check_folder, lambda path: write_private(path, b"content")):
        with pytest.raises(StopError) as stopped:
            write(tmp_path / "missing" / "x")
        assert (stopped.value.code, stopped.value.leave) == ("cli.error.no_folder", Exit.MACHINE)
        assert stopped.value.values == {"path": str(tmp_path / "missing")}
    assert not (tmp_path / "missing").exists()
    with pytest.raises(NotADirectoryError):
        check_target(tmp_path / "there" / "x")
    assert read_bounded(tmp_path / "there", 7) == b"content"


def test_the_files_of_the_database_are_there_or_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        bdpm_files(tmp_path)
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.no_bdpm", Exit.FOLDER)
    for name in ("CIS_bdpm.txt", "CIS_COMPO_bdpm.txt", "other.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in bdpm_files(tmp_path)] == ["CIS_COMPO_bdpm.txt", "CIS_bdpm.txt"]


@limits
def test_a_file_that_could_not_be_written_whole_is_not_there(tmp_path: Path) -> None:
    with filling_disk() as limit:
        limit(4)
        with pytest.raises(OSError, match="too large"):
            write_private(tmp_path / "x", b"content")
    assert not (tmp_path / "x").exists()
