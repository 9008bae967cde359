"""Incidents are told without details, the newest first, and never more than a few."""

from __future__ import annotations

import pytest

from node.api.incidents import MOST, GetIncidents, Incidents, IncidentView
from node.api.site import PeerView
from schema.i18n import text
from schema.ids import short_text
from sync.codes import Code
from sync.ports import Evidence
from tests.node.stations import Station, exchange

Three = tuple[Station, Station, Station]
EVIDENCE = ("bytes", "chain", "fork", "founding", "order", "scope", "seal", "site", "version")
NOTED = ("peer.twin", "peer.fork", "peer.blob_bad")


class Cable:
    def peers(self) -> tuple[PeerView, ...]:
        return ()

    def lobby_addresses(self) -> tuple[str, ...]:
        return ()

    def incidents(self) -> tuple[IncidentView, ...]:
        return (IncidentView(5, "network", "not_member", "192.0.2.9", ""),)


def keep(station: Station, count: int = 1) -> bytes:
    journal = station.desk.journal()
    found = [Evidence("chain", journal, number + 7, "a detail") for number in range(count)]
    with station.replica.writing():
        station.replica.incoming.evidence.keep(found, station.desk.vault.workstation, 9)
    return journal


def told(station: Station, limit: int = MOST) -> tuple[IncidentView, ...]:
    answer = station.call(None, GetIncidents(limit=limit))
    assert isinstance(answer, Incidents)
    return answer.rows


def test_both_sorts_the_newest_first(site: Station) -> None:
    assert told(site) == ()
    journal = keep(site)
    site.desk.network = Cable()
    entry, call = told(site)
    assert entry == IncidentView(9, "evidence", "chain", "PUI-1", f"{short_text(journal)} 7")
    assert (call.sort, call.source) == ("network", "192.0.2.9")


def test_what_nobody_handed_over_is_told_by_who_writes_the_journal(site: Station) -> None:
    journal, other = site.desk.journal(), bytes(16)
    found = [Evidence("chain", journal, 7, "a detail"), Evidence("chain", other, 8, "a detail")]
    with site.replica.writing():
        site.replica.incoming.evidence.keep(found, None, 9)
    rows = {(row.source, row.journal) for row in told(site)}
    assert rows == {("PUI-1", f"{short_text(journal)} 7"), ("", f"{short_text(other)} 8")}


def test_no_more_than_asked_or_allowed(site: Station) -> None:
    keep(site, MOST + 5)
    assert len(told(site, 10_000)) == MOST
    assert len(told(site, 3)) == 3
    assert told(site, 0) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_code_has_words(language: str) -> None:
    for code in (*EVIDENCE, *NOTED):
        assert text(f"incident.{code}", language) != f"incident.{code}"
    for known in Code:
        name = f"sync.error.{known.name.lower()}"
        assert text(name, language) != name


def test_of_another_s_journal_it_is_told_whose_it_is_and_who_told(stations: Three) -> None:
    one, other, third = stations
    exchange(one, other)
    theirs, teller = other.desk.journal(), third.desk.vault.workstation
    with one.replica.writing():
        one.replica.incoming.evidence.keep([Evidence("fork", theirs, 7, "a detail")], teller, 9)
    (row,) = told(one)
    assert (row.source, row.journal) == ("USC-1", f"{short_text(theirs)} 7 (HDJ-1)")
