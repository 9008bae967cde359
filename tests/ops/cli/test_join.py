"""Joining: by a code, by files, and what may go wrong before anything is made."""

from pathlib import Path

import pytest

from node.invitation_file import words_of_request
from node.joining import KEYS, REQUEST
from node.secret_errors import VaultExistsError
from node.settings import load_settings
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from sync.codes import Code
from sync.doorkeeper import RefusalCode
from sync.knocking import KnockError
from tests.ops.cli.pair import Inviting, lobby, serving
from tests.ops.cli.scene import Heard, Workstation, run


def _join(terminal: Heard, folder: Path, *more: str) -> int:
    return run(
        terminal,
        *("join", "--folder", str(folder), "--listen", "127.0.0.22:0", "--lobby", "127.0.0.22:0"),
        *more,
    )


def test_a_workstation_joins_by_the_code_that_is_shown(workstation: Workstation, tmp_path: Path) -> None:
    secrets = ("--write-secrets", str(tmp_path / "words"))
    with serving(workstation) as node, Inviting(workstation) as inviting:
        code = inviting.code()
        wrong = ("0" if code[0] != "0" else "1") + code[1:]
        heard = Heard("unknown", wrong, code.lower().replace("-", " "), "yes")
        assert _join(heard, tmp_path / "second", "--address", lobby(node), *secrets) == Exit.DONE
    assert inviting.left == Exit.DONE
    assert "“HDJ-1” is now a workstation" in inviting.said()
    assert "eight letters or digits" in heard.warned.getvalue()
    assert "not the right one" in heard.warned.getvalue()
    said = heard.said.getvalue()
    assert "Site “Site fictif”" in said
    assert "Administrators: FICTIF Alix" in said
    words = ("--folder", str(tmp_path / "second"), "--passphrase-file", str(tmp_path / "words"))
    assert run(Heard(person=False), "verify", *words) == Exit.DONE
    settings = load_settings(tmp_path / "second")
    assert settings.listen == "127.0.0.22:0"
    assert settings.typed == (f"{lobby(node).rpartition(':')[0]}:7440",), "they meet where nobody is found"
    assert "7440" in said


def test_nobody_is_let_in_whom_nobody_can_ask(workstation: Workstation, tmp_path: Path) -> None:
    """Without an answer to come no try is used up."""
    with serving(workstation) as node, Inviting(workstation) as inviting:
        code, there = inviting.code(), ("--address", lobby(node))
        with pytest.raises(StopError) as stopped:
            _join(Heard(person=False), tmp_path / "second", "--code", code, *there)
        assert stopped.value.leave is Exit.USAGE
        assert stopped.value.values == {"option": "--agreed"}
        assert not list((tmp_path / "second").glob("*"))
        secrets = ("--write-secrets", str(tmp_path / "words"))
        said = Heard(person=False)
        assert _join(said, tmp_path / "second", "--code", code, "--agreed", *there, *secrets) == Exit.DONE
    assert inviting.left == Exit.DONE


def test_who_answers_no_leaves_no_workstation_behind(workstation: Workstation, tmp_path: Path) -> None:
    with serving(workstation) as node, Inviting(workstation) as inviting:
        given = ("--code", inviting.code(), "--address", lobby(node))
        with pytest.raises(StopError) as stopped:
            _join(Heard("no"), tmp_path / "second", *given)
        assert stopped.value.code == "refusal.join.said_no"
        assert not list((tmp_path / "second").glob("*"))
        # Nobody came in: the same code lets in whoever says yes.
        secrets = ("--write-secrets", str(tmp_path / "words"))
        assert _join(Heard("yes"), tmp_path / "second", *given, *secrets) == Exit.DONE
    assert inviting.left == Exit.DONE
    assert "checks the site before coming in" in inviting.said()


def test_where_no_code_is_shown_nobody_comes_in(workstation: Workstation, tmp_path: Path) -> None:
    with serving(workstation) as node:
        with pytest.raises(KnockError) as refused:
            _join(Heard(), tmp_path / "second", "--code", "00000000", "--address", lobby(node))
        assert refused.value.refusal is RefusalCode.NO_CODE
        with pytest.raises(KnockError) as refused:
            _join(
                Heard(),
                tmp_path / "second",
                *("--code", "00000000", "--address", "127.0.0.21:9", "--address", lobby(node)),
            )
        assert refused.value.refusal is RefusalCode.NO_CODE
    assert not list((tmp_path / "second").iterdir())


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(KnockError) as refused:
        _join(Heard(), tmp_path / "second", "--code", "00000000", "--address", "127.0.0.21:9")
    assert refused.value.code is Code.UNREACHABLE


