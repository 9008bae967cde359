"""Writing a carry from the command line: where it goes, for whom it is, and why it may be refused."""

from pathlib import Path

import pytest

from node.api.carry import CarryWritten
from node.client import RefusedError
from ops.cli.carry_out import _report
from ops.cli.errors import tell
from ops.cli.exits import Exit
from tests.ops.cli.pair import joined
from tests.ops.cli.scene import Heard, Workstation, run


def test_a_file_that_the_other_can_open(workstation: Workstation, tmp_path: Path) -> None:
    joined(workstation, tmp_path / "joined")
    stick = tmp_path / "stick"
    stick.mkdir()
    terminal = Heard(person=False)
    assert run(terminal, "carry", "out", str(stick), *workstation.acting) == Exit.DONE
    (file,) = stick.iterdir()
    said = terminal.said.getvalue()
    assert str(file) in said
    assert terminal.count("bytes", file.stat().st_size) in said
    assert "reads it on: HDJ-1." in said
    assert file.name.startswith("veilleuse-carry-site-fictif-pui-1-")


def test_everything_at_will(workstation: Workstation, tmp_path: Path) -> None:
    joined(workstation, tmp_path / "joined")
    sizes = []
    for number, more in enumerate(((), ("--all",))):
        stick = tmp_path / f"stick-{number}"
        stick.mkdir()
        assert run(Heard(person=False), "carry", "out", str(stick), *more, *workstation.acting) == Exit.DONE
        sizes.append(next(stick.iterdir()).stat().st_size)
    assert sizes[1] >= sizes[0]


def test_a_site_of_one_has_nobody_to_carry_to(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        run(Heard(person=False), "carry", "out", str(tmp_path), *workstation.acting)
    assert refused.value.refused.code == "carry.nobody"
    told = tell(refused.value, "en")
    assert told is not None
    assert told.leave is Exit.REFUSED
    assert not list(tmp_path.glob("*.age"))


def test_a_stick_that_is_not_there_is_not_made(workstation: Workstation, tmp_path: Path) -> None:
    joined(workstation, tmp_path / "joined")
    missing = tmp_path / "media" / "stick"
    with pytest.raises(RefusedError) as refused:
        run(Heard(person=False), "carry", "out", str(missing), *workstation.acting)
    told = tell(refused.value, "fr")
    assert told is not None
    assert told.leave is Exit.MACHINE
    assert str(missing) in told.lines[0]
    assert not missing.parent.exists()


def test_what_lies_on_the_own_disk_is_said(workstation: Workstation, tmp_path: Path) -> None:
    joined(workstation, tmp_path / "joined")
    terminal = Heard(person=False)
    assert run(terminal, "carry", "out", str(tmp_path), *workstation.acting) == Exit.DONE
    assert "own disk" in terminal.said.getvalue()


def test_a_removed_workstation_that_knows_so_is_told_so(workstation: Workstation, tmp_path: Path) -> None:
    second, stick = joined(workstation, tmp_path / "joined"), tmp_path / "stick"
    stick.mkdir()
    alone = ("--agreed", *workstation.opening, "--recovery", "--shares-file", str(workstation.shares))
    joined(workstation, tmp_path / "third", "USC-1")
    about = ("workstation", "remove", "HDJ-1", "--reason", "essai")
    assert run(Heard(person=False), *about, *alone) == Exit.DONE
    assert run(Heard(person=False), "carry", "out", str(stick), *workstation.acting) == Exit.DONE
    with pytest.raises(RefusedError, match=r"carry\.removed"):
        run(Heard(person=False), "carry", "in", str(stick), *second.acting)
    terminal = Heard(person=False)
    assert run(terminal, "carry", "out", str(stick), *second.acting) == Exit.FOUND
    said = terminal.said.getvalue()
    assert "reads it on: " in said
    assert "This workstation was removed from the site" in said


def test_several_files_are_named_and_those_already_there_told() -> None:
    terminal = Heard(person=False)
    files = tuple(f"veilleuse-carry-{number}.age" for number in (1, 2, 3))
    written = CarryWritten(
        path=f"/stick/{files[2]}",
        files=files,
        kept=1,
        size=1,
        transactions=2,
        records=3,
        blobs=0,
        readers=("HDJ-1",),
        own_disk=False,
    )
    _report(written, terminal)
    said = terminal.said.getvalue()
    assert f"There are 3 of them, and all are needed: {', '.join(files)}" in said
    assert "1 file was whole on the stick already" in said
