"""What the register says of numbers that are not as they should be."""

from __future__ import annotations

import shutil
from pathlib import Path

from node.views.register import ending, entries, register_lines, series_views
from node.views.teller import Teller
from tests.node import circuit
from tests.node.stations import Clock, Station, Template, copied, opened, send


def test_a_number_that_nothing_is_known_of_is_a_gap(site: Station) -> None:
    series = site.desk.journal()
    (line,) = register_lines(entries(site.desk, series, 7, 7), series, Teller(site.desk))
    assert (line.state, line.bag, line.taken, line.shown) == ("missing", None, None, "PUI-1 000007")


def test_two_bags_under_one_number_stand_both(template: Template, tmp_path: Path) -> None:
    folder, clock = copied(template, tmp_path), Clock()
    people, contents = template.people, template.contents
    with opened(folder, "PUI-1", contents["PUI-1"], people, clock, seed=11) as station:
        someone = circuit.ready(station)
        doses = [circuit.dose_of(station, someone.course, line).dose for line in ("L1", "L2")]
    shutil.copytree(folder, tmp_path / "clone")
    with (
        opened(folder, "PUI-1", contents["PUI-1"], people, clock, seed=12) as one,
        opened(tmp_path / "clone", "PUI-1", contents["PUI-1"], people, clock, seed=13) as clone,
        opened(folder, "HDJ-1", contents["HDJ-1"], people, clock, seed=14) as other,
    ):
        bags = {
            circuit.claim(one, someone.course, doses[0]),
            circuit.claim(clone, someone.course, doses[1]),
        }
        series = one.desk.journal()
        send(one, other)
        batch = clone.replica.chain.after({}, "all", 64 * 1024 * 1024)
        other.replica.receive(batch, clone.desk.vault.workstation, clock.now_ms())
        found = list(entries(other.desk, series, 1, 1))
        assert {entry.taken.bag for entry in found if entry.taken is not None} == bags
        assert all(entry.doubled and entry.set_aside for entry in found)
        (named,) = [one for one in series_views(other.desk) if one.series == series]
        assert (named.last, named.own, named.workstation) == (1, False, "PUI-1")


def test_a_bag_that_goes_on_has_no_end(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    series = site.desk.journal()
    (entry,) = entries(site.desk, series, 1, 1)
    assert entry.bag is not None
    assert entry.order is not None
    assert entry.order.substance == "oxaliplatine"
    assert ending(entry.bag, Teller(site.desk)) == ("", None)
