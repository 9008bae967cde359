"""Reading back compares the file with what was written, and its journals with the chain, link by link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from node.carry_check import check_carry
from node.carry_errors import DamagedRowsError, NotReadBackError
from node.carry_out import Carry
from node.carry_parts import cut
from node.carry_plan import plan_carry
from schema.transaction import Tip
from sync.bundle import Carried, Item, Manifest, Reading, Totals, write_bundle
from sync.glance import place_of
from sync.journal import public_key, signer
from tests.node import circuit
from tests.node.stations import Station, other_branch
from tests.node.sticks import content, out


@pytest.fixture
def carry(site: Station, tmp_path: Path) -> Carry:
    circuit.create(site)
    return out(site, tmp_path, everything=True)


def read(site: Station, carry: Carry) -> tuple[Reading, Totals, list[Item]]:
    reading, found = content(carry.path, site.desk.vault.backup_identity)
    assert reading.totals is not None
    return reading, reading.totals, found.items


def check(site: Station, path: Path, manifest: Manifest, totals: Totals) -> None:
    vault = site.desk.vault
    key, heads = public_key(vault.seal_key), manifest.vector
    check_carry(path, vault.backup_identity, manifest, totals, heads, held(site), key, lambda: None)


def held(site: Station) -> Callable[[Tip], bool]:
    return lambda tip: site.replica.chain.held(tip) is not None


def rewritten(site: Station, path: Path, manifest: Manifest, items: list[Item]) -> Totals:
    """The file again, by another hand, with these items."""
    vault = site.desk.vault
    with path.open("wb") as file:
        return write_bundle(
            file, manifest, items, recipients=[vault.backup_recipient], seal=signer(vault.seal_key)
        )


def test_what_was_written_is_right(site: Station, carry: Carry) -> None:
    reading, totals, _ = read(site, carry)
    check(site, carry.path, reading.manifest, totals)


def test_another_carry_of_ours_is_not_this_one(site: Station, carry: Carry) -> None:
    """An older file that the stick gives in its place bears the right seal."""
    reading, totals, _ = read(site, carry)
    later = msgspec.structs.replace(reading.manifest, created_at=reading.manifest.created_at + 1)
    with pytest.raises(NotReadBackError):
        check(site, carry.path, later, totals)
    more = msgspec.structs.replace(totals, payload=totals.payload + 1)
    with pytest.raises(NotReadBackError):
        check(site, carry.path, reading.manifest, more)


def test_another_seal(site: Station, carry: Carry) -> None:
    reading, totals, _ = read(site, carry)
    vault = site.desk.vault
    with pytest.raises(NotReadBackError):
        check_carry(
            carry.path,
            vault.backup_identity,
            reading.manifest,
            totals,
            reading.manifest.vector,
            held(site),
            public_key(b"\x01" * 32),
            lambda: None,
        )


@pytest.mark.parametrize("change", ["swapped", "another site's", "twice"])
def test_a_broken_chain_is_no_carry(site: Station, carry: Carry, change: str) -> None:
    """The file is just what the writer meant, and the writer's rows are wrong."""
    reading, _, items = read(site, carry)
    places = [number for number, item in enumerate(items) if isinstance(item, Carried)]
    last, before = places[-1], places[-2]
    if change == "swapped":
        items[last], items[before] = items[before], items[last]
    elif change == "twice":
        items[last] = items[before]
    else:
        items[last] = Carried(b"\x93\x01\x02\x03")
    totals = rewritten(site, carry.path, reading.manifest, items)
    with pytest.raises(DamagedRowsError):
        check(site, carry.path, reading.manifest, totals)


def test_a_head_that_is_not_reached_is_no_carry(site: Station, carry: Carry) -> None:
    reading, _, items = read(site, carry)
    items.remove(next(item for item in reversed(items) if isinstance(item, Carried)))
    fewer = msgspec.structs.replace(reading.manifest, transactions=reading.manifest.transactions - 1)
    totals = rewritten(site, carry.path, fewer, items)
    with pytest.raises(DamagedRowsError):
        check(site, carry.path, fewer, totals)


def test_it_goes_on_from_what_lies_here(site: Station, carry: Carry) -> None:
    """What comes first in the file must follow what lies before it here."""
    reading, _, items = read(site, carry)
    journal, last = site.desk.journal(), site.replica.chain.head(site.desk.journal())
    (only,) = [
        item
        for item in items
        if isinstance(item, Carried) and place_of(item.transaction) == (journal, last.seq)
    ]
    manifest = msgspec.structs.replace(
        reading.manifest,
        vector=(Tip(journal, last.seq, last.hash),),
        transactions=1,
        records=0,
        blobs=0,
    )
    totals = rewritten(site, carry.path, manifest, [only])
    vault = site.desk.vault
    key, heads, heard = public_key(vault.seal_key), manifest.vector, []
    identity, path = vault.backup_identity, carry.path
    check_carry(path, identity, manifest, totals, heads, held(site), key, lambda: heard.append(1))
    assert heard == [1]
    with pytest.raises(DamagedRowsError):
        check_carry(path, identity, manifest, totals, heads, lambda _: False, key, lambda: None)


def test_a_branch_goes_on_from_where_the_file_leaves_its_journal(site: Station, carry: Carry) -> None:
    """A large carry is cut anywhere, and there may be thousands of branches to cut between."""
    journal = site.desk.journal()
    copy = other_branch(site.replica, journal, site.desk.seal)
    assert site.replica.receive([copy], None, site.clock.now_ms()).forks
    last = site.replica.chain.head(journal)
    upto = {strand: tip.seq for strand, tip in site.replica.vector("all").items()} | {journal: last.seq - 1}
    now = cut(site.replica, plan_carry(site.desk, [], everything=True), {}, upto)
    ends = [tip.seq for tip in now.plan.heads if tip.journal == journal]
    assert sorted(ends) == [last.seq - 1, last.seq], "the one before is a head, though the branch follows it"
    manifest = msgspec.structs.replace(now.plan.manifest, records=0, blobs=0)
    items = [Carried(one.data) for one in site.replica.relay.beyond({}, "all", upto)]
    check(site, carry.path, manifest, rewritten(site, carry.path, manifest, [*items]))
    without = msgspec.structs.replace(manifest, transactions=manifest.transactions - 1)
    with pytest.raises(DamagedRowsError):
        check(site, carry.path, without, rewritten(site, carry.path, without, [*items[:-1]]))
    # Not the one that the branch covers.
    fewer = tuple(tip for tip in manifest.vector if (tip.journal, tip.seq) != (journal, last.seq))
    more = msgspec.structs.replace(manifest, vector=fewer)
    with pytest.raises(DamagedRowsError):
        check(site, carry.path, more, rewritten(site, carry.path, more, [*items]))