def test_by_files_on_a_stick(workstation: Workstation, tmp_path: Path) -> None:
    request, invitation, words = tmp_path / "request", tmp_path / "invitation", tmp_path / "words"
    asked = ("--request", str(request), "--name", "HDJ-1", "--place", "Hôpital de jour")
    first = Heard(person=False)
    assert _join(first, tmp_path / "second", *asked, "--write-secrets", str(words)) == Exit.DONE
    there = Heard(person=False)
    invite = ("invite", "--request", str(request), "--output", str(invitation), "--agreed")
    assert run(there, *invite, *workstation.acting) == Exit.DONE
    back = ("--invitation", str(invitation), "--passphrase-file", str(words))
    with pytest.raises(StopError) as stopped:
        _join(Heard("no"), tmp_path / "second", *back)
    assert stopped.value.code == "refusal.join.declined"
    second = Heard("yes")
    assert run(second, "join", "--folder", str(tmp_path / "second"), *back) == Exit.DONE
    assert "somebody confirms date and time in its window" in second.said.getvalue()
    assert _words(first)[0] == _words(there)[0]
    assert _words(second) == _words(there)[1:]
    opening = ("--folder", str(tmp_path / "second"), "--passphrase-file", str(words))
    assert run(Heard(person=False), "verify", *opening) == Exit.DONE
    assert load_settings(tmp_path / "second").listen == "127.0.0.22:0", "asked for with the request"


def _words(heard: Heard) -> list[str]:
    """The lines of four words that it showed."""
    lines = heard.said.getvalue().splitlines()
    return [line.strip() for line in lines if line.startswith("    ") and len(line.split()) == 4]


def test_an_invitation_needs_the_request_that_it_answers(tmp_path: Path) -> None:
    (tmp_path / "invitation").write_bytes(b"something else")
    with pytest.raises(StopError) as stopped:
        _join(Heard(person=False), tmp_path / "second", "--invitation", str(tmp_path / "invitation"))
    assert stopped.value.code == "refusal.join.no_request"
    with pytest.raises(StopError) as stopped:
        _join(Heard(person=False), tmp_path / "second", "--invitation", "x", "--request", "y")
    assert stopped.value.leave is Exit.USAGE


def test_nothing_is_begun_where_nothing_can_be_made(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(VaultExistsError):
        _join(Heard(person=False), workstation.folder)
    (tmp_path / "words").touch()
    with pytest.raises(FileExistsError):
        _join(Heard(person=False), tmp_path / "second", "--write-secrets", str(tmp_path / "words"))
    with pytest.raises(FileExistsError):
        _join(Heard(person=False), tmp_path / "second", "--request", str(tmp_path / "words"))


def test_a_second_request_does_not_silently_replace_the_first(tmp_path: Path) -> None:
    def ask(name: str, *more: str) -> int:
        there = ("--request", str(tmp_path / name), "--name", "HDJ-1", "--place", "Hôpital de jour")
        secrets = ("--write-secrets", str(tmp_path / f"{name}.words"))
        return _join(Heard(person=False), tmp_path / "second", *there, *secrets, *more)

    assert ask("first") == Exit.DONE
    kept = {name: (tmp_path / "second" / name).read_bytes() for name in (KEYS, REQUEST)}
    with pytest.raises(StopError) as stopped:
        ask("other")
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.request_waits", Exit.FOLDER)
    assert {name: (tmp_path / "second" / name).read_bytes() for name in kept} == kept
    assert not (tmp_path / "other").exists()
    assert stopped.value.values["words"] == words_of_request((tmp_path / "first").read_bytes())
    copy = Path(stopped.value.values["request"])
    assert copy.read_bytes() == (tmp_path / "first").read_bytes(), "as it is told"
    assert ask("other", "--again") == Exit.DONE
    assert (tmp_path / "second" / REQUEST).read_bytes() == (tmp_path / "other").read_bytes()


def test_a_request_that_nobody_got_does_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("--name", "HDJ-1", "--place", "Hôpital de jour")
    with pytest.raises(StopError) as stopped:
        _join(Heard(person=False), tmp_path / "second", *asked, "--request", str(tmp_path / "missing" / "x"))
    assert stopped.value.code == "cli.error.no_folder"
    assert not (tmp_path / "second").exists()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ops.cli.secrets_file.hand_over", full)
    with pytest.raises(OSError, match="No space"):
        _join(Heard(person=False), tmp_path / "second", *asked, "--request", str(tmp_path / "request"))
    assert [path.name for path in (tmp_path / "second").iterdir()] == ["node.json"]
    assert not (tmp_path / "request").exists()


def test_words_that_do_not_open_a_request_are_those_shown_with_it(
    workstation: Workstation, tmp_path: Path
) -> None:
    request = ("--request", str(tmp_path / "request"), "--name", "HDJ-1", "--place", "Hôpital de jour")
    secrets = ("--write-secrets", str(tmp_path / "words"))
    assert _join(Heard(person=False), tmp_path / "second", *request, *secrets) == Exit.DONE
    (tmp_path / "invitation").write_bytes(b"never read")
    back = ("--invitation", str(tmp_path / "invitation"), "--passphrase-file", str(workstation.passphrase))
    with pytest.raises(StopError) as stopped:
        _join(Heard(person=False), tmp_path / "second", *back)
    assert stopped.value.leave is Exit.SECRET
    told = tell(stopped.value, "en")
    assert told is not None
    assert "recovery key" not in " ".join(told.lines)
    assert "shown with the request" in told.lines[1]
