"""Link ‖ unlink."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.domain.fold.links import LinkEdge
from node.domain.history import Act
from schema.acts.patient import PatientLinkConfirmed, PatientLinked, PatientUnlinkConfirmed, PatientUnlinked
from tests.node import circuit
from tests.node.apart import Three
from tests.node.domain.acts import an_id
from tests.node.domain.file_splits import refs
from tests.node.domain.patient_splits import PatientSplit
from tests.node.linking import link, unlink
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import exchange

RULE = "link_and_unlink"
OTHER = an_id("other")


def linked(split: PatientSplit, station: str) -> Act:
    asked = split.at(station, PatientLinked(OTHER, "carte"), by="alice")
    return split.at(station, PatientLinkConfirmed(asked.ref), by="bob")


def separated(split: PatientSplit, station: str) -> Act:
    asked = split.at(station, PatientUnlinked(OTHER, "jumeaux"), by="alice")
    return split.at(station, PatientUnlinkConfirmed(asked.ref), by="bob")


def edge(split: PatientSplit) -> str:
    found: LinkEdge | None = split.state.edge(OTHER)
    return found.state if found else ""


def test_a_separation_removes_the_link_it_saw(patient_split: PatientSplit) -> None:
    linked(patient_split, "base")
    separated(patient_split, "base")
    assert (edge(patient_split), patient_split.state.conflicts) == ("kept_apart", ())


def test_a_link_made_apart_from_it_stands_and_people_look_at_both(patient_split: PatientSplit) -> None:
    linked(patient_split, "base")
    patient_split.part()
    one, other = linked(patient_split, "x"), separated(patient_split, "y")
    assert edge(patient_split) == "linked"
    conflict = patient_split.conflict(RULE)
    assert (conflict.subject, set(conflict.acts)) == (OTHER, refs(one, other))
    assert (conflict.owners, conflict.choices, conflict.blocks) == (("identify",), (), False)


@pytest.mark.parametrize(("settle", "state"), [(linked, "linked"), (separated, "kept_apart")])
def test_two_people_who_know_both_end_it(
    patient_split: PatientSplit, settle: Callable[[PatientSplit, str], Act], state: str
) -> None:
    linked(patient_split, "base")
    patient_split.part()
    linked(patient_split, "x")
    separated(patient_split, "y")
    settle(patient_split, patient_split.join())
    assert edge(patient_split) == state
    assert all(one.settled is not None for one in patient_split.conflicts(RULE))


def test_two_links_apart_are_one_edge(patient_split: PatientSplit) -> None:
    patient_split.part()
    linked(patient_split, "x")
    linked(patient_split, "y")
    assert (edge(patient_split), patient_split.state.conflicts) == ("linked", ())


def test_one_person_alone_separates_nothing(patient_split: PatientSplit) -> None:
    linked(patient_split, "base")
    asked = patient_split.at("base", PatientUnlinked(OTHER, "jumeaux"), by="alice")
    wish = patient_split.state.edge(OTHER)
    assert wish is not None
    assert (wish.state, wish.unlink_pending, wish.unlink_pending_by) == ("linked", asked.ref, an_id("alice"))
    odd = patient_split.at("base", PatientUnlinkConfirmed(asked.ref), by="alice")
    assert edge(patient_split) == "linked"
    assert [(one.code, one.act) for one in patient_split.state.anomalies] == [
        ("confirmed_by_the_same_person", odd.ref)
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_link_and_a_separation_apart_the_link_stands_and_both_are_shown(stations: Three, way: str) -> None:
    one, other, _ = stations
    first, second = circuit.create(one), circuit.create(other)
    exchange(one, other)
    link(one, first, second)
    exchange(one, other)
    unlink(one, first, second)
    # Elsewhere, the link is not known to be undone: two people separate and link again.
    unlink(other, first, second)
    link(other, first, second)
    meet(stations, way)
    assert circuit.record(one, first).banner.linked == (second,)
    conflict = open_at_both(stations, "link_and_unlink", "nurse")
    assert (conflict.owners, conflict.choices) == (("identify",), ())
    unlink(one, first, second)
    exchange(one, other)
    assert "link_and_unlink" not in inbox_of(other, "nurse")
    for station in (one, other):
        assert circuit.record(station, first).banner.linked == ()
