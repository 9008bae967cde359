"""Inviting: a code that is shown and followed, and files on a stick."""

from pathlib import Path

import pytest

from node.client import RefusedError
from node.invitation_file import words_of_request
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from sync.knocking import KnockError
from tests.ops.cli.pair import Inviting, lobby, serving
from tests.ops.cli.scene import Heard, Workstation, run


def test_who_knocks_is_told_and_three_wrong_codes_end_it(workstation: Workstation, tmp_path: Path) -> None:
    with serving(workstation) as node, Inviting(workstation) as inviting:
        code = inviting.code()
        wrong = ("0" if code[0] != "0" else "1") + code[1:]
        for _ in range(3):
            there = ("--address", lobby(node), "--folder", str(tmp_path / "second"))
            with pytest.raises(KnockError):
                run(Heard(person=False), "join", "--agreed", "--code", wrong, *there)
    assert isinstance(inviting.left, StopError)
    assert inviting.left.code == "cli.invite.exhausted"
    assert inviting.said().count("wrong code") == 3
    assert "Leave this command open." in inviting.said()


def test_where_nothing_runs_no_code_is_shown(workstation: Workstation) -> None:
    words = ("invite", "--name", "HDJ-1", "--place", "Hôpital de jour", *workstation.acting)
    with pytest.raises(RefusedError) as refused:
        run(Heard(person=False), *words)
    assert refused.value.refused.code == "pairing.no_lobby"


def _request(folder: Path) -> Path:
    """A request of a newcomer in this folder."""
    words = ("join", "--request", str(folder / "request"), "--name", "HDJ-1", "--place", "Hôpital de jour")
    secrets = ("--write-secrets", str(folder / "words"), "--folder", str(folder / "second"))
    assert run(Heard(person=False), *words, *secrets) == Exit.DONE
    return folder / "request"


def test_a_request_is_answered_by_a_file(workstation: Workstation, tmp_path: Path) -> None:
    request, output = _request(tmp_path), tmp_path / "invitation"
    heard = Heard(person=False)
    words = ("invite", "--request", str(request), "--output", str(output), "--agreed")
    assert run(heard, *words, *workstation.acting) == Exit.DONE
    said = heard.said.getvalue()
    assert words_of_request(request.read_bytes()) in said
    assert "HDJ-1" in said
    assert output.stat().st_mode & 0o777 == 0o600


def test_an_answer_without_its_request_is_no_code(workstation: Workstation, tmp_path: Path) -> None:
    output = tmp_path / "invitation"
    words = ("invite", "--name", "HDJ-1", "--place", "Hôpital de jour", "--output", str(output))
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), *words, *workstation.acting)
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.output_alone", Exit.USAGE)
    assert not output.exists()


def test_words_that_differ_sign_nothing(workstation: Workstation, tmp_path: Path) -> None:
    request, output = _request(tmp_path), tmp_path / "invitation"
    words = ("invite", "--request", str(request), "--output", str(output))
    with pytest.raises(StopError) as stopped:
        run(Heard("no"), *words, *workstation.acting)
    assert stopped.value.code == "cli.invite.other_words"
    assert not output.exists()
    assert run(Heard("yes"), *words, *workstation.acting) == Exit.DONE


def test_what_is_missing_or_in_the_way_is_said_first(workstation: Workstation, tmp_path: Path) -> None:
    request = _request(tmp_path)
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "invite", "--request", str(request), *workstation.acting)
    assert stopped.value.leave is Exit.USAGE
    with pytest.raises(FileExistsError):
        run(
            Heard(person=False),
            *("invite", "--request", str(request), "--output", str(request), *workstation.acting),
        )
    # Nobody was let in meanwhile: the same request is answered as soon as there is a place for the answer.
    words = ("invite", "--request", str(request), "--agreed", *workstation.acting, "--output")
    with pytest.raises(StopError) as stopped:
        run(Heard("yes"), *words, str(tmp_path / "missing" / "invitation"))
    assert stopped.value.code == "cli.error.no_folder"
    assert run(Heard("yes"), *words, str(tmp_path / "invitation")) == Exit.DONE
