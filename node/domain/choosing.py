"""Which of the signed versions of a file stands.

A version replaces those its author had seen; of several that ignored each other, the one that people
chose, or all of them until they do.
"""

import msgspec

from node.domain.fold.versions import VersionCase, Versioned, version_id
from node.domain.merge.judging import Judging, judge_steps
from node.domain.merge.settled_beyond_rights import Settlements
from node.domain.state import Conflict
from schema.transaction import ActRef


class Chosen(msgspec.Struct, frozen=True):
    """What a file of versions comes to."""

    standing: tuple[ActRef, ...]
    """The one that applies, or those that compete."""
    disputed: tuple[ActRef, ...]
    """Those that compete, if any do."""
    conflicts: tuple[Conflict, ...]

    @property
    def default(self) -> ActRef | None:
        """The version to begin with."""
        return self.standing[0] if len(self.standing) == 1 else None


def choose(case: VersionCase, judging: Judging[Versioned, VersionCase], settlements: Settlements) -> Chosen:
    """What stands: the last version; of several signed apart the one that people chose, or all of them."""
    judged, notes = judge_steps(judging, case.steps, case, settlements.counted)
    passed_over = {
        act.ref
        for one in judged
        if one.said.by is not None
        for act in one.acts
        if version_id(act.ref) != one.said.keep
    }
    standing = [one for one in case.standing() if one.act.ref not in passed_over]
    disputable = any(one.disputable for one in standing)
    if disputable and all(one.content == standing[0].content for one in standing):
        standing = standing[:1]
    refs = tuple(one.act.ref for one in standing)
    return Chosen(
        standing=refs,
        disputed=refs if disputable and len(refs) > 1 else (),
        conflicts=(*(one.conflict for one in judged), *notes),
    )
