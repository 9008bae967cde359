"""Joining: what comes back is checked before it is believed, and a refusal leaves nothing behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE

import msgspec
import pytest

from node.admitting import Welcome, enrolment_acts, let_in, welcome
from node.blobcheck import blob_is_right
from node.domain.decision import Refusal
from node.handover import is_unseen, mark_seen
from node.joining import WRITE_POINTS, Agree, Found, Joined, finish_joining, settle
from node.newcomer import Newcomer
from node.points import AtPoint
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from sync.journal import signer
from sync.membership import Membership
from tests.node.killed import killed_at
from tests.node.newcomers import administrator, newcomer
from tests.node.small_site import CHEAP, StillClock, Streams
from tests.node.stations import Station

WORDS = "abaisser abandon abdiquer abeille abolir aborder"


def enrolled(site: Station, made: Newcomer) -> Welcome:
    """Enrolled by an administrator, and what it is told."""
    session = administrator(site)
    sign = signer(session.seed)
    acts = enrolment_acts(site.replica.site, made.request, "USC-9", "Réanimation", None)
    let_in(
        site.desk,
        [msgspec.structs.replace(act, actor=session.person, by=session.key, signer=sign) for act in acts],
    )
    return welcome(site.desk)


def settled(
    folder: Path, made: Newcomer, told: Welcome, agree: Agree = lambda _found, _members: True
) -> Joined | Refusal:
    return settle(
        folder, made.keys, told, WORDS, agree, clock=StillClock(), random=Streams(b"settling"), cost=CHEAP
    )


def test_a_newcomer_holds_the_membership_and_keys_of_its_own(site: Station, tmp_path: Path) -> None:
    made = newcomer()
    seen: list[Found] = []

    def agree(found: Found, members: Membership) -> bool:
        seen.append(found)
        assert members.workstations.keys() == site.desk.members.workstations.keys()
        assert not (tmp_path / "new" / FILE_NAME).exists()
        return True

    joined = settled(tmp_path / "new", made, enrolled(site, made), agree)
    assert joined == Joined(
        site.replica.site, made.request.workstation, "USC-9", "Hôpital fictif de Valclair"
    )
    assert seen == [
        Found("Hôpital fictif de Valclair", "USC-9", "Réanimation", ("Deuxième Jeanne", "Zéro Ignace"))
    ]
    vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=WORDS)
    mine = site.desk.vault
    assert (vault.site_pepper, vault.recovery, vault.workstation_name) == (
        mine.site_pepper,
        mine.recovery,
        "USC-9",
    )
    assert vault.seal_key == made.keys.seal_key != mine.seal_key
    replica = Replica(tmp_path / "new", vault.database_key, vault.site, blob_is_right)
    try:
        assert replica.vector("membership") == site.replica.vector("membership")
        assert replica.roll.now.people.keys() == site.desk.members.people.keys()
    finally:
        replica.close()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda said: msgspec.structs.replace(said, transactions=()), "join.membership_disagrees"),
        (
            lambda said: msgspec.structs.replace(said, transactions=said.transactions[:-1]),
            "join.membership_disagrees",
        ),
        (lambda said: msgspec.structs.replace(said, recovery_key=bytes(32)), "join.membership_disagrees"),
        (lambda said: msgspec.structs.replace(said, site=b"X" * 16), "join.membership_disagrees"),
        (lambda said: msgspec.structs.replace(said, recovery_recipient="x"), "join.unreadable_welcome"),
        (lambda said: msgspec.structs.replace(said, records=(b"\xc1",)), "join.unreadable_welcome"),
    ],
    ids=["no site", "not in it", "another recovery key", "another site", "no recipient", "no record"],
)
def test_a_welcome_that_does_not_agree_with_itself_is_not_believed(
    site: Station, tmp_path: Path, change: Callable[[Welcome], Welcome], code: str
) -> None:
    made = newcomer()
    assert settled(tmp_path / "new", made, change(enrolled(site, made))) == Refusal(code)
    assert not list(tmp_path.glob("new/*"))
    assert not list(tmp_path.glob("new/.*"))


def test_who_says_no_keeps_nothing(site: Station, tmp_path: Path) -> None:
    made, folder = newcomer(), tmp_path / "new"
    folder.mkdir()
    folder.chmod(0o755)
    declined = settled(folder, made, enrolled(site, made), lambda _found, _members: False)
    assert declined == Refusal("join.declined")
    assert not list(folder.iterdir())
    assert os.name == "nt" or S_IMODE(folder.stat().st_mode) == 0o755


@pytest.mark.skipif(os.name == "nt", reason="modes are a POSIX affair")
def test_a_folder_that_was_open_to_others_is_shut(site: Station, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    made = newcomer()
    assert isinstance(settled(folder, made, enrolled(site, made)), Joined)
    assert S_IMODE(folder.stat().st_mode) == 0o700


def test_a_workstation_is_never_written_over(site: Station, tmp_path: Path) -> None:
    made = newcomer()
    told = enrolled(site, made)
    for name in ("replica.db", FILE_NAME):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_bytes(b"of somebody")
        assert settled(folder, made, told) == Refusal("join.folder_taken", {"folder": str(folder)})
        assert (folder / name).read_bytes() == b"of somebody"


def test_what_a_crash_left_is_begun_again(site: Station, tmp_path: Path) -> None:
    made, folder = newcomer(), tmp_path / "new"
    told = enrolled(site, made)

    def crash(_found: Found, _members: Membership) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        settled(folder, made, told, crash)
    (folder / ".joining").mkdir()
    (folder / ".joining" / "replica.db").write_bytes(b"half")
    assert isinstance(settled(folder, made, told), Joined)
    assert sorted(path.name for path in folder.iterdir()) == ["replica.db", "vault.msgpack"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("unseen", [False, True], ids=["words known before", "words in memory"])
@pytest.mark.parametrize("point", WRITE_POINTS)
def test_killed_at_each_write_point(site: Station, tmp_path: Path, point: str, unseen: bool) -> None:
    """After the next start there is nothing, or a whole workstation; whose words nobody saw says so."""
    made, folder = newcomer(), tmp_path / "new"
    told = enrolled(site, made)

    def work(at_point: AtPoint) -> None:
        settle(
            folder,
            made.keys,
            told,
            WORDS,
            lambda _found, _members: True,
            clock=StillClock(),
            random=Streams(b"settling"),
            cost=CHEAP,
            unseen=unseen,
            at_point=at_point,
        )

    killed_at(point, work)
    finish_joining(folder)
    if point in {"poured", "vault"}:
        assert not (folder / FILE_NAME).exists()
        assert isinstance(settled(folder, made, told), Joined)
    else:
        assert is_unseen(folder) == unseen
        mark_seen(folder)
    vault = open_vault(folder / FILE_NAME, passphrase=WORDS)
    Replica(folder, vault.database_key, vault.site, blob_is_right).close()
    names = {path.name for path in folder.iterdir()}
    assert names == {"replica.db", FILE_NAME} | (names & {"replica.lock"})


def test_a_lone_replica_is_left_alone(tmp_path: Path) -> None:
    """Only what was being joined is finished."""
    (tmp_path / "replica.db").write_bytes(b"of somebody")
    finish_joining(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["replica.db"]
    (tmp_path / ".joining").mkdir()
    for name in ("replica.db", FILE_NAME):
        (tmp_path / ".joining" / name).write_bytes(b"of another")
    finish_joining(tmp_path)
    assert not (tmp_path / FILE_NAME).exists()
