"""Taking a snapshot, and making a workstation of it again: with the backup key, and with the recovery key."""

from pathlib import Path

import pytest

from node.bundle_errors import NotEmptyError
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, Workstation, run


def test_the_file_is_where_it_was_asked_for_and_its_digest_is_told(
    workstation: Workstation, tmp_path: Path
) -> None:
    terminal = Heard(person=False)
    target = tmp_path / "snapshots"
    with pytest.raises(StopError) as stopped:
        run(terminal, "snapshot", "--output", str(target), *workstation.acting)
    assert stopped.value.code == "cli.error.no_folder"
    assert not target.exists()
    target.mkdir()
    assert run(terminal, "snapshot", "--output", str(target), *workstation.acting) == Exit.DONE
    (file,) = target.iterdir()
    said = terminal.said.getvalue()
    assert str(file) in said
    assert "on this workstation’s own disk" in said
    assert terminal.count("bytes", file.stat().st_size) in said


def test_without_a_folder_it_goes_where_the_settings_say(workstation: Workstation) -> None:
    assert run(Heard(person=False), "snapshot", *workstation.acting) == Exit.DONE
    assert list((workstation.folder / "snapshots").glob("*.age"))


def test_a_restore_never_writes_over_something(workstation: Workstation, tmp_path: Path) -> None:
    assert run(Heard(person=False), "snapshot", *workstation.acting) == Exit.DONE
    (file,) = (workstation.folder / "snapshots").glob("*.age")
    with pytest.raises(NotEmptyError):
        run(
            Heard(person=False),
            *("restore", str(file), "--folder", str(workstation.folder)),
            *("--shares-file", str(workstation.shares), "--write-secrets", str(tmp_path / "secrets")),
        )
