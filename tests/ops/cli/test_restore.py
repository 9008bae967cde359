"""A new workstation from a snapshot, opened and let in each way."""

from pathlib import Path

import pytest

from node.bundle_errors import SignInRefusedError
from node.secret_errors import SharesTooFewError
from node.settings import FILE_NAME, load_settings
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, Workstation, run, said


@pytest.fixture(name="snapshot")
def _snapshot(workstation: Workstation) -> Path:
    assert run(Heard(person=False), "snapshot", *workstation.acting) == Exit.DONE
    (file,) = (workstation.folder / "snapshots").glob("*.age")
    return file


def _restore(snapshot: Path, folder: Path, *more: str) -> Heard:
    terminal = Heard(person=False)
    words = ("restore", str(snapshot), "--folder", str(folder), "--write-secrets", f"{folder}.secrets")
    assert run(terminal, *words, *more) == Exit.DONE
    opening = ("--folder", str(folder), "--passphrase-file", f"{folder}.secrets")
    assert run(Heard(person=False), "verify", *opening) == Exit.DONE
    return terminal


def test_with_the_backup_key_an_administrator_lets_it_in(
    workstation: Workstation, snapshot: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    assert run(Heard(person=False), "backup-key", str(key), *workstation.opening) == Exit.DONE
    terminal = _restore(
        snapshot, tmp_path / "new", "--key-file", str(key), "--pin-file", str(workstation.pin)
    )
    assert "all verified" in terminal.said.getvalue()
    assert "Next: veilleuse open" in terminal.said.getvalue().splitlines()[-1]
    assert "FICTIF Alix" in terminal.warned.getvalue()
    (tmp_path / "wrong").write_text("314159\n", encoding="utf-8")
    with pytest.raises(SignInRefusedError) as refused:
        _restore(snapshot, tmp_path / "other", "--key-file", str(key), "--pin-file", str(tmp_path / "wrong"))
    told = tell(refused.value, "en")
    assert told is not None
    assert told.leave is Exit.SECRET
    with pytest.raises(StopError):
        _restore(snapshot, tmp_path / "other", "--key-file", str(key), "--person", "nobody")
    assert not (tmp_path / "other").exists()


def test_the_administrator_is_found_as_every_command_finds_people(
    workstation: Workstation, tmp_path: Path
) -> None:
    """By a licence number too; of whom it names it is told that they have not got the right."""
    there = workstation.copy(tmp_path / "PUI")
    acting = (*there.acting, "--person", "fictif")
    said("person", "rename", "fictif", "--licence", "10000000001", *acting)
    nurse = ("--family-name", "TÉMOIN", "--first-name", "Hugo", "--new-pin-file", str(there.pin))
    said("person", "add", "--role", "nurse", *nurse, *acting)
    said("snapshot", *acting)
    key = tmp_path / "key"
    said("backup-key", str(key), *there.opening)
    (snapshot,) = (there.folder / "snapshots").glob("*.age")
    words = ("--key-file", str(key), "--pin-file", str(there.pin), "--person")
    assert (
        "Dr FICTIF Alix acts."
        in _restore(snapshot, tmp_path / "new", *words, "10000000001").warned.getvalue()
    )
    for named, refused in (("témoin", "cli.error.not_theirs"), ("10000000002", "cli.error.no_person")):
        with pytest.raises(StopError) as stopped:
            _restore(snapshot, tmp_path / "other", *words, named)
        assert stopped.value.code == refused


def test_with_two_shares_nobody_else_is_needed(
    workstation: Workstation, snapshot: Path, tmp_path: Path
) -> None:
    named = ("--name", "Poste de secours", "--listen", "127.0.0.9:0", "--lobby", "127.0.0.9:0")
    terminal = _restore(snapshot, tmp_path / "new", "--shares-file", str(workstation.shares), *named)
    assert "Poste de secours" in terminal.said.getvalue()
    assert (tmp_path / "new" / FILE_NAME).exists()
    assert load_settings(tmp_path / "new").listen == "127.0.0.9:0"


def test_shares_may_be_typed(
    workstation: Workstation, snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(workstation.shares.read_text(encoding="utf-8").splitlines())
    asked: list[str] = []

    def type_one(prompt: str, stream: object) -> str:  # noqa: ARG001  # as getpass is called
        asked.append(prompt)
        return next(typed)

    monkeypatch.setattr("getpass.getpass", type_one)
    words = ("restore", str(snapshot), "--folder", str(tmp_path / "new"))
    assert run(Heard(), *words, "--write-secrets", str(tmp_path / "secrets")) == Exit.DONE
    assert asked == ["Share 1 of the recovery key: ", "Share 2 of the recovery key: "]


def test_the_file_of_secrets_is_a_file_of_shares(
    workstation: Workstation, snapshot: Path, tmp_path: Path
) -> None:
    written = workstation.shares.parent / "written"
    new = ("--folder", str(tmp_path / "new"), "--write-secrets", str(tmp_path / "secrets"))
    shares = ("--shares-file", str(written))
    assert run(Heard(person=False), "restore", str(snapshot), *new, *shares) == Exit.DONE


def test_the_words_and_the_shares_without_labels_do_too(
    workstation: Workstation, snapshot: Path, tmp_path: Path
) -> None:
    both = tmp_path / "both"
    both.write_text(workstation.passphrase.read_text() + workstation.shares.read_text(), encoding="utf-8")
    _restore(snapshot, tmp_path / "new", "--shares-file", str(both))


def test_one_share_is_not_enough(workstation: Workstation, snapshot: Path, tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.write_text(workstation.shares.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    with pytest.raises(SharesTooFewError):
        _restore(snapshot, tmp_path / "new", "--shares-file", str(one))


@pytest.mark.parametrize("option", ["--key-file", "--shares-file"])
def test_what_is_no_text_is_no_key(snapshot: Path, tmp_path: Path, option: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe secret")
    new = ("--folder", str(tmp_path / "new"), option, str(tmp_path / "binary"))
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "restore", str(snapshot), *new)
    assert stopped.value.code == "cli.error.not_text"
    assert not (tmp_path / "new").exists()
