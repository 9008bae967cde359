"""Small files of commands."""

from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.files import read_bounded, write_private


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
