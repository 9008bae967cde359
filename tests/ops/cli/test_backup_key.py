"""Exporting the backup key."""

from pathlib import Path

import pytest

from node.backup_key import read_backup_key
from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, Workstation, run


def test_the_key_is_one_and_only_its_owner_reads_it(workstation: Workstation, tmp_path: Path) -> None:
    target, terminal = tmp_path / "key", Heard(person=False)
    assert run(terminal, "backup-key", str(target), *workstation.opening) == Exit.DONE
    key = read_backup_key(target.read_text(encoding="utf-8"))
    assert key.site is not None
    assert target.stat().st_mode & 0o777 == 0o600
    assert key.identity not in terminal.said.getvalue()


def test_nothing_is_written_over(workstation: Workstation, tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    with pytest.raises(FileExistsError):
        run(Heard(person=False), "backup-key", str(tmp_path / "key"), *workstation.opening)
