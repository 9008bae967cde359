"""Making an invitation."""

from pathlib import Path

import pytest

from node.inviting import InvitationFile
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.invite import own_addresses, reachable
from schema.codec import decode
from tests.ops.cli.scene import Heard, Workstation, run, settings


def _invite(workstation: Workstation, target: Path, *more: str) -> InvitationFile:
    words = ("invite", "--name", "HDJ-1", "--place", "Hôpital de jour", "--output", str(target), *more)
    assert run(Heard(person=False), *words, *workstation.acting) == Exit.DONE
    return decode(InvitationFile, target.read_bytes())


def test_the_file_names_the_site_and_where_to_knock(workstation: Workstation, tmp_path: Path) -> None:
    settings(workstation, lobby="127.0.0.21:7441")
    target = tmp_path / "invitation"
    found = _invite(workstation, target)
    assert (found.site_name, found.name, found.place) == ("Site fictif", "HDJ-1", "Hôpital de jour")
    assert found.addresses == ("127.0.0.21:7441",)
    assert target.stat().st_mode & 0o777 == 0o600


def test_addresses_may_be_given(workstation: Workstation, tmp_path: Path) -> None:
    found = _invite(workstation, tmp_path / "x", "--address", "192.0.2.7:7441", "--address", "pui:1")
    assert found.addresses == ("192.0.2.7:7441", "pui:1")


def test_what_is_no_address_is_refused_before_anybody_signs(workstation: Workstation, tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        _invite(workstation, tmp_path / "x", "--address", "nowhere")
    assert stopped.value.leave is Exit.USAGE


def test_an_invitation_is_never_written_over(workstation: Workstation, tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(FileExistsError):
        _invite(workstation, tmp_path / "x")


def test_everywhere_becomes_each_address_of_this_computer() -> None:
    everywhere = "0.0.0.0:7441"  # what a lobby listens on by default
    own = ["192.0.2.7", "198.51.100.9"]
    assert reachable([everywhere], own) == ["192.0.2.7:7441", "198.51.100.9:7441"]
    assert reachable(["192.0.2.7:1", everywhere], ["192.0.2.7"]) == ["192.0.2.7:1", "192.0.2.7:7441"]
    assert reachable([everywhere], []) == []


def test_addresses_of_this_computer_mean_something_elsewhere() -> None:
    assert not [one for one in own_addresses() if one.startswith("127.")]
