"""Acts about people and workstations, each with what puts it into effect: itself, or a second person."""

from collections.abc import Iterable, Iterator

from node.domain.history import Act, in_order
from schema.acts.agreement import MembershipAgreed
from schema.acts.people import AdministratorDismissalProposed, AdministratorProposed
from schema.acts.workstations import WorkstationReadmissionProposed, WorkstationRemovalProposed

_BY_TWO = frozenset(
    {
        AdministratorProposed,
        AdministratorDismissalProposed,
        WorkstationRemovalProposed,
        WorkstationReadmissionProposed,
    }
)


def in_effect(acts: Iterable[Act], agreements: Iterable[Act]) -> Iterator[tuple[Act, Act]]:
    """(what was said, the act since which it holds), in fold order; what still waits is not there.

    The recovery key, which is nobody in particular, needs no second person.
    """
    agreed: dict[object, Act] = {}
    for one in in_order(agreements):
        if isinstance(one.body, MembershipAgreed) and not one.set_aside:
            agreed.setdefault(one.body.act, one)
    for act in in_order(acts):
        alone = type(act.body) not in _BY_TWO or act.header.actor is None
        since = act if alone else agreed.get(act.ref)
        if since is not None and not act.set_aside:
            yield act, since
