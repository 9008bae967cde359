"""What goes into a carry: what the other workstations are believed to lack, by their own receipts.

A receipt names durable heads and journals only grow, so what comes after the least of them is at
most too much; a workstation that never published one is believed to hold nothing.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from node.age import is_recipient
from node.desk import Desk
from node.domain.edition import EditionState
from node.store.chain import Chain
from node.store.slices import bytes_at_most
from schema.codec import encode
from schema.ids import Id
from schema.transaction import FileType, Tip
from sync.bundle import CARRY, Manifest, heads_named
from sync.membership import Workstation
from sync.ports import BlobState, Record
from sync.receipts import RECEIPT, RULES, Receipt, receipt_of, write_receipt


class Plan(msgspec.Struct, frozen=True):
    """One instant of the replica, and how much of it goes into the file."""

    manifest: Manifest
    held: dict[Id, int]
    """Up to where each strand need not be written."""
    upto: dict[Id, int]
    """Up to where each strand is written: others may go on meanwhile."""
    heads: tuple[Tip, ...]
    """All that it leads to, sorted; the manifest names no more than it holds."""
    records: list[Record]
    blobs: list[BlobState]


def other_members(desk: Desk) -> list[Workstation]:
    """Every workstation of the site but this one and those that were removed, by name.

    Nor one that could not read what is written for it: enrolled with rubbish, it must not stop the others.
    """
    members = desk.members.workstations.values()
    others = (one for one in members if not one.removed and one.id != desk.vault.workstation)
    return sorted((one for one in others if is_recipient(one.backup_recipient)), key=lambda one: one.name)


def plan_carry(desk: Desk, others: Iterable[Workstation], *, everything: bool) -> Plan:
    """Decide what goes into the file; this workstation's own receipt is brought up to date for it."""
    publish_receipt(desk)
    replica = desk.replica
    with replica.reading():
        vector = dict(replica.vector("all"))
        receipts = desk.receipts()
        held = {} if everything else held_by_all(replica.chain, vector, [receipts.get(o.id) for o in others])
        lacked = {strand: tip for strand, tip in vector.items() if tip.seq > held.get(strand, 0)}
        journal_digest, state_digest = replica.digests()
        # Nobody says which records and blobs they hold: the few there are go along each time.
        records = replica.records.every()
        blobs = list(_blobs(desk, everything=everything))
        payload = bytes_at_most(replica.connection) + sum(len(encode(record)) for record in records)
    heads = tuple(sorted(lacked.values()))
    manifest = Manifest(
        what=CARRY,
        site=desk.vault.site,
        workstation=desk.vault.workstation,
        created_at=desk.now(),
        rules=str(RULES),
        journal_digest=journal_digest,
        state_digest=state_digest,
        vector=heads_named(heads, replica.naming.fairly),
        transactions=sum(count(replica.chain, strand, tip.seq, held) for strand, tip in lacked.items()),
        records=len(records),
        blobs=len(blobs),
        payload_at_most=payload,
    )
    upto = {strand: tip.seq for strand, tip in lacked.items()}
    return Plan(manifest, held, upto, heads, records, blobs)


def publish_receipt(desk: Desk) -> None:
    """Say what is held here, and when: what has not changed since is news too to who reads the stick."""
    replica, me = desk.replica, desk.vault.workstation
    with replica.writing():
        replica.folding.fold_stale()
        tips, state = replica.vector("all"), replica.digests()[1]
        receipt = receipt_of(tips, replica.naming.fairly, state, desk.now())
        desk.publish(me, RECEIPT, write_receipt(receipt))


def count(chain: Chain, strand: Id, seq: int, held: Mapping[Id, int]) -> int:
    """How many transactions of a strand lie beyond what need not be written, up to a seq."""
    return min(chain.size(strand, seq), seq - held.get(strand, 0))


def held_by_all(chain: Chain, vector: Mapping[Id, Tip], receipts: Iterable[Receipt | None]) -> dict[Id, int]:
    """How far each strand is on the disk of every one of these workstations, by what they last said."""
    said = [one.tips if one is not None else () for one in receipts]
    reached = [(_least(tips), chain.strands.reach(tips)) for tips in said]
    return {
        strand: min((_held(chain, strand, tip, *one) for one in reached), default=0)
        for strand, tip in vector.items()
    }


def _least(tips: Iterable[Tip]) -> dict[Id, int]:
    """The lowest seq named of each journal."""
    least: dict[Id, int] = {}
    for tip in tips:
        least[tip.journal] = min(tip.seq, least.get(tip.journal, tip.seq))
    return least


def _held(chain: Chain, strand: Id, ours: Tip, least: Mapping[Id, int], reached: Mapping[Id, int]) -> int:
    if least.get(ours.journal, 0) > ours.seq and ours.journal not in chain.strands.forked:
        return ours.seq  # further than we are
    # Of another branch it is not known where it parted from ours: all of ours is written.
    return min(reached.get(strand, 0), ours.seq)


def _blobs(desk: Desk, *, everything: bool) -> Iterator[BlobState]:
    """Complete ones: of the editions in use, or all."""
    states = desk.replica.states.all(EditionState, FileType.EDITION)
    current = {state.current.body.content for _, state in states if state.current is not None}
    for blob in desk.replica.blobs.states():
        if blob.size == blob.have and (everything or blob.content in current):
            yield blob
