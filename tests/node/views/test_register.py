"""What the register says of numbers that are not as they should be."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from node.views.register import ending, entries, register_lines, series_views
from node.views.teller import Teller
from tests.node import circuit
from tests.node.cloned import two_under_one_number
from tests.node.stations import Station, Template


def test_a_number_that_nothing_is_known_of_is_a_gap(site: Station) -> None:
    series = site.desk.journal()
    (line,) = register_lines(entries(site.desk, series, 7, 7), series, Teller(site.desk.names))
    assert (line.state, line.bag, line.taken, line.shown) == ("missing", None, None, "PUI-1 000007")


def test_two_bags_under_one_number_stand_both(template: Template, tmp_path: Path) -> None:
    with two_under_one_number(template, tmp_path) as cloned:
        series = cloned.one.desk.journal()
        found = list(entries(cloned.other.desk, series, 1, 1))
        assert {entry.taken.bag for entry in found if entry.taken is not None} == {
            cloned.first,
            cloned.second,
        }
        assert all(entry.doubled and entry.set_aside for entry in found)
        # Held and readable: told as set aside, with the drug, never as something that cannot be read.
        lines = list(register_lines(found, series, Teller(cloned.other.desk.names)))
        assert {line.state for line in lines} == {"aside"}
        assert all(line.substance and line.identity is not None for line in lines)
        # Neither claim counts, and each sheet is known by what was taken for it.
        assert len({entry.content.vials for entry in found if entry.content is not None}) == 2
        (named,) = [one for one in series_views(cloned.other.desk) if one.series == series]
        assert (named.last, named.own, named.workstation) == (1, False, "PUI-1")


def test_a_bag_that_goes_on_has_no_end(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    series = site.desk.journal()
    (entry,) = entries(site.desk, series, 1, 1)
    assert entry.bag is not None
    assert entry.order is not None
    assert entry.order.substance == "oxaliplatine"
    assert ending(entry.bag, Teller(site.desk.names)) == ("", None)


def test_a_bag_that_is_held_says_by_what(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    series = site.desk.journal()
    (entry,) = entries(site.desk, series, 1, 1)
    assert entry.blocks == ()
    crossed = replace(entry, crossed=("newer_weight",))
    assert (crossed.state, crossed.blocks) == ("held", ("newer_weight",))
    assert entry.bag is not None
    held = replace(entry, bag=replace(entry.bag, held=True, blocks=("made_twice",)))
    (line,) = register_lines((held,), series, Teller(site.desk.names))
    assert (line.state, line.blocks) == ("held", ("made_twice",))
