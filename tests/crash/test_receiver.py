"""A workstation is killed at random instants while it takes in what others wrote: all end up equal."""

from __future__ import annotations

import os
import random
import shutil
import time
from pathlib import Path

import pytest

from node.api.patient import NotePatient
from node.daemon import Node
from node.store.replica import Replica
from node.store.verify import verify
from schema.ids import Id
from sync.receipts import RECEIPT, read_receipt
from tests.crash.checks import check, reopened
from tests.crash.forking import Forker
from tests.crash.jobs import receive, serve
from tests.crash.ledger import Ledger
from tests.crash.nodes import equal, running, settings, until
from tests.crash.sudden import Sudden
from tests.crash.work import KINDS
from tests.node import circuit
from tests.node.stations import Clock, Station, Template, copied, opened

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")

NEVER = "no point of this name"


def test_while_integrating_batches(
    forker: Forker, stations: tuple[Station, Station, Station], tmp_path: Path
) -> None:
    sender, receiver, _ = stations
    chance = random.Random("receiver")
    for kind in KINDS:
        day = kind(sender, chance)
        for _ in range(4):
            next(day)
    pristine, vault = tmp_path / "pristine", receiver.desk.vault
    receiver.replica.close()
    shutil.copytree(receiver.replica.folder, pristine)
    folder, turn = pristine, 0
    finished = 0
    for turn in range(40):
        if folder == pristine:
            folder = tmp_path / f"folder-{turn}"
            shutil.copytree(pristine, folder)
        replica = reopened(folder, vault)
        known = numbers(replica)
        replica.close()
        lacking = sender.replica.relay.after(known, "all", 2**30)
        batches = [lacking[start : start + 4] for start in range(0, len(lacking), 4)]
        acks = tmp_path / f"acks-{turn}"
        child = forker.child(receive, folder, vault, batches, NEVER, 1, acks)
        # A machine that is busy otherwise needs longer to come to the end.
        longest = 0.15 if finished else 0.15 * (1 + turn / 4)
        Sudden(child, chance.uniform(0, longest)).join()
        assert child.was_killed
        replica = reopened(folder, vault)
        try:
            assert verify(replica).ok
            held = numbers(replica)
            for line in acks.read_text().splitlines() if acks.exists() else []:
                journal, seq = line.split()
                assert held[bytes.fromhex(journal)] >= int(seq), "told to the peer, and lost"
            if held == numbers(sender.replica):
                assert replica.digests() == sender.replica.digests()
                folder, finished = pristine, finished + 1
        finally:
            replica.close()
    assert finished, "the instants are too early: it never came to the end"


def numbers(replica: Replica) -> dict[Id, int]:
    """How far each journal is held."""
    return {journal: tip.seq for journal, tip in replica.vector("all").items()}


def test_over_the_network(forker: Forker, template: Template, tmp_path: Path) -> None:
    """Two whole nodes, one of them killed again and again; the other works on and loses nothing by it."""
    chance, folder = random.Random("network"), copied(template, tmp_path)
    with opened(folder, "PUI-1", template.contents["PUI-1"], template.people, Clock(), seed=4) as station:
        day = KINDS[0](station, chance)
        for _ in range(4):
            next(day)
        patient = circuit.create(station)
    vault = template.contents["HDJ-1"]
    with running(folder, template, "PUI-1", settings(21)) as pui:
        pui.sign_in(template.people["nurse"])
        held: list[int] = []
        for turn in range(12):
            address = pui.node.listening[0]
            child = forker.child(serve, folder / "HDJ-1", vault, time.time(), settings(22, address))
            sudden = Sudden(child, chance.uniform(0.05, 0.7))
            while sudden.is_alive():
                pui.client.call(NotePatient(patient=patient, text=f"pendant le tour {turn}"))
                time.sleep(0.02)
            assert child.was_killed
            check(folder / "HDJ-1", vault, Ledger())
            held.append(receipts_are_true(pui.node, folder / "HDJ-1", vault.workstation, template))
        assert held == sorted(held)
        assert held[-1] > held[0], "it never came to receive anything"
        with running(folder, template, "HDJ-1", settings(22, pui.node.listening[0])) as hdj:
            until(lambda: equal(pui, hdj))
            assert hdj.verify().ok


def receipts_are_true(node: Node, folder: Path, workstation: Id, site: Template) -> int:
    """What a workstation's receipt says it holds, as others have it, it still holds; how much that is."""
    record = node.writer.submit(node.replica.records.get, workstation, RECEIPT).result()
    receipt = read_receipt(record.payload) if record is not None else None
    replica = reopened(folder, site.contents["HDJ-1"])
    held = numbers(replica)
    replica.close()
    for tip in receipt.tips if receipt is not None else ():
        assert held[tip.journal] >= tip.seq, "acknowledged by a receipt, and lost"
    return sum(held.values())
