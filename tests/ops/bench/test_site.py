"""The made-up site of the measures is one that the node's own checks find nothing wrong with."""

from pathlib import Path

from node.store.verify import verify
from ops.bench.content import fill
from ops.bench.site import STATIONS, Site


def test_three_workstations_write_journals_of_their_own(tmp_path: Path) -> None:
    site = Site(tmp_path)
    try:
        fill(site, 100)
        assert len({station.journal for station in site.stations.values()}) == len(STATIONS)
        found = verify(site.replica)
        _, _, set_aside = site.replica.counts()
    finally:
        site.close()
    assert found.ok, found.findings
    assert not set_aside


def test_a_newcomer_is_enrolled(tmp_path: Path) -> None:
    site = Site(tmp_path)
    try:
        joined = site.join("NOUVEAU", tmp_path / "newcomer")
        members = site.replica.roll.now.workstations
    finally:
        site.close()
    assert members[joined.joined.workstation].name == "NOUVEAU"
