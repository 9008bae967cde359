"""One workstation on two machines: restored as a copy, or in place of one that comes back after all."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from node.api.agreement import Agree
from node.api.patient import NotePatient
from node.api.site import Verified, Verify
from node.api.workstations import RemoveWorkstation
from node.backup_key import export_backup_key, read_backup_key
from node.enrolling import Administrator
from node.restore import read_back
from node.snapshot import take_snapshot
from node.vault import FILE_NAME, open_vault
from tests.node import circuit
from tests.node.stations import (
    CHEAP,
    PIN,
    Clock,
    Randomness,
    Station,
    Template,
    copied,
    exchange,
    opened,
    send,
)


def _restored(folder: Path, old: Station, template: Template, clock: Clock, stack: ExitStack) -> Station:
    """What the old machine held at its last snapshot, on a new one."""
    taken = take_snapshot(old.replica, old.desk.vault, folder / "out", clock.now_ms(), Randomness(21))
    key = read_backup_key(export_backup_key(old.desk.vault, "Hôpital fictif"))
    administrator = Administrator(template.people["administrator"], PIN)
    with read_back(
        taken.path, folder / "SECOURS", key.identity, now_ms=clock.now_ms(), random=Randomness(22)
    ) as back:
        restored = back.enrol(
            administrator,
            now_ms=clock.now_ms(),
            random=Randomness(23),
            name="SECOURS",
            place="réserve",
            cost=CHEAP,
        )
    vault = open_vault(folder / "SECOURS" / FILE_NAME, passphrase=restored.passphrase)
    return stack.enter_context(opened(folder, "SECOURS", vault, template.people, clock, seed=24))


def _note(station: Station, patient: bytes, text: str) -> None:
    station._sessions.clear()
    station.do("nurse", NotePatient(patient=patient, text=text))


def _notes(station: Station, patient: bytes) -> set[str]:
    station._sessions.clear()
    return {one.text for one in circuit.record(station, patient).notes}


@pytest.mark.parametrize("as_what", ["a copy", "a replacement"])
def test_restored(template: Template, tmp_path: Path, as_what: str) -> None:
    """A copy works beside the old machine; a replacement is all that counts once two people said so."""
    folder, clock = copied(template, tmp_path), Clock()
    with ExitStack() as stack:
        pharmacy, old = (
            stack.enter_context(
                opened(folder, name, template.contents[name], template.people, clock, seed=seed)
            )
            for seed, name in enumerate(("PUI-1", "HDJ-1"), start=31)
        )
        patient = circuit.create(old)
        _note(old, patient, "avant la sauvegarde")
        new = _restored(folder, old, template, clock, stack)
        assert _notes(new, patient) == {"avant la sauvegarde"}
        _note(new, patient, "sur la machine de secours")
        exchange(new, pharmacy)
        if as_what == "a replacement":
            remove = RemoveWorkstation(workstation=old.desk.vault.workstation, reason="disque mort", pin=PIN)
            proposed = pharmacy.do("administrator", remove)
            pharmacy.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
        # The disk was not dead after all, and nobody there knows of anything.
        _note(old, patient, "écrit après la sauvegarde")
        for one, other in ((old, pharmacy), (pharmacy, new)):
            send(one, other)
            send(other, one)
        exchange(pharmacy, new)
        said = {"avant la sauvegarde", "sur la machine de secours"}
        if as_what == "a copy":
            said.add("écrit après la sauvegarde")
        for station in (pharmacy, new):
            assert _notes(station, patient) == said
            assert station.get("pharmacist", Verify(), Verified).findings == ()
        # Set aside or not, it is kept, and everybody holds it.
        assert old.desk.journal() in pharmacy.replica.vector("all")
        assert pharmacy.replica.chain.strands.forked == {}
