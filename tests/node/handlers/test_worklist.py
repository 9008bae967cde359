"""The worklist: of a day, by right, with what is late and what is blocked."""

from __future__ import annotations

from node.api.worklist import GetWorklist, WorkItem, Worklist
from schema.acts.patient import Identity
from tests.node import circuit
from tests.node.stations import TODAY, Station


def _items(site: Station, who: str, day: str = TODAY, *, mine: bool = True) -> tuple[WorkItem, ...]:
    return site.get(who, GetWorklist(day=day, mine=mine), Worklist).items


def test_each_sees_the_steps_of_their_rights(site: Station) -> None:
    someone = circuit.treated(site)
    assert {step for item in _items(site, "pharmacist") for step in item.waits_for} >= {"validate"}
    assert _items(site, "preparer") == ()
    assert _items(site, "nurse") == ()
    circuit.validate(site, someone.course)
    circuit.go_ahead(site, someone.course)
    planned = {item.substance for item in _items(site, "preparer")}
    assert "oxaliplatine" in planned
    bag = circuit.on_the_ward(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    (item,) = _items(site, "nurse")
    assert (item.bag, item.number, item.state) == (bag, "PUI-1 000001", "received")
    assert item.waits_for == ("administer",)


def test_what_was_planned_before_and_is_not_over_is_on_todays_list(site: Station) -> None:
    someone = circuit.ready(site)
    given = circuit.dose_of(site, someone.course, "L1").dose
    bag = circuit.on_the_ward(site, someone.course, given)
    circuit.give(site, circuit.Treated(someone.patient, someone.course), given, bag)
    site.clock.advance(days=4)
    doses = {item.dose for item in _items(site, "preparer", "2026-06-09")}
    assert given not in doses
    assert circuit.dose_of(site, someone.course, "L2").dose in doses
    # Of another day, only what is planned for it.
    assert _items(site, "preparer", "2026-06-08", mine=False) == ()
    assert given in {item.dose for item in _items(site, "nurse", TODAY, mine=False)}


def test_the_order_is_day_patient_rank(site: Station) -> None:
    circuit.treated(site)
    circuit.treated(site, identity=Identity("Abel-Fictif", "", "Zoé", "1971-01-01", "F", "", ""))
    items = _items(site, "pharmacist", mine=False)
    assert [item.planned for item in items] == sorted(item.planned for item in items)
    names = [item.patient.identity.birth_name for item in items if item.planned == TODAY]
    assert names == sorted(names)


def test_a_check_between_files_blocks_and_is_counted(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    items = _items(site, "prescriber")
    assert items
    assert all(item.conflicts == 1 for item in items)
    assert all("newer_weight" in item.blocks and item.state == "held" for item in items)
    assert all("settle" in item.waits_for and "prepare" not in item.waits_for for item in items)
    # A preparer can do nothing about it, and is not sent there.
    assert _items(site, "preparer") == ()
