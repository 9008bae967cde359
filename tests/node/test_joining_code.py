"""Joining by a code, at a station in the same process."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from node.domain.decision import Refusal
from node.inviting import knock, prove, shown
from node.joining_code import JoinedByCode, Pair, join_by_code
from node.newcomer import JoinSight
from node.vault import FILE_NAME, open_vault
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Hash
from sync.messages import PairWelcome
from sync.pairing import Exchange
from tests.node.newcomers import code_of, newcomer, typing
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.node.stations import Station


def at_the_lobby(site: Station) -> Pair:
    """The inviter's lobby, and the right code."""
    code = code_of(site)

    def pair(_mine: Hash, request: bytes) -> tuple[Hash, bytes]:
        there = typing(site, code, newcomer())
        exchange = knock(site.desk, "192.0.2.9", there.knock())
        assert isinstance(exchange, Exchange)
        welcome = prove(site.desk, exchange, there.prove(exchange.answer, request))
        assert isinstance(welcome, PairWelcome)
        return exchange.answer.site, there.welcomed(welcome)

    return pair


def join(folder: Path, pair: Pair, *, agreed: bool = True) -> JoinedByCode | Refusal:
    return join_by_code(
        folder,
        newcomer(),
        pair,
        lambda _found: agreed,
        clock=StillClock(),
        random=Streams(b"joining"),
        cost=CHEAP,
    )


def test_the_code_makes_a_workstation(site: Station, tmp_path: Path) -> None:
    joined = join(tmp_path / "new", at_the_lobby(site))
    assert isinstance(joined, JoinedByCode)
    assert joined.joined.name == "USC-9"
    vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=joined.passphrase)
    assert vault.workstation in site.desk.members.workstations


def test_whoever_says_no_is_known_to_nobody_and_has_used_up_nothing(site: Station, tmp_path: Path) -> None:
    members = set(site.desk.members.workstations)
    pair = at_the_lobby(site)
    written = site.replica.counts()
    assert join(tmp_path / "new", pair, agreed=False) == Refusal("join.said_no")
    assert not (tmp_path / "new").exists()
    assert site.replica.counts() == written
    assert set(site.desk.members.workstations) == members
    shown_now = shown(site.desk)
    assert (shown_now.state, shown_now.tries_left) == ("open", 3)
    assert [one.outcome for one in shown_now.knocks] == ["looked"]
    # The code still serves, to whoever says yes.
    assert isinstance(join(tmp_path / "new", pair), JoinedByCode)
    assert [one.outcome for one in shown(site.desk).knocks] == ["looked", "looked", "joined"]


def test_a_folder_that_is_taken_is_said_before_anybody_is_asked(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"")

    def asked(_mine: Hash, _request: bytes) -> tuple[Hash, bytes]:
        raise AssertionError("the site was asked")

    found = join(tmp_path, asked)
    assert isinstance(found, Refusal)
    assert found.code == "join.folder_taken"


def test_a_site_that_lets_in_under_another_name_than_it_showed_is_not_believed(
    site: Station, tmp_path: Path
) -> None:
    pair = at_the_lobby(site)

    def other_name(mine: Hash, request: bytes) -> tuple[Hash, bytes]:
        paired, answer = pair(mine, request)
        try:
            seen = decode(JoinSight, answer)
        except InvalidBytesError:
            return paired, answer
        return paired, encode(msgspec.structs.replace(seen, name="USC-8"))

    assert join(tmp_path / "new", other_name) == Refusal("join.membership_disagrees")
    assert not (tmp_path / "new" / FILE_NAME).exists()


def test_another_site_than_the_one_paired_with_is_not_believed(site: Station, tmp_path: Path) -> None:
    pair = at_the_lobby(site)
    found = join(tmp_path / "new", lambda mine, request: (bytes(32), pair(mine, request)[1]))
    assert found == Refusal("join.membership_disagrees")
    assert not (tmp_path / "new").exists()


def test_bytes_that_are_no_welcome_leave_nothing(tmp_path: Path) -> None:
    found = join(tmp_path / "new", lambda _mine, _request: (bytes(32), b"\xc1"))
    assert found == Refusal("join.unreadable_welcome")
    assert not (tmp_path / "new").exists()


def test_a_lobby_that_is_out_of_reach_leaves_nothing(tmp_path: Path) -> None:
    def gone(_mine: Hash, _request: bytes) -> tuple[Hash, bytes]:
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        join(tmp_path / "new", gone)
    assert not (tmp_path / "new").exists()
