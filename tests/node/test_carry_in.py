"""A stick as the only cable: whatever the way, the same acts end up everywhere, once, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from node.api.inviting import InvitationMade, InviteByFile
from node.api.site import Digests, GetDigests
from node.blobcheck import blob_is_right
from node.carry_in import merge_carry
from node.desk import Desk
from node.domain.decision import Draft
from node.intake.edition import build_edition
from node.invitation_file import invite_by_file
from node.joining import Joined
from node.joining_file import join_by_file, request_to_join
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from schema.acts.edition import EditionTaken
from schema.codec import tagged_hash
from schema.transaction import FileRef, FileType
from sync.receipts import RECEIPT
from tests.node import circuit
from tests.node.intake.excerpt import files
from tests.node.small_site import CHEAP, Streams
from tests.node.stations import PIN, Station, Template, opened, other_branch
from tests.node.sticks import Three, fill, into, out, same, walk

# Any way, both ways, through a third


def test_three_stations_with_sticks_only(stations: Three, tmp_path: Path) -> None:
    """Each works alone; then one stick goes round until nobody learns anything new."""
    for number, station in enumerate(stations):
        who = msgspec.structs.replace(
            circuit.JEANNE, birth_name=f"FICTIF-{'ABC'[number]}", ipp=f"99{number}", ins=""
        )
        patient = circuit.create(station, identity=who)
        station.session("pharmacist")
        fill(station, patient, notes=5)
    one, two, three = stations
    assert not same(*stations)
    walk(tmp_path, one, two, three, one, two)
    assert same(*stations)
    assert len({station.get("pharmacist", GetDigests(), Digests).journal for station in stations}) == 1
    # Once receipts have gone round as well, nobody is believed to lack anything.
    walk(tmp_path, two, three, one)
    for station in (one, two):
        assert out(station, tmp_path).transactions == 0


def test_both_directions(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    circuit.create(one)
    circuit.create(two)
    walk(tmp_path, one, two, one)
    assert same(one, two)


def test_both_branches_of_a_journal_travel_on_a_stick(stations: Three, tmp_path: Path) -> None:
    """The first had a clone, which only the second met: everybody ends with both, the first knows it."""
    one, two, three = stations
    circuit.create(one)
    journal = one.desk.journal()
    walk(tmp_path, one, two)
    two.replica.receive([other_branch(one.replica, journal, one.desk.seal)], None, 1)
    walk(tmp_path, two, three, one)
    assert same(*stations)
    assert len([tip for tip in three.replica.vector("all").values() if tip.journal == journal]) == 2
    assert [station.replica.wrote_all_of(journal) for station in (one, two)] == [False, False]
    assert one.replica.wrote_all_of(one.desk.journal("membership"))


def test_through_one_that_was_never_on_the_network(stations: Three, tmp_path: Path) -> None:
    """A → stick → C → stick → B: C passes on what is not its own, and adds its own."""
    a, b, c = stations
    someone = circuit.treated(a)
    fill(a, someone.patient, notes=3)
    into(c, out(a, tmp_path))
    circuit.create(c, identity=msgspec.structs.replace(circuit.JEANNE, birth_name="AUTRE", ipp="998", ins=""))
    merged = into(b, out(c, tmp_path))
    assert merged.written_by == "USC-1"
    assert a.replica.vector("all")[a.desk.journal()] == b.replica.vector("all")[a.desk.journal()]
    assert same(b, c)


def test_through_one_that_joined_by_a_stick(stations: Three, template: Template, tmp_path: Path) -> None:
    """It has never seen a network: its request, its invitation and all its acts travel on sticks."""
    one, two, _ = stations
    asked = request_to_join(tmp_path / "USC-9", "USC-9", "Réanimation", random=Streams(b"new"), cost=CHEAP)
    session = one.desk.sessions.get(one.session("administrator"))
    assert session is not None
    invited = invite_by_file(one.desk, session, InviteByFile(content=asked.content, pin=PIN))
    assert isinstance(invited, InvitationMade)
    joined = join_by_file(
        tmp_path / "USC-9",
        invited.content,
        asked.passphrase,
        lambda _found, words: words == invited.words,
        clock=one.clock,
        random=Streams(b"joining"),
        cost=CHEAP,
    )
    assert isinstance(joined, Joined)
    contents = open_vault(tmp_path / "USC-9" / FILE_NAME, passphrase=asked.passphrase)
    stick = tmp_path / "stick"
    with opened(tmp_path, "USC-9", contents, template.people, one.clock, seed=77) as new:
        patient = circuit.create(one)
        into(new, out(one, stick, everything=True))
        new.session("nurse")
        fill(new, patient, notes=3)
        circuit.create(two)
        # Two had never heard of it: one's stick first, then its own, there and back.
        into(two, out(one, stick))
        walk(stick, new, two, new, one)
        assert same(one, new)
        walk(stick, one, two)
        assert same(one, two, new)
        assert contents.workstation in two.desk.members.workstations


def test_a_conflict_comes_by_stick_too(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    someone = circuit.ready(one)
    walk(tmp_path, one, two)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    for station in (one, two):
        circuit.make(station, someone.course, circuit.claim(station, someone.course, dose))
    walk(tmp_path, one, two, one)
    assert same(one, two)
    here, there = circuit.inbox(one), circuit.inbox(two)
    assert "made_twice" in here
    assert here["made_twice"].sides == there["made_twice"].sides


def test_an_edition_comes_along_and_is_in_use(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    content, size = _edition(one)
    assert into(two, out(one, tmp_path)).poured.blobs == 1
    assert two.replica.blobs.get(content) == one.replica.blobs.get(content)
    assert two.replica.catalogue.search("a", 5) == one.replica.catalogue.search("a", 5)
    assert two.replica.catalogue.search("a", 5)[0] > 0
    assert size > 0


def test_an_edition_of_which_a_peer_had_sent_a_part(stations: Three, tmp_path: Path) -> None:
    """Pieces over the network are of another size: the stick goes on where they ended."""
    one, two, three = stations
    content, _ = _edition(one)
    carry = out(one, tmp_path)
    for station, have in ((two, 7), (three, 0)):
        with station.replica.writing():
            blob = one.replica.blobs.get(content)
            assert blob is not None
            station.replica.blobs.expect("bdpm", content, len(blob))
            if have:
                station.replica.blobs.write(content, 0, blob[:have])
        assert into(station, carry).poured.blobs == 1
        assert station.replica.blobs.get(content) == blob


def _edition(station: Station) -> tuple[bytes, int]:
    session = station.desk.sessions.get(station.session("pharmacist"))
    assert session is not None
    edition = build_edition(files(), "2026-06-01")
    summary = edition.summary
    body = EditionTaken(
        what="bdpm",
        data_of="2026-06-01",
        content=edition.content,
        blob_bytes=len(edition.blob),
        rows=summary.rows,
        taken=summary.taken,
        rejected=summary.rejected,
    )
    replica = station.replica
    with replica.writing():
        file = FileRef(FileType.EDITION, tagged_hash("edition", b"bdpm")[:16])
        station.desk.write((Draft(file, body),), session)
        replica.folding.fold_stale()
        replica.blobs.put("bdpm", edition.content, edition.blob)
        replica.catalogue.load(edition.blob, edition.content, "2026-06-01")
    return edition.content, len(edition.blob)


# What was new, twice, in the wrong order


def test_what_was_new_is_told_and_twice_is_harmless(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    circuit.treated(one)
    carry = out(one, tmp_path)
    before = two.replica.counts()
    first = into(two, carry)
    after = two.replica.counts()
    assert first.poured.transactions == after[0] - before[0] == carry.transactions
    assert first.poured.acts == after[1] - before[1]
    digests = two.replica.digests()
    second = into(two, carry)
    assert (second.poured.transactions, second.poured.acts) == (0, 0)
    assert (second.poured.records, second.poured.blobs, second.poured.refused) == (0, 0, 0)
    assert two.replica.digests() == digests


def test_an_old_stick_after_a_new_one_takes_nothing_back(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    patient = circuit.create(one)
    old = out(one, tmp_path)
    fill(one, patient, notes=4)
    new = out(one, tmp_path)
    into(two, new)
    digests = two.replica.digests()
    receipt = two.replica.records.get(one.desk.vault.workstation, RECEIPT)
    assert into(two, old).poured.transactions == 0
    assert two.replica.digests() == digests
    assert two.replica.records.get(one.desk.vault.workstation, RECEIPT) == receipt


def test_one_s_own_stick_brings_nothing(stations: Three, tmp_path: Path) -> None:
    one = stations[0]
    circuit.create(one)
    merged = into(one, out(one, tmp_path))
    assert (merged.written_by, merged.poured.acts, merged.poured.transactions) == ("PUI-1", 0, 0)


def test_what_was_believed_and_is_not_so_waits_until_everything_comes(
    stations: Three, tmp_path: Path
) -> None:
    """A receipt of a workstation set back to an older disk says more than it holds."""
    one, two, three = stations
    patient = circuit.create(one)
    fill(one, patient, notes=4)
    for station in (two, three):
        shutil.copytree(station.replica.folder, tmp_path / station.name)
    walk(tmp_path / "stick", one, two, three, one)
    fill(one, patient, notes=2)
    late = out(one, tmp_path / "stick")
    whole = out(one, tmp_path / "stick", everything=True)
    assert 0 < late.transactions < whole.transactions
    vault = two.desk.vault
    back = Replica(tmp_path / "HDJ-1", vault.database_key, vault.site, blob_is_right)
    try:
        desk = Desk(back, vault, two.clock, Streams(b"back"))
        held = merge_carry(desk, late.path)
        assert held.poured.waiting == held.poured.refused > 0
        assert merge_carry(desk, whole.path).poured.refused == 0
        assert back.digests()[0] == one.replica.digests()[0]
    finally:
        back.close()
