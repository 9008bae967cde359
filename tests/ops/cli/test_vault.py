"""The six words changed and the keyring set up: what opened before opens no more."""

from pathlib import Path

import pytest

from node.secret_errors import NoKeyringSlotError, WrongPassphraseError
from node.vault import FILE_NAME, open_vault
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from tests.ops.cli.scene import Heard, Workstation, run


def words_of(file: Path) -> str:
    return file.read_text(encoding="utf-8").splitlines()[0]


def test_other_words_open_it_and_the_old_ones_no_more(workstation: Workstation, tmp_path: Path) -> None:
    new = tmp_path / "new"
    terminal = Heard(person=False)
    words = ("vault", "passphrase", "--write-secrets", str(new), *workstation.opening)
    assert run(terminal, *words) == Exit.DONE
    assert "no longer with the old ones" in terminal.said.getvalue()
    assert len(words_of(new).split()) == 6
    with pytest.raises(WrongPassphraseError):
        run(Heard(person=False), "verify", *workstation.opening)
    opening = ("--folder", str(workstation.folder), "--passphrase-file", str(new))
    assert run(Heard(person=False), "verify", *opening) == Exit.DONE
    assert run(Heard(person=False), "verify", *workstation.opening[:2], *recovery(workstation)) == Exit.DONE


def recovery(workstation: Workstation) -> tuple[str, ...]:
    return "--recovery", "--shares-file", str(workstation.shares)


def test_lost_words_are_replaced_by_two_shares(workstation: Workstation, tmp_path: Path) -> None:
    new = tmp_path / "new"
    words = ("vault", "passphrase", "--folder", str(workstation.folder), "--write-secrets", str(new))
    assert run(Heard(person=False), *words, *recovery(workstation)) == Exit.DONE
    assert open_vault(workstation.folder / FILE_NAME, passphrase=words_of(new)).workstation_name == "PUI-1"


def typing(monkeypatch: pytest.MonkeyPatch, terminal: Heard, *, wrong: bool) -> None:
    """Somebody who types from paper what the screen has just shown."""

    def typed(*_: object, **__: object) -> str:
        shown = [line for line in terminal.said.getvalue().splitlines() if line.startswith("    ")]
        return "abaisser " * 6 if wrong else shown[0].strip().upper()

    monkeypatch.setattr("getpass.getpass", typed)


@pytest.mark.parametrize("wrong", [False, True], ids=["as shown", "otherwise"])
def test_what_is_shown_is_typed_again_first(
    wrong: bool, workstation: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Heard()
    typing(monkeypatch, terminal, wrong=wrong)
    words = ("vault", "passphrase", *workstation.opening)
    if wrong:
        with pytest.raises(StopError) as stopped:
            run(terminal, *words)
        assert stopped.value.code == "cli.error.passphrase_differs"
        assert run(Heard(person=False), "verify", *workstation.opening) == Exit.DONE
    else:
        assert run(terminal, *words) == Exit.DONE
        with pytest.raises(WrongPassphraseError):
            run(Heard(person=False), "verify", *workstation.opening)


def test_where_nobody_can_type_them_again_none_are_shown(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    with pytest.raises(StopError) as stopped:
        run(terminal, "vault", "passphrase", *workstation.opening)
    assert stopped.value.values == {"option": "--write-secrets"}
    assert terminal.said.getvalue() == ""


def test_wrong_words_change_nothing_and_show_nothing(workstation: Workstation, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("abaisser " * 6 + "\n", encoding="utf-8")
    terminal, before = Heard(person=False), (workstation.folder / FILE_NAME).read_bytes()
    words = ("--folder", str(workstation.folder), "--passphrase-file", str(tmp_path / "wrong"))
    with pytest.raises(WrongPassphraseError):
        run(terminal, "vault", "passphrase", "--write-secrets", str(tmp_path / "new"), *words)
    assert not (tmp_path / "new").exists()
    assert terminal.said.getvalue() == ""
    assert (workstation.folder / FILE_NAME).read_bytes() == before


class Kept:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.entries.get(name)

    def put(self, name: str, secret: str) -> None:
        self.entries[name] = secret

    def forget(self, name: str) -> None:
        self.entries.pop(name, None)


def test_the_keyring_opens_it_until_it_is_told_to_forget(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = Kept()
    monkeypatch.setattr("node.vault.system_store", lambda: kept)
    assert run(Heard(person=False), "vault", "keyring", *workstation.opening) == Exit.DONE
    by_keyring = ("--folder", str(workstation.folder), "--keyring")
    assert run(Heard(person=False), "verify", *by_keyring) == Exit.DONE
    # Other words leave the keyring's way open.
    other = ("vault", "passphrase", "--write-secrets", str(tmp_path / "new"), *by_keyring)
    assert run(Heard(person=False), *other) == Exit.DONE
    assert run(Heard(person=False), "verify", *by_keyring) == Exit.DONE
    terminal = Heard(person=False)
    assert run(terminal, "vault", "keyring", "--forget", *by_keyring) == Exit.DONE
    assert "it takes the six words again" in terminal.said.getvalue()
    assert not kept.entries
    with pytest.raises(NoKeyringSlotError):
        run(Heard(person=False), "verify", *by_keyring)
