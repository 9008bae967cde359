"""A right granted ‖ withdrawn: it is withdrawn, and the administrators learn of it.

Admission does the first (`sync/membership/people.py`); this tells who gave what somebody else took away.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from node.domain.history import Act, before, concurrent, in_order
from node.domain.merge.in_effect import in_effect
from node.domain.merge.owners import OWNERS
from node.domain.state import Conflict
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.acts.people import AdministratorAppointed, AdministratorDismissalProposed, AdministratorProposed
from schema.ids import Id

RULE: Final = "granted_and_withdrawn"
_GIVEN = (RightsGranted, AdministratorAppointed, AdministratorProposed)
_TAKEN = (RightsWithdrawn, AdministratorDismissalProposed)


class _Said(msgspec.Struct, frozen=True):
    """Rights given or taken, and since when that holds."""

    act: Act
    since: Act
    rights: frozenset[str]
    given: bool


def granted_and_withdrawn(person: Id, acts: Iterable[Act], agreements: Iterable[Act]) -> Conflict | None:
    """The conflict in a person's file, settled once each such right was given or taken knowing of both."""
    said = [
        _Said(act, since, frozenset(act.body.rights), isinstance(act.body, _GIVEN))
        for act, since in in_effect(acts, agreements)
        if isinstance(act.body, _GIVEN + _TAKEN)
    ]
    waiting: list[Act] = []
    ended: list[Act] = []
    ends: list[Act] = []
    for given in (one for one in said if one.given):
        for taken in (one for one in said if not one.given):
            # Other rights have nothing to do with it; and whoever knew of the one meant the other.
            common = given.rights & taken.rights
            if not common or not concurrent(given.since, taken.since):
                continue
            # Given again or taken again, each of them, by somebody who had both before their eyes.
            later = [one for one in said if before(given.since, one.since) and before(taken.since, one.since)]
            if common <= frozenset[str]().union(*(one.rights for one in later)):
                ended += [given.act, taken.act]
                ends.append(later[-1].act)
            else:
                waiting += [given.act, taken.act]
    if not waiting and not ended:
        return None
    return Conflict(
        rule=RULE,
        subject=person,
        dose=None,
        acts=tuple(act.ref for act in in_order(waiting or ended)),
        owners=OWNERS[RULE],
        # The way out is a signed act of administration: the right is granted again, or withdrawn again.
        choices=(),
        alarm=False,
        blocks=False,
        settled=None if waiting else in_order(ends)[-1].ref,
    )
