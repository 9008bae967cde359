"""Joining: a whole pair of workstations, and what may go wrong before the invitation is used."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from node.daemon import Node
from node.inviting import InvitationFile
from node.secret_errors import VaultExistsError
from node.settings import load_settings
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import unlock
from ops.cli.parser import build
from ops.cli.verbs import VERBS
from schema.codec import decode, encode
from sync.lobby import RedemptionError
from sync.messages import Code
from sync.redemption import RefusalCode
from tests.ops.cli.scene import Heard, Workstation, run


@contextlib.contextmanager
def serving(workstation: Workstation) -> Iterator[Node]:
    options = build(VERBS, "en").parse_args(["run", *workstation.opening])
    vault = unlock(options, Heard(person=False))
    node = Node(workstation.folder, vault, load_settings(workstation.folder))
    node.start()
    try:
        yield node
    finally:
        node.stop()


def _invitation(workstation: Workstation, target: Path) -> Path:
    words = ("invite", "--name", "HDJ-1", "--place", "Hôpital de jour", "--output", str(target))
    assert run(Heard(person=False), *words, *workstation.acting) == Exit.DONE
    return target


def _join(invitation: Path, folder: Path, *more: str) -> int:
    return run(
        Heard(person=False),
        *("join", str(invitation), "--folder", str(folder), "--listen", "127.0.0.22:0"),
        *("--lobby", "127.0.0.22:0", "--write-secrets", f"{folder}.secrets", *more),
    )


def test_a_workstation_joins_once(workstation: Workstation, tmp_path: Path) -> None:
    with serving(workstation) as node:
        assert node.listening[1].startswith("127.0.0.21:")
        invitation = _invitation(workstation, tmp_path / "invitation")
        assert _join(invitation, tmp_path / "second") == Exit.DONE
        with pytest.raises(RedemptionError) as refused:
            _join(invitation, tmp_path / "third")
    assert refused.value.refusal is RefusalCode.USED
    assert not list((tmp_path / "third").iterdir())
    words = ("--folder", str(tmp_path / "second"), "--passphrase-file", str(tmp_path / "second.secrets"))
    assert run(Heard(person=False), "verify", *words) == Exit.DONE
    assert load_settings(tmp_path / "second").listen == "127.0.0.22:0"


def test_nobody_answers(workstation: Workstation, tmp_path: Path) -> None:
    invitation = _invitation(workstation, tmp_path / "invitation")
    with pytest.raises(RedemptionError) as refused:
        _join(invitation, tmp_path / "second", "--address", "127.0.0.21:9")
    assert refused.value.code is Code.UNREACHABLE


def test_what_is_no_invitation(tmp_path: Path) -> None:
    (tmp_path / "invitation").write_bytes(b"something else")
    with pytest.raises(StopError) as stopped:
        _join(tmp_path / "invitation", tmp_path / "second")
    assert stopped.value.code == "refusal.join.not_an_invitation"
    assert stopped.value.leave is Exit.DAMAGED
    assert not (tmp_path / "second").exists()


def test_an_invitation_is_not_used_up_where_nothing_can_be_made(
    workstation: Workstation, tmp_path: Path
) -> None:
    invitation = _invitation(workstation, tmp_path / "invitation")
    with pytest.raises(VaultExistsError):
        _join(invitation, workstation.folder)
    (tmp_path / "second.secrets").touch()
    with pytest.raises(FileExistsError):
        _join(invitation, tmp_path / "second")


def test_an_invitation_without_an_address_asks_for_one(workstation: Workstation, tmp_path: Path) -> None:
    path = _invitation(workstation, tmp_path / "invitation")
    content = msgspec.structs.replace(decode(InvitationFile, path.read_bytes()), addresses=())
    path.write_bytes(encode(content))
    with pytest.raises(StopError) as stopped:
        _join(path, tmp_path / "second")
    assert stopped.value.code == "cli.error.no_address"
