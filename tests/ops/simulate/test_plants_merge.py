"""Each rule that something looks at has its plant, made from the program's own table."""

from __future__ import annotations

import subprocess
import sys

from node.domain.merge.owners import OWNERS
from ops.simulate.plants import PLANTS
from ops.simulate.unseen import UNSEEN

FIND = (
    "from node.domain.merge import judge, table; from node.domain.fold.steps import Role; "
    "from ops.simulate.plants import PLANTS; PLANTS['forgets_divergent'](); "
    "row = judge.row_for(Role.ORDERED, Role.ORDERED, two_bags=False); "
    "print(row.find(None, None), judge.row_for(Role.VOIDED, Role.MADE, two_bags=False).rule)"
)


def test_every_rule_has_its_plant() -> None:
    assert {f"forgets_{rule}" for rule in OWNERS if rule not in UNSEEN} <= {*PLANTS}
    assert {"alarm_unheard", "blocks_nothing"} <= {*PLANTS}


def test_one_is_forgotten_and_no_other() -> None:
    done = subprocess.run([sys.executable, "-c", FIND], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "taken_over"]
