"""Signed ‖ signed: of two versions of a regimen or product neither is the default until one is chosen."""

from collections.abc import Sequence

from node.domain.fold.versions import VersionCase, Versioned, VersionRole
from node.domain.history import Act, before
from node.domain.merge.row import Found, PairOf, RowOf
from schema.ids import Id


def find(pair: PairOf[Versioned], _case: VersionCase) -> Found | None:
    """Two versions, each signed without knowing of the other."""
    first, second = pair.first, pair.second
    # Word for word the same converges without anybody.
    if first.content == second.content:
        return None
    # Nothing is held: bags made and courses begun keep the version they name. What is not possible is
    # to begin with either, since the file has no default.
    return Found(subject=first.subject, acts=(first.act, second.act), blocks=False)


def way_out(_subject: Id, acts: Sequence[Act], case: VersionCase) -> Act | None:
    """A version signed by somebody who had all of them before their eyes, or one left when others retired."""
    signed = (step.act for step in case.steps if step.role == VersionRole.SIGNED)
    newer = next((act for act in signed if all(before(one, act) for one in acts)), None)
    if newer is not None:
        return newer
    left = [act for act in acts if act.ref not in case.retired]
    if any(act.body != left[0].body for act in left):
        return None
    return max((case.retired[act.ref] for act in acts if act.ref in case.retired), key=lambda act: act.place)


ROW = RowOf(rule="signed_apart", find=find, way_out=way_out, owners=("reference",), choices=("keep",))
