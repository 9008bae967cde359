"""The rules of a site, from the command line."""

import re

import pytest

from node.api.rules import RuleView
from node.client import RefusedError
from ops.cli.exits import Exit
from ops.cli.rules import gap
from schema.rules import RULES
from tests.ops.cli.scene import Heard, Workstation, run


def test_a_new_site_has_them_all(workstation: Workstation) -> None:
    terminal = Heard(person=False)
    assert run(terminal, "rules", *workstation.acting) == Exit.DONE
    said = terminal.said.getvalue()
    assert "on   Never by one person (two_people)\n    Removals, readmissions" in said
    assert "off" not in said
    since = re.findall(r"since the founding, \d\d\u2011\w+\u2011\d{4} \d\d:\d\d", said)
    assert len(since) == len(RULES)


def test_what_holds_already_is_not_switched_on(workstation: Workstation) -> None:
    with pytest.raises(RefusedError):
        run(Heard(person=False), "rules", "--switch-on", "two_people", *workstation.acting)


def test_what_a_rule_leaves_open_where_it_came_later_is_said() -> None:
    later, founding = (RuleView("two_people", known=True, on=True, founding=one) for one in (False, True))
    assert "leaves a gap" in gap(later, Heard())
    assert gap(founding, Heard()) == gap(RuleView("recounted", known=True, on=False), Heard()) == ""
