"""A workstation cloned: two bags under one number of one journal, on two branches, alarm on both sheets."""

from __future__ import annotations

from pathlib import Path

from tests.node import circuit
from tests.node.apart import rows_of
from tests.node.cloned import two_under_one_number
from tests.node.stations import Template


def test_both_sheets_are_named_wherever_both_branches_are_held(template: Template, tmp_path: Path) -> None:
    with two_under_one_number(template, tmp_path) as cloned:
        course, first, second = cloned.course, cloned.first, cloned.second
        assert circuit.bag_of(cloned.one, course, first).number == "PUI-1 000001"
        assert circuit.bag_of(cloned.clone, course, second).number == "PUI-1 000001"
        rows = rows_of(cloned.other, "doubled_number")
        assert {row.subject for row in rows} == {first, second}
        assert all(row.alarm and row.open for row in rows)
        numbers = {dict(side.summary)["summary.number"] for row in rows for side in row.sides}
        assert numbers == {"PUI-1 000001"}
        # Neither claim counts until the fork is settled, and both sheets are told apart all the same.
        sheets = [dict(side.summary) for side in rows[0].sides]
        assert [sheet["summary.patient"] for sheet in sheets] == ["ESSAI Jeanne Noëlle"] * 2
        assert len({sheet["summary.vials_used"] for sheet in sheets}) == 2
        assert len({row.substance for row in rows}) == 2, "the two rows of the inbox differ, too"
        assert all(row.substance for row in rows)
