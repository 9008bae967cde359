"""Which folder, and what opens it."""

import argparse
from pathlib import Path

import pytest

from node.handover import is_unseen, mark_unseen
from node.joining import KEYS, REQUEST
from node.secret_errors import (
    KeyringUnavailableError,
    NoKeyringSlotError,
    VaultExistsError,
    VaultMissingError,
    WrongPassphraseError,
)
from node.store.errors import DiskFullError
from node.store.replica import FILE_NAME as REPLICA
from node.vault import FILE_NAME as VAULT
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from ops.cli.folder import PASSPHRASE_VARIABLE, folder_of, fresh_folder, unlock, until_seen, vault_of
from schema.i18n import LANGUAGES
from tests.ops.cli.scene import Heard, Workstation


def _options(folder: Path | None, **more: object) -> argparse.Namespace:
    return argparse.Namespace(
        **{
            "folder": folder,
            "passphrase_file": None,
            "keyring": False,
            "recovery": False,
            "again": False,
            **more,
        }
    )


def test_the_folder_is_the_one_named_or_the_user_s() -> None:
    assert folder_of(_options(Path("/somewhere/else"))) == Path("/somewhere/else")
    assert folder_of(_options(None)).name == "veilleuse"
    assert folder_of(_options(Path("here"))).is_absolute()


def test_the_passphrase_comes_from_a_file(workstation: Workstation) -> None:
    options = _options(workstation.folder, passphrase_file=str(workstation.passphrase))
    assert unlock(options, Heard(person=False)).workstation_name == "PUI-1"


def test_or_from_the_file_that_a_variable_names(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSPHRASE_VARIABLE, str(workstation.passphrase))
    assert unlock(_options(workstation.folder), Heard(person=False)).workstation_name == "PUI-1"


def test_a_wrong_passphrase_is_refused(workstation: Workstation, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("abaisser " * 6, encoding="utf-8")
    with pytest.raises(WrongPassphraseError):
        unlock(_options(workstation.folder, passphrase_file=str(wrong)), Heard())


def test_without_a_vault_nothing_is_asked(tmp_path: Path) -> None:
    (tmp_path / REPLICA).touch()
    with pytest.raises(VaultMissingError):
        unlock(_options(tmp_path), Heard(person=False))


@pytest.mark.parametrize(
    ("there", "code", "named"),
    [((), "nothing_here", "site new"), ((KEYS, REQUEST), "invitation_awaited", "join --invitation")],
    ids=["nothing", "a request on a stick"],
)
def test_where_there_is_no_workstation_yet_it_is_told_how_to_come_by_one(
    tmp_path: Path, there: tuple[str, ...], code: str, named: str
) -> None:
    for name in there:
        (tmp_path / name).touch()
    with pytest.raises(StopError) as stopped:
        vault_of(_options(tmp_path))
    assert stopped.value.code == f"cli.error.{code}"
    for language in LANGUAGES:
        told = tell(stopped.value, language)
        assert told is not None
        assert told.leave is Exit.FOLDER
        assert named in told.lines[1]


def test_the_keyring_opens_only_what_was_set_up(workstation: Workstation) -> None:
    with pytest.raises((NoKeyringSlotError, KeyringUnavailableError)):
        unlock(_options(workstation.folder, keyring=True), Heard())


def test_a_new_workstation_never_goes_over_another(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(VaultExistsError):
        fresh_folder(_options(workstation.folder))
    (workstation.folder / VAULT).unlink()
    with pytest.raises(StopError) as stopped:
        fresh_folder(_options(workstation.folder))
    assert stopped.value.leave is Exit.FOLDER
    assert REPLICA in stopped.value.values["path"]
    assert fresh_folder(_options(tmp_path / "new" / "one")) == tmp_path / "new" / "one"
    assert not list((tmp_path / "new" / "one").iterdir())


def test_two_shares_open_it_without_the_words(workstation: Workstation) -> None:
    options = _options(workstation.folder, recovery=True, shares_file=workstation.shares)
    assert unlock(options, Heard(person=False)).workstation_name == "PUI-1"


def test_a_workstation_whose_words_nobody_saw_says_so_and_is_begun_again(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before somebody is asked for words that they may never have had."""
    words = workstation.passphrase.read_text(encoding="utf-8").strip()
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: words)
    mark_unseen(workstation.folder)
    with pytest.raises(StopError) as stopped:
        fresh_folder(_options(workstation.folder))
    assert stopped.value.code == "cli.error.words_not_shown"
    terminal = Heard()
    unlock(_options(workstation.folder), terminal)
    assert "--again" in terminal.warned.getvalue()
    assert fresh_folder(_options(workstation.folder, again=True)) == workstation.folder
    assert not list(workstation.folder.iterdir())
    assert not is_unseen(workstation.folder)


def test_begun_again_is_only_what_is_marked(workstation: Workstation) -> None:
    with pytest.raises(VaultExistsError):
        fresh_folder(_options(workstation.folder, again=True))
    assert (workstation.folder / VAULT).exists()


def test_a_mark_without_a_vault_asks_nothing(tmp_path: Path) -> None:
    """A crash before anything was made."""
    mark_unseen(tmp_path)
    assert fresh_folder(_options(tmp_path)) == tmp_path
    assert not list(tmp_path.iterdir())


def test_of_a_workstation_that_was_never_finished_no_words_are_asked(tmp_path: Path) -> None:
    mark_unseen(tmp_path)
    with pytest.raises(StopError) as stopped:
        unlock(_options(tmp_path), Heard(person=False))
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.unfinished", Exit.FOLDER)


def test_a_joining_that_was_cut_off_is_finished_first(workstation: Workstation) -> None:
    (workstation.folder / ".joining").mkdir()
    (workstation.folder / VAULT).rename(workstation.folder / ".joining" / VAULT)
    options = _options(workstation.folder, passphrase_file=str(workstation.passphrase))
    assert unlock(options, Heard(person=False)).workstation_name == "PUI-1"
    assert not (workstation.folder / ".joining").exists()


def test_what_fails_before_the_words_were_handed_over_tells_how_to_begin_again(
    workstation: Workstation, tmp_path: Path
) -> None:
    def failed(folder: Path) -> list[str]:
        with pytest.raises(DiskFullError) as full, until_seen(folder, Heard()):
            raise DiskFullError
        return getattr(full.value, "__notes__", [])

    mark_unseen(tmp_path)
    assert failed(tmp_path) == [], "nothing was made: the same command does"
    assert failed(workstation.folder) == [], "somebody has its words"
    mark_unseen(workstation.folder)
    (note,) = failed(workstation.folder)
    assert "--again" in note
    assert str(workstation.folder) in note
    with until_seen(workstation.folder, Heard()):
        assert is_unseen(workstation.folder)
    assert not is_unseen(workstation.folder)
