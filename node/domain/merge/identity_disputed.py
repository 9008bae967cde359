"""Identity field ‖ identity field: both values are shown, and whoever reads is told to check."""

from collections.abc import Sequence

from node.domain.fold.patient import PatientCase, PatientRole, Said
from node.domain.history import Act, before
from node.domain.merge.row import Found, PairOf, RowOf
from schema.ids import Id


def find(pair: PairOf[Said], _case: PatientCase) -> Found | None:
    """Two values of one field, said apart."""
    # Another field is another subject: disjoint corrections never meet. Identical ones converge.
    if pair.first.value == pair.second.value:
        return None
    return Found(subject=pair.first.subject, acts=(pair.first.act, pair.second.act), blocks=False)


def way_out(subject: Id, acts: Sequence[Act], case: PatientCase) -> Act | None:
    """A correction of that field by somebody who had all values before their eyes."""
    corrections = case.of(subject, PatientRole.CORRECTED)
    settled = next((one.act for one in corrections if all(before(act, one.act) for act in acts)), None)
    # Both sides may also have come to write the same, each for itself.
    standing = case.standing(subject)
    if settled is None and len({one.value for one in standing}) == 1:
        return standing[-1].act
    return settled


ROW = RowOf(rule="identity_disputed", find=find, way_out=way_out, owners=("identify",))
