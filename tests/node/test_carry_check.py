"""Reading back compares the file with what was written, and its journals with the chain, link by link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from node.carry_check import check_carry
from node.carry_errors import DamagedRowsError, NotReadBackError
from node.carry_out import Carry
from schema.transaction import Tip
from sync.bundle import Carried, Item, Manifest, Reading, Totals, write_bundle
from sync.glance import place_of
from sync.journal import public_key, signer
from tests.node import circuit
from tests.node.stations import Station
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
    key = public_key(vault.seal_key)
    check_carry(path, vault.backup_identity, manifest, totals, held(site), key, lambda: None)


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
    key, heard = public_key(vault.seal_key), []
    check_carry(carry.path, vault.backup_identity, manifest, totals, held(site), key, lambda: heard.append(1))
    assert heard == [1]
    with pytest.raises(DamagedRowsError):
        check_carry(carry.path, vault.backup_identity, manifest, totals, lambda _: False, key, lambda: None)
