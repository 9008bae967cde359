"""Links and separations, each of two people."""

from __future__ import annotations

from node.domain.fold.links import edges_of, links_of
from node.domain.patient import KINDS
from node.domain.reading import read
from schema.acts.patient import (
    PatientKeptApart,
    PatientLinkConfirmed,
    PatientLinked,
    PatientUnlinkConfirmed,
    PatientUnlinked,
)
from tests.node.domain.acts import Site, an_id

ME, OTHER, THIRD = an_id("me"), an_id("other"), an_id("third")


def test_the_effect_comes_with_the_second_person() -> None:
    site = Site()
    link = site.act("A", PatientLinked(OTHER, "r"), ME, by="alice")
    assert links_of(read(site.acts, KINDS)).links == ()
    yes = site.act("A", PatientLinkConfirmed(link.ref), ME, by="bob")
    (agreed,) = links_of(read(site.acts, KINDS)).links
    assert (agreed.asked, agreed.act, agreed.other) == (link, yes, OTHER)


def test_a_separation_removes_only_what_its_second_person_saw_of_that_file() -> None:
    site = Site()
    for other in (OTHER, THIRD):
        link = site.act("A", PatientLinked(other, "r"), ME, by="alice")
        site.act("A", PatientLinkConfirmed(link.ref), ME, by="bob")
    asked = site.act("A", PatientUnlinked(OTHER, "r"), ME, by="alice")
    site.act("A", PatientUnlinkConfirmed(asked.ref), ME, by="bob")
    found = links_of(read(site.acts, KINDS))
    assert [found.removed(one) is not None for one in found.links] == [True, False]
    edges = {edge.other: edge.state for edge in edges_of(read(site.acts, KINDS), found)}
    assert edges == {OTHER: "kept_apart", THIRD: "linked"}


def test_agreeing_with_what_is_no_request_is_an_anomaly() -> None:
    site = Site()
    note = site.act("A", PatientKeptApart(OTHER, "r"), ME)
    site.act("A", PatientUnlinkConfirmed(note.ref), ME, by="bob")
    site.act("A", PatientLinkConfirmed(note.ref), ME, by="bob")
    assert {one.code for one in links_of(read(site.acts, KINDS)).anomalies} == {
        "unknown_unlink",
        "unknown_link",
    }
