"""Every error has its words, its next step and its exit code; a defect tells nothing of what it met."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from node.api.base import Refused
from node.client import RefusedError
from node.endpoint import ClosedError
from node.intake.errors import SourceError
from node.secret_errors import (
    KeyringUnavailableError,
    VaultMissingError,
    VaultNotWrittenError,
    WrongPassphraseError,
)
from node.settings import SettingsError
from node.store.errors import DiskFullError, InUseError
from ops.cli import main
from ops.cli.errors import StopError, tell, write_down
from ops.cli.exits import Exit
from schema.i18n import LANGUAGES, text
from schema.refusal import refusal_sentences
from sync.bundle.errors import (
    DamagedError,
    NotWrittenError,
    OtherSiteError,
    TruncatedError,
    UnreadableError,
    WrongRecipientError,
)
from sync.codes import Code
from sync.doorkeeper import RefusalCode
from sync.knocking import KnockError
from tests.ops.cli.scene import Workstation

ERRORS = [
    (StopError("cli.error.no_site", Exit.MACHINE), Exit.MACHINE),
    (RefusedError(Refused(code="right.missing", values={"right": "import"})), Exit.REFUSED),
    (RefusedError(Refused(code="session.wrong_pin")), Exit.SECRET),
    (RefusedError(Refused(code="store.disk_full")), Exit.MACHINE),
    (RefusedError(Refused(code="bundle.not_written", values={"reason": "ENOSPC"})), Exit.MACHINE),
    (RefusedError(Refused(code="snapshot.folder", values={"path": "x", "reason": "EIO"})), Exit.MACHINE),
    (RefusedError(Refused(code="snapshot.damaged_replica", values={"journals": "1"})), Exit.DAMAGED),
    (RefusedError(Refused(code="snapshot.busy")), Exit.REFUSED),
    (RefusedError(Refused(code="carry.wrong_recipient")), Exit.FOLDER),
    (RefusedError(Refused(code="carry.other_site", values={"found": "x", "expected": "y"})), Exit.FOLDER),
    (OtherSiteError(found="x", expected="y"), Exit.FOLDER),
    (WrongRecipientError(), Exit.SECRET),
    (InUseError(), Exit.FOLDER),
    (DiskFullError(), Exit.MACHINE),
    (VaultMissingError(path="x"), Exit.FOLDER),
    (WrongPassphraseError(), Exit.SECRET),
    (SettingsError("x"), Exit.DAMAGED),
    (TruncatedError(), Exit.DAMAGED),
    (SourceError("source_missing", {"file": "CIS_bdpm.txt"}), Exit.DAMAGED),
    (KnockError(Code.REFUSED, RefusalCode.USED, ""), Exit.REFUSED),
    (KnockError(Code.UNREACHABLE, None, ""), Exit.PEER),
    (KnockError(Code.TURN, None, ""), Exit.PEER),
    (ClosedError(), Exit.PEER),
    (TimeoutError(), Exit.PEER),
    (PermissionError(13, "Permission denied", "x"), Exit.MACHINE),
    (OSError(28, "No space left on device"), Exit.MACHINE),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("error", "leave"), ERRORS, ids=lambda value: type(value).__name__)
def test_an_error_is_told_in_words(error: Exception, leave: Exit, language: str) -> None:
    told = tell(error, language)
    assert told is not None
    assert told.leave is leave
    assert ". " in " ".join(told.lines), "what is wrong, and what to do"
    assert all(" " in line for line in told.lines)
    assert not any(line.startswith(("cli.", "refusal.", "store.", "join.")) for line in told.lines)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied", "x"), "x\u202f: accès refusé."),
        (NotWrittenError(reason="ENOSPC"), "plus de place sur le disque"),
        (
            RefusedError(Refused(code="join.disk", values={"reason": "EROFS"})),
            "le disque est en lecture seule",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_system_refuses_is_told_in_the_readers_language(error: Exception, said: str) -> None:
    told = tell(error, "fr")
    assert told is not None
    assert said in told.lines[0]


def test_a_full_stick_a_shut_one_and_one_pulled_out_are_not_helped_alike() -> None:
    for language in LANGUAGES:
        advices = {}
        for reason in ("ENOSPC", "EROFS", "EIO"):
            told = tell(RefusedError(Refused(code="carry.not_written", values={"reason": reason})), language)
            assert told is not None
            advices[reason] = told.lines[1]
            assert refusal_sentences("carry.not_written", {"reason": reason}, language)[1] == told.lines[1]
        assert len(set(advices.values())) == 3


@pytest.mark.parametrize(
    "failed",
    [
        lambda reason: VaultNotWrittenError(path="vault", reason=reason),
        lambda reason: NotWrittenError(reason=reason),
        lambda reason: RefusedError(Refused(code="bundle.not_written", values={"reason": reason})),
        lambda reason: OSError(getattr(errno, reason), reason, "x"),
    ],
    ids=["vault", "bundle", "bundle, in the window", "any other file"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_room_no_right_and_a_disk_that_has_gone_are_not_helped_alike(
    failed: Callable[[str], Exception], language: str
) -> None:
    advices = []
    for reason in ("ENOSPC", "EACCES", "ENODEV", "ENOMEM"):
        told = tell(failed(reason), language)
        assert told is not None
        assert len(told.lines) == 2
        advices.append(told.lines[1])
    assert len(set(advices)) == 4, "the last is the one for what nobody foresaw"


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_file_that_may_not_be_read_it_is_the_permissions_that_are_to_be_corrected(language: str) -> None:
    for error in (
        UnreadableError(reason="EACCES"),
        RefusedError(Refused(code="carry.unreadable", values={"reason": "EACCES"})),
    ):
        told = tell(error, language)
        assert told is not None
        assert {"fr": "droits d’accès", "en": "permissions"}[language] in told.lines[1]


@pytest.mark.parametrize(
    "error", [TruncatedError(), DamagedError(at="0")], ids=lambda one: type(one).__name__
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_whole_is_left_another_way_is_shown(error: Exception, language: str) -> None:
    told = tell(error, language)
    assert told is not None
    assert {"fr": "même avec --accept-incomplete", "en": "even with --accept-incomplete"}[
        language
    ] in told.lines[1]
    assert "veilleuse invite" in told.lines[1]


@pytest.mark.parametrize("lack", ["package", "untrusted", "KeyringLocked"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_keyring_lacks_is_told_in_the_readers_language(lack: str, language: str) -> None:
    told = tell(KeyringUnavailableError(lack=lack), language)
    assert told is not None
    assert lack not in told.lines[0].replace("package “keyring”", "")
    assert text(f"vault.keyring_lack.{lack}", language) in told.lines[0]


def test_what_nobody_foresaw_is_a_defect() -> None:
    assert tell(KeyError("DUPONT"), "fr") is None


def test_a_defect_keeps_places_and_classes_but_no_value(tmp_path: Path) -> None:
    try:
        try:
            raise ValueError("DUPONT Alice")
        except ValueError as error:
            raise KeyError("1958-03-12") from error
    except KeyError as error:
        path = write_down(error, tmp_path / "log")
    assert path is not None
    kept = path.read_text(encoding="utf-8")
    assert "builtins.KeyError" in kept
    assert "builtins.ValueError" in kept
    assert "test_errors.py" in kept
    # The places show lines of source; here the values stand in one, so only the exceptions' own texts count.
    assert "KeyError: " not in kept
    assert "ValueError: " not in kept


def test_what_an_error_has_been_given_on_its_way_is_told_after_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> None:
        error = DiskFullError()
        error.add_note("Then, with --again.")
        raise error

    monkeypatch.setattr("ops.cli.reach.running", full)
    assert main(["--language", "en", "verify", "--folder", str(tmp_path)]) == Exit.MACHINE
    assert capsys.readouterr().err.splitlines()[-1] == "Then, with --again."


def test_a_defect_in_a_command_says_where_its_trace_is(
    workstation: Workstation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("DUPONT")

    monkeypatch.setattr("ops.cli.reach.running", broken)
    code = main(["--language", "fr", "verify", *workstation.opening])
    said = capsys.readouterr().err
    assert code == Exit.DEFECT
    assert "RuntimeError" in said
    assert "defects.log" in said
    assert "DUPONT" not in said
