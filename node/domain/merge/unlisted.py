"""Any other pair of acts on a dose, done apart, that the white list does not call harmless."""

from node.domain.fold.case import DoseCase
from node.domain.merge.row import DECISIONS, Found, Pair, Row


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Nobody foresaw it: a pharmacist looks at it before the dose goes on."""
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act))


ROW = Row(rule="unlisted", find=find, owners=("validate",), choices=("reviewed",), leaves=DECISIONS)
