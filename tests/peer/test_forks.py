"""The other peer between a workstation, its clone and a third: every branch, and what they go on in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from node.api.patient import NotePatient
from tests.crash.nodes import Running, equal, running, settings, until
from tests.node import circuit
from tests.node.stations import Clock, Template, copied, exchange, opened, send
from tests.peer.announced import Opened
from tests.peer.conversation import LADDER
from tests.peer.journals import Journals
from tests.peer.live import member, tips, visit
from tests.peer.signatures import WrongError

NAMES = ("PUI-1", "HDJ-1")


@pytest.fixture
def places(template: Template, tmp_path: Path) -> tuple[Path, Path]:
    """The site, whose pharmacy has what the day hospital wrote; and a copy of that disk, that wrote too."""
    first, second, clock = copied(template, tmp_path), tmp_path / "copy", Clock()
    contents, people = template.contents, template.people
    with opened(first, "PUI-1", contents["PUI-1"], people, clock, seed=11) as pharmacy:
        patient = circuit.create(pharmacy)
        with opened(first, "HDJ-1", contents["HDJ-1"], people, clock, seed=12) as hospital:
            exchange(pharmacy, hospital)
        shutil.copytree(first / "HDJ-1", second / "HDJ-1")
        with opened(first, "HDJ-1", contents["HDJ-1"], people, clock, seed=13) as hospital:
            for number in range(12):
                hospital.do("nurse", NotePatient(patient=patient, text=f"écrit par le poste, {number}"))
            send(hospital, pharmacy)
    with opened(second, "HDJ-1", contents["HDJ-1"], people, clock, seed=14) as clone:
        for number in range(7):
            clone.do("nurse", NotePatient(patient=patient, text=f"écrit par la copie, {number}"))
    return first, second


def test_both_branches_are_told_by_ladders_and_each_goes_on(
    template: Template, places: tuple[Path, Path]
) -> None:
    """Two workstations that never meet: this peer alone carries what they wrote."""
    first, second = places
    peer = member(template, "USC-1")
    with (
        running(first, template, "PUI-1", settings(46)) as pharmacy,
        running(second, template, "HDJ-1", settings(47)) as clone,
    ):
        visit(peer, template, clone)
        assert peer.journals.forked() == set()
        talk = visit(peer, template, pharmacy)
        (journal,) = peer.journals.forked()
        assert LADDER in talk.said
        assert LADDER in talk.heard
        assert peer.journals.tips() == tips(pharmacy)
        one, other = [list(peer.journals.chain(tip)) for tip in tips(pharmacy) if tip[0] == journal]
        assert {step.seq for step in one} == set(range(1, one[0].seq + 1))
        assert {one[0].seq, other[0].seq} == {len(one), len(other)}

        def round_trip() -> bool:
            """The clone hears of the other branch and goes on in new journals; then the pharmacy hears."""
            visit(peer, template, clone)
            visit(peer, template, pharmacy)
            return bool(reopened(peer.journals)) and equal(pharmacy, clone)

        until(round_trip)
        assert tips(pharmacy) == tips(clone) == peer.journals.tips()
        _check_reopened(peer.journals, template.contents["HDJ-1"].workstation, journal, clone)


def reopened(journals: Journals) -> list[Opened]:
    """Journals in which a workstation goes on."""
    return [one for one in journals.announced.journals.values() if one.reopened]


def _check_reopened(journals: Journals, workstation: bytes, forked: bytes, clone: Running) -> None:
    """The new journals continue the old ones, under a new key that the old one vouches for."""
    new = reopened(journals)
    assert {one.scope for one in new} == {"membership", "clinical"}
    assert {one.workstation for one in new} == {workstation}
    assert len(journals.announced.seal_keys(workstation)) == 2
    (clinical,) = (one for one in new if one.scope == "clinical")
    assert clinical.predecessor is not None
    assert clinical.predecessor[0] == forked
    assert clinical.predecessor[2] in journals.held
    assert clone.verify().findings == ()


def test_a_reopening_without_the_old_key_is_not_believed(
    template: Template, places: tuple[Path, Path]
) -> None:
    first, second = places
    peer = member(template, "USC-1")
    with running(second, template, "HDJ-1", settings(48)) as clone:
        visit(peer, template, clone)
        with running(first, template, "PUI-1", settings(49)) as pharmacy:
            visit(peer, template, pharmacy)

        def heard_of_it() -> bool:
            visit(peer, template, clone)
            return bool(reopened(peer.journals))

        until(heard_of_it)
    whole = peer.journals.in_order(peer.journals.held.values())
    reopening = next(one for one in whole if "journal.reopened/1" in dict(one.contents()))
    before = Journals(peer.site)
    for one in whole:
        if one.order < reopening.order and peer.journals.is_membership(one):
            before.take(one.data)
    own = template.contents["HDJ-1"].workstation
    for journal, opened_ in list(before.announced.journals.items()):
        if opened_.workstation == own:
            before.announced.journals[journal] = Opened(
                own, opened_.scope, bytes([9]) + opened_.seal_key[1:], None, reopened=False
            )
    with pytest.raises(WrongError, match="without the key of an old one"):
        before.take(reopening.data)
