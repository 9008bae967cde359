"""Given to somebody else: the file identified at the bedside is none of the person's the bag was made for.

Only links tell who is one person, so this is asked between files; a separation of the files asks again.
"""

from typing import Final

from node.domain.identity import person_of
from node.domain.merge.owners import OWNERS
from node.domain.state import Conflict, CourseState, Elsewhere
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import FileRef, FileType

RULE: Final = "given_wrong_patient"
REVIEWED: Final = "reviewed"


def given_wrong_patient(world: World) -> tuple[Found, ...]:
    """Accounts of a dose given to a patient who is not the course's, by any link."""
    return tuple(
        _alarm(course, state, account)
        for course, state in sorted(world.courses.items())
        if state.included is not None
        for account in state.elsewhere
        # Two files of one person: the right patient, under another number.
        if account.patient not in person_of(state.included.patient, world.patients)
    )


def _alarm(course: Id, state: CourseState, account: Elsewhere) -> Found:
    # It is told and cannot be undone: everybody is warned until somebody says that it is dealt with.
    settled = next(
        (
            one.act
            for one in state.settlements
            if (one.rule, one.subject, one.choice) == (RULE, account.dose, REVIEWED)
            and account.act in one.heads
        ),
        None,
    )
    return Found(
        file=FileRef(FileType.COURSE, course),
        conflict=Conflict(
            rule=RULE,
            subject=account.dose,
            dose=account.dose,
            acts=(account.act,),
            owners=OWNERS[RULE],
            choices=(REVIEWED,),
            alarm=True,
            blocks=False,
            settled=settled,
        ),
    )
