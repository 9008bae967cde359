"""The data of the printed register: whatever is known of a number, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from node.paper.data import Pharmacy, Printing
from node.views.papers.press import Press
from node.views.papers.register import register_pages
from node.views.register import entries
from node.views.teller import Teller
from tests.node import circuit
from tests.node.stations import Station


def test_a_bag_and_a_gap(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    series = site.desk.journal()
    press = Press(
        Teller(site.desk.names),
        Pharmacy(name="PUI fictive", address=("1, allée de l’Œillet",)),
        Printing(
            printed_at=datetime(2026, 6, 5, 8, tzinfo=UTC),
            workstation="PUI-1",
            person="Dr EXEMPLE",
            witness="7F3K9Q2B",
        ),
        lambda _: "",
        lambda _: "",
    )
    pages = register_pages(press, series, 1, 2, entries(site.desk, series, 1, 2), illustrative=True)
    bag, gap = pages.rows
    assert (pages.series, bag.number, gap.number) == ("PUI-1", "PUI-1 000001", "PUI-1 000002")
    assert bag.family_name == "Essai"
    assert any("LOT-1" in lot for lot in bag.lots)
    assert bag.prescriber == "Dr INVENTÉ Colombe"
    assert bag.preparer is None
    assert (gap.state, gap.shape, gap.family_name, gap.taken_at, gap.lots) == (
        "manquant",
        "triangle",
        None,
        None,
        (),
    )
