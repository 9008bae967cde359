"""Allergy ‖ "none known", or ‖ the removal of another entry of it: the allergy stands, disputed."""

from node.domain.fold.patient import PatientCase, PatientRole, Said
from node.domain.merge.row import Found, PairOf, RowOf

STANDS, REMOVED = "stands", "removed"


def find(pair: PairOf[Said], case: PatientCase) -> Found | None:
    """An allergy, and somebody who speaks against it without knowing of it, or against what it says."""
    entry = pair.get(PatientRole.ALLERGIC)
    against = pair.other(entry)
    # A removal names the entry it saw: that entry is gone, nobody disputes it.
    if entry.act.ref in case.removed:
        return None
    if not pair.apart:
        # Recorded by somebody who knew what had been said against it: it is news, or it is back.
        if pair.second is entry:
            return None
        # "None known", by somebody who had the allergy before their eyes: one of the two is wrong.
        if against.role == PatientRole.REMOVED:
            return None
    # Allergy over none: it stands until a prescriber or a pharmacist says which is true.
    return Found(subject=entry.subject, acts=(pair.first.act, pair.second.act), blocks=False)


ROW = RowOf(
    rule="allergy_disputed",
    find=find,
    owners=("prescribe", "validate"),
    choices=(STANDS, REMOVED),
    known_too=True,
)
