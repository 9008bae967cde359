"""Since which act a rule holds, and who signed it."""

from __future__ import annotations

import pytest

from node.api.rules import GetRules, Rules, RuleView, SwitchRule
from node.handlers import rules
from schema.acts.membership import SwitchedRule
from schema.rules import RULES
from tests.node.stations import PIN, Station


def told(station: Station, name: str) -> RuleView:
    return next(row for row in station.get("nurse", GetRules(), Rules).rows if row.name == name)


def test_those_of_the_founding(site: Station) -> None:
    rule = told(site, "two_people")
    assert rule.founding
    (stamp,) = rule.signed
    assert stamp.person == ""
    assert stamp.workstation == "PUI-1"


def test_one_switched_on_since(site: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RULES", {**RULES, "tea_at_five": SwitchedRule("tea_at_five", (2,))})
    assert told(site, "tea_at_five") == RuleView("tea_at_five", True, False)
    site.do("administrator", SwitchRule(name="tea_at_five", pin=PIN))
    rule = told(site, "tea_at_five")
    assert (rule.on, rule.founding, rule.proposed) == (True, False, False)
    assert [stamp.person for stamp in rule.signed] == ["ZÉRO Ignace"]
