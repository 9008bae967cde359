"""Importing the drug database."""

from pathlib import Path

import pytest

from node.api.base import Progress
from node.client import RefusedError
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from ops.cli.import_bdpm import say_progress
from tests.node.intake.excerpt import files
from tests.ops.cli.scene import Heard, Workstation, run


@pytest.fixture(name="published")
def _published(tmp_path: Path) -> Path:
    folder = tmp_path / "bdpm"
    folder.mkdir()
    for name, content in files().items():
        (folder / name).write_bytes(content)
    return folder


def test_rows_taken_and_rejected_are_told_with_their_reasons(
    workstation: Workstation, published: Path
) -> None:
    words = ("import", "bdpm", str(published), "--date", "2026-01-02")
    first, second = Heard(person=False), Heard(person=False)
    assert run(first, *words, *workstation.acting) == Exit.DONE
    assert run(second, *words, *workstation.acting) == Exit.DONE
    said = first.said.getvalue()
    assert "rows read" in said
    assert "intake." not in said
    assert "here already" in second.said.getvalue()


def test_another_date_for_the_same_files_corrects_it(workstation: Workstation, published: Path) -> None:
    heard = Heard(person=False)
    for day in ("2026-01-02", "2026-01-03"):
        assert run(heard, "import", "bdpm", str(published), "--date", day, *workstation.acting) == Exit.DONE
    assert "its data are of" in heard.said.getvalue()
    with pytest.raises(RefusedError) as refused:
        run(heard, "import", "bdpm", str(published), "--date", "9998-01-02", *workstation.acting)
    told = tell(refused.value, "fr")
    assert told is not None
    assert "02\u2011janv.\u20119998" in told.lines[0]


def test_a_date_is_needed_and_must_be_one(workstation: Workstation, published: Path) -> None:
    words = ("import", "bdpm", str(published))
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), *words, *workstation.acting)
    assert stopped.value.values == {"option": "--date"}
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), *words, "--date", "yesterday", *workstation.acting)
    assert stopped.value.code == "cli.error.date"


def test_a_folder_without_the_files(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(), "import", "bdpm", str(tmp_path), "--date", "2026-01-02", *workstation.acting)
    assert stopped.value.leave is Exit.FOLDER


def test_a_file_that_is_missing_is_named(workstation: Workstation, published: Path) -> None:
    (published / "CIS_bdpm.txt").unlink()
    words = ("import", "bdpm", str(published), "--date", "2026-01-02")
    with pytest.raises(RefusedError) as refused:
        run(Heard(person=False), *words, *workstation.acting)
    assert refused.value.refused.values["file"] == "CIS_bdpm.txt"


class _Watched(Heard):
    """Somebody looks at it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def progress(self, msgid: str, **values: str) -> None:
        self.lines.append(self.text(msgid, values))


def test_how_far_it_is_is_what_the_node_said_last() -> None:
    terminal = _Watched()
    say_progress(terminal, None, 900, 1)
    say_progress(terminal, Progress(what="import", done=1, total=4), 900, 2)
    say_progress(terminal, Progress(what="import", done=4, total=4), 900, 3)
    assert terminal.lines == [
        "Reading 900 rows… 1 s",
        "Reading: 25% of 900 rows",
        "Reading done; storing… 3 s",
    ]
