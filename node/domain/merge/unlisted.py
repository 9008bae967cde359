"""Any other pair of acts, done apart, that the white list of its sort of file does not call harmless."""

from node.domain.fold.case import DoseCase
from node.domain.merge.row import DECISIONS, FileStep, Found, Pair, PairOf, Row, RowOf


def find(pair: Pair, case: DoseCase) -> Found | None:
    """Nobody foresaw it: a pharmacist looks at it before the dose goes on."""
    return Found(subject=case.dose, acts=(pair.first.act, pair.second.act))


def find_in_file(pair: PairOf[FileStep], _case: object) -> Found | None:
    """The same in a file without doses, where nothing can be held: somebody looks at it."""
    return Found(subject=pair.first.subject, acts=(pair.first.act, pair.second.act), blocks=False)


ROW = Row(rule="unlisted", find=find, owners=("validate",), choices=("reviewed",), leaves=DECISIONS)
IN_A_FILE: RowOf[FileStep, object] = RowOf(
    rule="unlisted", find=find_in_file, owners=("validate",), choices=("reviewed",)
)
