"""The rules of a site: listed, and switched on by an administrator."""

from __future__ import annotations

import pytest

from node.api.rules import GetRules, Rules, SwitchRule
from node.handlers import rules
from schema.acts.membership import SwitchedRule
from schema.rules import RULES
from sync import receipts
from tests.node.stations import PIN, Station, exchange


def told(station: Station) -> Rules:
    return station.get("nurse", GetRules(), Rules)


def test_a_new_site_has_them_all(site: Station) -> None:
    assert [(row.name, row.known, row.on) for row in told(site).rows] == [
        (name, True, True) for name in sorted(RULES)
    ]
    assert site.refused("administrator", SwitchRule(name="two_people", pin=PIN)) == "rules.on_already"
    assert site.refused("administrator", SwitchRule(name="nobody_eats", pin=PIN)) == "rules.unknown"


def test_an_administrator_switches_one_on(
    stations: tuple[Station, Station, Station], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, _ = stations
    monkeypatch.setattr(rules, "RULES", {**RULES, "tea_at_five": SwitchedRule("tea_at_five", (2,))})
    assert ("tea_at_five", False) in [(row.name, row.on) for row in told(one).rows]
    assert one.refused("nurse", SwitchRule(name="tea_at_five", pin=PIN)) == "membership.beyond_rights"
    one.do("administrator", SwitchRule(name="tea_at_five", pin=PIN))
    exchange(one, other)
    assert ("tea_at_five", True) in [(row.name, row.on) for row in told(other).rows]


def test_who_runs_another_version_is_named(site: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(site).others == ()
    monkeypatch.setattr(receipts, "RULES", 7)
    assert told(site).others == ("HDJ-1", "USC-1")
