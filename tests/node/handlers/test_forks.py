"""A cloned workstation: its branches are shown, and two people say which of them counts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from node.api.forks import Forks, ForkView, GetForks, SettleFork
from node.api.patient import NotePatient
from node.store.membership_rows import load_roll
from schema.acts.membership import JournalOpened
from schema.ids import Id
from schema.transaction import Tip, open_transaction
from sync.membership import contents_of
from tests.node import circuit
from tests.node.stations import PIN, Clock, Station, Template, copied, exchange, opened


class Cloned:
    """The pharmacy, and the day hospital twice."""

    def __init__(self, pharmacy: Station, hospital: Station, clone: Station, patient: Id) -> None:
        self.pharmacy, self.hospital, self.clone, self.patient = pharmacy, hospital, clone, patient


@pytest.fixture
def cloned(template: Template, tmp_path: Path) -> Iterator[Cloned]:
    folder, clock = copied(template, tmp_path), Clock()

    def at(where: Path, name: str, seed: int) -> Station:
        return stack.enter_context(
            opened(where, name, template.contents[name], template.people, clock, seed=seed)
        )

    with ExitStack() as stack:
        pharmacy = at(folder, "PUI-1", 11)
        patient = circuit.ready(pharmacy).patient
        with opened(folder, "HDJ-1", template.contents["HDJ-1"], template.people, clock, seed=12) as first:
            exchange(pharmacy, first)
        shutil.copytree(folder, tmp_path / "clone")
        yield Cloned(pharmacy, at(folder, "HDJ-1", 13), at(tmp_path / "clone", "HDJ-1", 14), patient)


def spread(cloned: Cloned) -> ForkView:
    """Both write apart, and the pharmacy hears of both."""
    for station, words in ((cloned.hospital, "ici"), (cloned.clone, "là")):
        station.do("nurse", NotePatient(patient=cloned.patient, text=words))
    known = cloned.pharmacy.replica
    for station in (cloned.hospital, cloned.clone):
        rows = [row.data for row in station.replica.chain.everything()]
        known.receive(rows, station.desk.vault.workstation, station.clock.now_ms())
    (fork,) = cloned.pharmacy.get("administrator", GetForks(), Forks).forks
    return fork


def test_two_people_say_which_branch_counts(cloned: Cloned) -> None:
    fork = spread(cloned)
    assert (fork.workstation, fork.settled, len(fork.branches)) == ("HDJ-1", False, 2)
    assert all(branch.acts > 0 and branch.set_aside == branch.acts for branch in fork.branches)
    chosen = fork.branches[0].tip
    settle = SettleFork(journal=fork.journal, tips=(chosen,), pin=PIN)
    assert cloned.pharmacy.refused("nurse", settle) == "right.missing"
    proposed = cloned.pharmacy.do("administrator", settle)
    cloned.pharmacy.agree(proposed)
    (after,) = cloned.pharmacy.get("administrator", GetForks(), Forks).forks
    assert after.settled
    assert {branch.tip: branch.set_aside for branch in after.branches} == {
        branch.tip: 0 if branch.tip == chosen else branch.acts for branch in fork.branches
    }


def test_only_what_is_held_is_settled(cloned: Cloned) -> None:
    whole = cloned.pharmacy.desk.journal()
    assert (
        cloned.pharmacy.refused("administrator", SettleFork(journal=whole, tips=(), pin=PIN)) == "fork.none"
    )
    fork = spread(cloned)
    unknown = SettleFork(journal=fork.journal, tips=(Tip(fork.journal, 1, bytes(32)),), pin=PIN)
    assert cloned.pharmacy.refused("administrator", unknown) == "fork.unknown_branch"


def test_whose_announcement_is_damaged_is_not_settled_here(cloned: Cloned) -> None:
    """A bit flipped in what announced it: until a peer has sent that again nobody knows whose it is."""
    fork, replica = spread(cloned), cloned.pharmacy.replica
    announcing = next(row for row in replica.chain.everything() if _announces(row.data, fork.journal))
    with replica.writing():
        replica.connection.do("UPDATE transactions SET data = ? WHERE n = ?", (b"spoilt", announcing.n))
        load_roll(replica.connection, replica.chain, replica.roll)
    settle = SettleFork(journal=fork.journal, tips=(fork.branches[0].tip,), pin=PIN)
    assert cloned.pharmacy.refused("administrator", settle) == "fork.unannounced"


def _announces(data: bytes, journal: Id) -> bool:
    transaction, core = open_transaction(data)
    return any(
        isinstance(one, JournalOpened) and one.journal == journal
        for one in contents_of(core, transaction.bodies).values()
    )
