"""A name or a place written on two sides apart: one is shown, and the administrators learn of the other.

Admission lets the last in fold order stand (`sync/membership/`); this tells what the other side had written.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Final

from node.domain.history import Act, before, concurrent, in_order
from node.domain.merge.owners import OWNERS
from node.domain.state import Conflict
from schema.acts.people import PersonRenamed
from schema.acts.workstations import WorkstationMoved, WorkstationRenamed
from schema.codec import Wire
from schema.transaction import FileRef, FileType

PERSON: Final = "person_renamed_apart"
WORKSTATION: Final = "workstation_renamed_apart"
_OF: Final[Mapping[int, tuple[str, tuple[type[Wire], ...]]]] = MappingProxyType(
    {
        FileType.PERSON: (PERSON, (PersonRenamed,)),
        FileType.WORKSTATION: (WORKSTATION, (WorkstationRenamed, WorkstationMoved)),
    }
)
"""By type of file: the rule, and the acts of which the last one is what screens show."""


def written_apart(file: FileRef, acts: Iterable[Act]) -> Conflict | None:
    """The conflict in a person's or a workstation's file, settled once it was written knowing of both."""
    rule, kinds = _OF[file.type]
    told = [act for act in in_order(acts) if not act.set_aside]
    waiting: list[Act] = []
    ended: list[Act] = []
    ends: list[Act] = []
    # A name and a place have nothing to do with each other.
    for kind in kinds:
        said = [act for act in told if type(act.body) is kind]
        last = [act for act in said if not any(before(act, one) for one in said)]
        # Identical content converges without anybody.
        if any(one.body != last[0].body for one in last):
            waiting += last
            continue
        for one, other in combinations(said, 2):
            if one.body != other.body and concurrent(one, other):
                knew = [act for act in said if before(one, act) and before(other, act)]
                ended += [one, other] if knew else []
                ends += knew
    if not waiting and not ended:
        return None
    return Conflict(
        rule=rule,
        subject=file.id,
        dose=None,
        acts=tuple(dict.fromkeys(act.ref for act in in_order(waiting or ended))),
        owners=OWNERS[rule],
        # The way out is the same signed act of administration, by somebody who had both before their eyes.
        choices=(),
        alarm=False,
        blocks=False,
        settled=None if waiting else in_order(ends)[-1].ref,
    )
