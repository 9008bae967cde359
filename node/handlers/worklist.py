"""The worklist of a day."""

from collections.abc import Mapping

from node.api.base import Answer
from node.api.worklist import GetWorklist, WorkItem, Worklist
from node.desk import Desk
from node.domain.patient import fold_patient
from node.domain.situation import CourseSituation
from node.domain.world import Found
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import around, course_state, queries, today
from node.sessions import Session
from node.store.queries import Queries
from node.views.patient import patient_row
from node.views.teller import Teller
from node.views.worklist import in_order, mine, open_on, planned_doses, work_item
from schema.ids import Id
from schema.transaction import FileRef, FileType


def get_worklist(desk: Desk, session: Session, command: GetWorklist) -> Answer:
    """Doses of a day; today's list also has those of days before that are not over."""
    day = desk.today()
    asked = queries(desk)
    who = desk.who(session)
    tell = Teller(desk.names)
    items: list[WorkItem] = []
    ranks: dict[Id, int] = {}
    for course, doses in asked.doses_of_day(command.day, late=command.day == day).items():
        situation = _bare_situation(desk, course, asked)
        included = situation.course.included if situation else None
        if situation is None or included is None:
            continue
        files = around(desk, included.patient)
        if included.patient not in files:
            continue
        row = patient_row(included.patient, files, situation.today)
        for dose in planned_doses(situation.course, doses):
            item = work_item(dose, situation, included, row, tell)
            if not command.mine or mine(item, who, open_on(dose, situation)):
                items.append(item)
                ranks[dose.dose] = dose.versions[0].order.rank
    return Worklist(day=command.day, items=in_order(items, ranks))


def _bare_situation(desk: Desk, course: Id, asked: Queries) -> CourseSituation | None:
    """A course with what the checks between files found on it: all that a list looks at."""
    state = course_state(desk, course)
    if state is None:
        return None
    file = FileRef(FileType.COURSE, course)
    return CourseSituation(
        id=course,
        course=state,
        patient=fold_patient(()),
        person=frozenset(),
        regimen=None,
        products={},
        limits=None,
        doers={},
        found=tuple(Found(file, row.conflict) for row in asked.conflicts(file, "cross")),
        now_ms=desk.now(),
        today=today(desk),
    )


HANDLERS: Mapping[type, AnyHandler] = {GetWorklist: signed_in(get_worklist)}
