"""The process beside the owner: asked, ended, gone."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.beside import Beside, GoneError, Place, read_frame, write_frame
from node.store.checked import check_ahead
from tests.node.store.builders import KEY, Ward, processes_beside


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def beside(ward: Ward, tmp_path: Path) -> Iterator[Beside]:
    with Beside(tmp_path, KEY, ward.site) as found:
        yield found


def test_it_says_of_transactions_what_one_would_find_here(ward: Ward, beside: Beside) -> None:
    batch = ward.everything()
    asked = [beside.check((), batch), beside.check((), [b"nothing"]), beside.check((), batch[:1])]
    expected = check_ahead(ward.site, (), batch)
    assert [one.result() for one in asked] == [expected, [None], expected[:1]]
    assert beside.questions == 3
    beside.close()
    assert not beside.busy


def test_it_is_busy_while_anything_is_asked(ward: Ward, beside: Beside) -> None:
    busy = [beside.busy]
    asked = [beside.check((), ward.everything()) for _ in range(20)]
    busy.append(beside.busy)
    asked[-1].cancel()  # the last one called off, others are still under way
    busy.append(beside.busy or all(one.done() for one in asked))
    assert busy == [False, True, True]


def test_until_it_has_begun_what_it_was_asked_can_be_called_off(ward: Ward, beside: Beside) -> None:
    first = beside.check((), ward.everything())
    assert first.cancel(), "it takes longer to start than to ask"
    assert beside.check((), [b"nothing"]).result() == [None]


def test_once_it_has_ended_whoever_asks_is_told_so(ward: Ward, beside: Beside) -> None:
    assert beside.check((), ward.everything()).result()
    (child,) = processes_beside()
    child.kill()
    child.wait()
    for _ in range(2):
        with pytest.raises(GoneError):
            beside.check((), ward.everything()).result()


def test_one_that_cannot_answer_says_why_and_nothing_else(
    beside: Beside, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(GoneError):
        beside.compare().result()  # there is no replica
    assert capfd.readouterr().err == "a process beside a replica ended: MissingError\n"


def test_the_key_goes_to_this_program_wherever_one_stands(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder may hold a package of the same name, put there to be given the key."""
    ward.replica(tmp_path / "replica").close()
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / "__init__.py").write_text("raise SystemExit('not this one')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Beside(Path("replica"), KEY, ward.site) as beside:
        assert beside.compare().result() == []


def test_a_closed_one_answers_nobody_and_what_waited_is_called_off(ward: Ward, tmp_path: Path) -> None:
    beside = Beside(tmp_path, KEY, ward.site)
    waiting = [beside.check((), ward.everything()) for _ in range(50)]
    beside.close()
    assert all(one.done() for one in waiting)
    with pytest.raises(GoneError):
        beside.rest().result()
    beside.close()


def test_one_that_was_never_asked_is_no_process(ward: Ward, tmp_path: Path) -> None:
    with Beside(tmp_path, KEY, ward.site):
        assert processes_beside() == []


def test_a_frame_is_what_was_written_and_an_end_is_empty() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, [b"x" * 70_000])
    write_frame(pipe, None)
    pipe.seek(0)
    assert len(read_frame(pipe)) > 70_000
    assert read_frame(pipe) == b"\xc0"
    assert read_frame(pipe) == b""


def test_a_key_is_not_shown() -> None:
    assert "kkkk" not in repr(Place("folder", KEY, bytes(16)))
