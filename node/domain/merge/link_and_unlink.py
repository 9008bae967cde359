"""Link ‖ unlink: a separation removes the links it saw; one made apart stands, and people look at both."""

from collections.abc import Sequence

from node.domain.fold.patient import PatientCase, PatientRole, Said
from node.domain.history import Act, before
from node.domain.merge.row import Found, PairOf, RowOf
from schema.ids import Id


def find(pair: PairOf[Said], case: PatientCase) -> Found | None:
    """A link of two people, and a separation of two people that had not seen it."""
    made = pair.get(PatientRole.LINKED)
    link = next((one for one in case.links.links if one.act.ref == made.act.ref), None)
    # Another separation saw it: it is removed all the same.
    if link is None or case.links.removed(link) is not None:
        return None
    # While both stand the files are one person: allergies are a union, a dose written twice is held.
    return Found(subject=made.subject, acts=(pair.first.act, pair.second.act), blocks=False)


def way_out(subject: Id, acts: Sequence[Act], case: PatientCase) -> Act | None:
    """Two people link or separate the files knowing of both."""
    said = case.of(subject, PatientRole.LINKED, PatientRole.UNLINKED)
    return next((one.act for one in said if all(before(act, one.act) for act in acts)), None)


ROW = RowOf(rule="link_and_unlink", find=find, way_out=way_out, owners=("identify",))
