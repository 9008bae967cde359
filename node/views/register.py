"""The lines of a register series: each number with its bag, wherever that stands, and the gaps."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from node.api.base import Stamp
from node.api.register import RegisterLine, SeriesView
from node.desk import Desk
from node.domain.patient import PatientState
from node.domain.register import NumberLine, RegisterState, register_file_id
from node.domain.state import Bag, CourseState
from node.store.queries import Queries
from node.views.dose import other_bags, shown_state
from node.views.teller import Teller
from schema.acts.patient import Identity
from schema.acts.preparation import PreparationClaimed
from schema.acts.prescription import DoseOrder
from schema.ids import Id, short_text
from schema.transaction import ActRef, FileRef, FileType
from sync.membership import CLINICAL

_ENDS: Final = ("voided", "rejected", "recalled", "destroyed", "reassigned")
"""Ends of a bag that have a reason; the fields of `Bag` that name their acts."""


class Entry(msgspec.Struct, frozen=True):
    """One number, and one bag that bears it, as far as they can be read here."""

    number: int
    taken: NumberLine | None = None
    doubled: bool = False
    set_aside: bool = False
    patient: Id | None = None
    identity: Identity | None = None
    course: CourseState | None = None
    bag: Bag | None = None
    order: DoseOrder | None = None
    """What was to be prepared: of the revision that the bag was made for."""
    content: PreparationClaimed | None = None
    """What was taken for it, whatever became of its claim."""
    crossed: tuple[str, ...] = ()
    """Rules of the disagreements with another file that hold it."""

    @property
    def state(self) -> str:
        """Its bag's; `aside` when its claim is, `unseen` when that is not here, `missing` for a gap."""
        if self.bag is not None:
            return shown_state(self.bag, crossed=bool(self.crossed))
        if self.content is not None:
            return "aside"
        return "missing" if self.taken is None else "unseen"

    @property
    def blocks(self) -> tuple[str, ...]:
        """Codes of what holds it, while it is held."""
        if self.bag is None or self.state != "held":
            return ()
        return tuple(dict.fromkeys((*self.bag.blocks, *self.crossed)))

    @property
    def beside(self) -> tuple[Bag, ...]:
        """The dose's other bags that have not ended, while it is held."""
        if self.bag is None or self.course is None or self.state != "held":
            return ()
        bag, bags = self.bag, self.course.bags
        dose = next((one for one in self.course.doses if one.dose == bag.dose), None)
        others = other_bags(dose, bags, bag) if dose is not None else ()
        return tuple(one for one in bags if one.bag in others)


def series_views(desk: Desk) -> tuple[SeriesView, ...]:
    """Every series with a number, this workstation's own in any case; by name."""
    own, asked = desk.journal(), Queries(desk.replica)
    found = [
        SeriesView(
            series=one.id,
            name=desk.names.series_of(one.id),
            workstation=desk.names.workstation_of(one.id),
            journal=short_text(one.id),
            last=last,
            own=one.id == own,
        )
        for one in desk.members.journals.values()
        if one.scope == CLINICAL and ((last := asked.next_number(one.id) - 1) or one.id == own)
    ]
    return tuple(sorted(found, key=lambda one: (not one.own, one.name, one.series)))


def entries(desk: Desk, series: Id, first: int, last: int) -> Iterator[Entry]:
    """Each number from the first to the last, the gaps too."""
    states = desk.replica.states
    files = {number: register_file_id(series, number) for number in range(first, last + 1)}
    registers = states.several(RegisterState, FileType.REGISTER, tuple(files.values()))
    wanted = {line.course for state in registers.values() for line in state.lines}
    courses = states.several(CourseState, FileType.COURSE, sorted(wanted))
    included = {one.included.patient for one in courses.values() if one.included is not None}
    patients = states.several(PatientState, FileType.PATIENT, sorted(included))
    crossed = {course: _crossed(desk, course) for course in courses}
    for number, file in files.items():
        state = registers.get(file)
        if state is None or not state.lines:
            yield Entry(number)
            continue
        aside = {one.act for one in state.set_aside}
        for line in {one.bag: one for one in state.lines}.values():
            found = _entry(number, line, courses.get(line.course), patients, state, aside)
            held = {line.bag, found.bag.dose if found.bag is not None else line.bag}
            content = (
                found.bag.content if found.bag is not None else desk.names.content(line.course, line.bag)
            )
            yield replace(
                found,
                content=content,
                order=_order(found.course, content)
                if found.course is not None and content is not None
                else None,
                crossed=tuple(rule for subject, rule in crossed.get(line.course, ()) if subject in held),
            )


def _crossed(desk: Desk, course: Id) -> list[tuple[Id, str]]:
    """The doses and bags of a course that a disagreement with another file blocks, with its rule."""
    asked = Queries(desk.replica).conflicts(FileRef(FileType.COURSE, course), "cross")
    return [(one.conflict.subject, one.conflict.rule) for one in asked if one.conflict.blocks]


def _entry(
    number: int,
    line: NumberLine,
    course: CourseState | None,
    patients: dict[Id, PatientState],
    state: RegisterState,
    aside: set[ActRef],
) -> Entry:
    bag = next((one for one in course.bags if one.bag == line.bag), None) if course else None
    patient = course.included.patient if course is not None and course.included is not None else None
    known = patients.get(patient) if patient is not None else None
    return Entry(
        number=number,
        taken=line,
        doubled=bool(state.doubled),
        set_aside=line.act in aside,
        patient=patient,
        identity=known.identity if known is not None else None,
        course=course,
        bag=bag,
    )


def _order(course: CourseState, content: PreparationClaimed) -> DoseOrder | None:
    item = content.item
    versions = [one for dose in course.doses if dose.dose == item.dose for one in dose.versions]
    exact = (one for one in versions if one.act == item.revision)
    found = next(exact, versions[0] if versions else None)
    return found.order if found is not None else None


def ending(bag: Bag, tell: Teller) -> tuple[str, Stamp | None]:
    """Why a bag ended, and who ended it; nothing while it has not."""
    for end in _ENDS:
        acts = getattr(bag, end)
        ref = acts if isinstance(acts, ActRef) else acts[-1] if acts else None
        if ref is not None:
            body = tell.act(ref)
            return str(getattr(body.body if body is not None else None, "reason", "")), tell.stamp(ref)
    return "", None


def goes_on_as(bag: Bag, tell: Teller) -> str:
    """The numbers under which it goes on for other doses; empty while it stays this one's."""
    return ", ".join(filter(None, (tell.course_bag(course, other) for course, other in bag.targets)))


def register_lines(found: Iterable[Entry], series: Id, tell: Teller) -> Iterator[RegisterLine]:
    """The same for a screen."""
    for one in found:
        bag = one.bag
        reason, ended = ending(bag, tell) if bag is not None else ("", None)
        yield RegisterLine(
            number=one.number,
            shown=tell.number(series, one.number),
            bag=one.taken.bag if one.taken is not None else None,
            course=one.taken.course if one.taken is not None else None,
            dose=bag.dose if bag is not None else None,
            patient=one.patient,
            identity=one.identity,
            substance=one.order.substance if one.order is not None else "",
            prescribed=one.order.prescribed if one.order is not None else None,
            state=one.state,
            reason=reason,
            taken=tell.stamp(one.taken.act) if one.taken is not None else None,
            ended=ended,
            doubled=one.doubled,
            set_aside=one.set_aside,
            blocks=one.blocks,
            beside=tell.numbers(one.beside),
            goes_on_as=goes_on_as(bag, tell) if bag is not None else "",
        )
