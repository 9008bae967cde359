"""Taking a carry in from the command line: what was new, what is missing, and the exit code that says so."""

from pathlib import Path

import pytest

from node.api.carry import CarryTaken
from node.client import RefusedError
from ops.cli.carry_in import _ended, _report
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from tests.ops.cli.pair import joined, serving
from tests.ops.cli.scene import Heard, Workstation, run


def carried(workstation: Workstation, stick: Path, *more: str) -> Path:
    stick.mkdir(exist_ok=True)
    before = set(stick.iterdir())
    assert run(Heard(person=False), "carry", "out", str(stick), *more, *workstation.acting) == Exit.DONE
    (file,) = set(stick.iterdir()) - before
    return file


def take(workstation: Workstation, file: Path) -> str:
    terminal = Heard(person=False)
    assert run(terminal, "carry", "in", str(file), *workstation.acting) == Exit.DONE
    return terminal.said.getvalue()


def test_there_and_back_and_twice(workstation: Workstation, tmp_path: Path) -> None:
    second = joined(workstation, tmp_path / "joined")
    stick = tmp_path / "stick"
    there = carried(workstation, stick)
    said = take(second, there)
    assert "“PUI-1”" in said
    assert "New here:" in said
    assert "Nothing new" in take(second, there)
    back = carried(second, stick)
    assert "“HDJ-1”" in take(workstation, back)


def test_the_whole_stick_at_once(workstation: Workstation, tmp_path: Path) -> None:
    """The folder, with a file among them that cannot be read: the others are merged all the same."""
    second = joined(workstation, tmp_path / "joined")
    stick = tmp_path / "stick"
    own, theirs = carried(second, stick), carried(workstation, stick)
    terminal = Heard(person=False)
    assert run(terminal, "carry", "in", str(stick), *second.acting) == Exit.DONE
    said = terminal.said.getvalue()
    assert said.index(own.name) < said.index(theirs.name)
    assert "Nothing new" in said
    assert "New here:" in said
    (stick / "veilleuse-carry-torn.age").write_text("Bonjour", encoding="utf-8")
    torn = Heard(person=False)
    assert run(torn, "carry", "in", str(stick), *second.acting) == Exit.DAMAGED
    assert torn.said.getvalue().count("Nothing new") == 2
    assert "This file is no carry" in torn.warned.getvalue()


def test_a_folder_without_a_carry_says_so(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "carry", "in", str(tmp_path), *workstation.acting)
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.no_carry", Exit.FOLDER)


def test_a_node_at_work_takes_it_in(workstation: Workstation, tmp_path: Path) -> None:
    second = joined(workstation, tmp_path / "joined")
    file = carried(workstation, tmp_path / "stick")
    with serving(second):
        assert "New here:" in take(second, file)


def test_its_own_removal_and_readmission_do_not_fail_the_carry(
    workstation: Workstation, tmp_path: Path
) -> None:
    """It writes in new journals from then on, in which nobody has signed in: all was taken in even so."""
    second = joined(workstation, tmp_path / "joined")
    alone = ("--agreed", *workstation.opening, "--recovery", "--shares-file", str(workstation.shares))
    stick = tmp_path / "stick"
    for deed in ("remove", "readmit"):
        about = ("workstation", deed, "HDJ-1", "--reason", "essai")
        assert run(Heard(person=False), *about, *alone) == Exit.DONE
    file = carried(workstation, stick)
    carried(second, stick)
    both = second.copy(tmp_path / "both")
    assert "New here:" in take(second, file)
    heard = Heard(person=False)
    assert run(heard, "carry", "in", str(stick), *both.acting) == Exit.DONE
    assert heard.said.getvalue().count("File written by") == 2
    assert heard.warned.getvalue().count("acts.") == 2


def _taken(**changed: object) -> CarryTaken:
    values: dict[str, object] = {
        "written_by": "PUI-1",
        "written_at": 1_795_000_000_000,
        "transactions": 0,
        "acts": 0,
        "aside": {},
        "records": 0,
        "blobs": 0,
        "waiting": 0,
        "refused": 0,
        "trouble": "",
        "values": {},
    }
    return CarryTaken(**{**values, **changed})  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("taken", "leave", "words"),
    [
        (_taken(), Exit.DONE, "Nothing new"),
        (_taken(transactions=2, acts=5), Exit.DONE, "2 transactions (5 acts)"),
        (_taken(acts=40, transactions=40, aside={"cut": 40}), Exit.DONE, "40 (their workstation was removed"),
        (_taken(acts=2, transactions=2, aside={"unsigned": 2}), Exit.DONE, "veilleuse verify"),
        (_taken(blobs=1), Exit.DONE, "1 reference database."),
        (_taken(waiting=3), Exit.FOUND, "carry out --all"),
        (_taken(refused=3), Exit.FOUND, "incidents"),
        (_taken(transactions=9, trouble="carry.truncated"), Exit.FOUND, "its end is missing"),
        (_taken(removed=True), Exit.FOUND, "removed from the site"),
        (_taken(trouble="carry.damaged", values={"at": "4711"}), Exit.FOUND, "byte 4711"),
    ],
)
def test_what_is_said_and_the_exit_code(taken: CarryTaken, leave: Exit, words: str) -> None:
    terminal = Heard()
    _report(taken, terminal)
    assert _ended([taken], terminal) == leave
    said = terminal.said.getvalue()
    assert "18\u2011" in said
    assert words in said


@pytest.mark.parametrize(
    ("content", "leave"),
    [(b"Bonjour", Exit.DAMAGED), (None, Exit.MACHINE), (b"age-encryption.org/v1\n", Exit.DAMAGED)],
)
def test_what_is_no_carry(
    workstation: Workstation, tmp_path: Path, content: bytes | None, leave: Exit
) -> None:
    file = tmp_path / "file.age"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RefusedError) as refused:
        run(Heard(person=False), "carry", "in", str(file), *workstation.acting)
    told = tell(refused.value, "en")
    assert told is not None
    assert told.leave is leave
    assert len(told.lines) == 2


def test_a_notice_among_the_files_that_a_pattern_names_fails_nothing(
    workstation: Workstation, tmp_path: Path
) -> None:
    second, third = joined(workstation, tmp_path / "joined"), joined(workstation, tmp_path / "third", "USC-1")
    alone = ("--agreed", *workstation.opening, "--recovery", "--shares-file", str(workstation.shares))
    about = ("workstation", "remove", "USC-1", "--reason", "essai")
    assert run(Heard(person=False), *about, *alone) == Exit.DONE
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run(Heard(person=False), "carry", "out", str(stick), *workstation.acting) == Exit.DONE
    files = sorted(map(str, stick.glob("*.age")))
    assert len(files) == 2
    terminal = Heard(person=False)
    assert run(terminal, "carry", "in", *files, *second.acting) == Exit.DONE
    assert "does not concern this one" in terminal.said.getvalue()
    shut_out = Heard(person=False)
    assert run(shut_out, "carry", "in", *files, *third.acting) != Exit.DONE
    assert "Nothing new" not in shut_out.said.getvalue()
    assert "was removed from the site" in shut_out.said.getvalue()
