"""Papers: what was recorded, as PDF bytes. Printing changes nothing but the count of duplicates here."""

from collections.abc import Callable, Mapping
from typing import Final

from node.api.base import Answer, Refused
from node.api.paper import MOST_NUMBERS, MakePaper, Paper
from node.clock import site_time
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.domain.identity import person_of
from node.domain.state import Bag, Dose
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import OpenCourse, around, open_course, queries, regimen_of
from node.paper.careplan import render_care_plans
from node.paper.careplan_data import CarePlan
from node.paper.data import Pharmacy, Printing
from node.paper.daylist import render_day_list
from node.paper.errors import MissingFieldError, PaperError
from node.paper.label import render_label, render_label_sheet
from node.paper.label_data import LabelSheet
from node.paper.register import render_register
from node.paper.sheet import render_sheet
from node.sessions import Session
from node.store.errors import UNWRITABLE
from node.views.papers.aside import STATUS as ASIDE
from node.views.papers.aside import bag_aside
from node.views.papers.careplan import care_plan
from node.views.papers.daylist import day_list
from node.views.papers.label import label
from node.views.papers.press import Press, Subject
from node.views.papers.register import register_pages
from node.views.papers.sheet import sheet
from node.views.register import entries, series_views
from node.views.teller import Teller
from schema.ids import Id, short_text

_ENDED: Final = ("voided", "yielded", "rejected", "recalled", "destroyed", "reassigned")
_UNCOUNTED: Final = ("care_plan", "day_list", "register")
Make = Callable[[Desk, Session, MakePaper], Paper | Refusal]


def make_paper(desk: Desk, session: Session, command: MakePaper) -> Answer:
    """One document; refused by name when something mandatory is missing from it."""
    make = _MAKERS.get(command.what)
    if make is None:
        return Refused(code="paper.unknown", values={"what": command.what})
    try:
        made = _made(desk, session, command, make)
    except MissingFieldError as error:
        return Refused(code="paper.incomplete", values={"field": error.datum})
    except PaperError as error:
        return Refused(code="paper.impossible", values={"why": error.sentence(command.language)})
    return refused(made) if isinstance(made, Refusal) else made


def _made(desk: Desk, session: Session, command: MakePaper, make: Make) -> Paper | Refusal:
    """Counted, where the disk takes it."""

    def once() -> Paper | Refusal:
        # A print that fails does not count; what is not counted is read, on a full disk too.
        counted = command.what not in _UNCOUNTED and not desk.room.rests
        with desk.replica.writing() if counted else desk.replica.reading():
            return make(desk, session, command)

    try:
        return once()
    except UNWRITABLE as error:
        desk.room.lacks(error)
        desk.room.look()
    return once()


def _count(desk: Desk, what: str, bag: Bag) -> int | None:
    """How often it had been made here; nil where the disk takes no count, which the page then says."""
    return None if desk.room.rests else desk.replica.local.count_print(what, bag.bag)


def _sheet(desk: Desk, session: Session, command: MakePaper) -> Paper | Refusal:
    found = _bag(desk, command)
    if isinstance(found, Refusal):
        return found
    subject, dose, bag, tell = found
    press = _press(desk, session, tell, _count(desk, "sheet", bag))
    data = sheet(press, subject, dose, bag)
    return _paper(press, "sheet", data.register_number, render_sheet(data, command.language))


def _label(desk: Desk, session: Session, command: MakePaper) -> Paper | Refusal:
    """Alone on its page, or on a sheet of an office printer, from the first place that is free there."""
    found = _bag(desk, command)
    if isinstance(found, Refusal):
        return found
    subject, dose, bag, tell = found
    if bag.status == ASIDE:
        return Refusal("paper.bag_aside", {"number": tell.number(bag.content.series, bag.content.number)})
    if bag.status in _ENDED:
        return Refusal("paper.bag_ended", {"number": tell.number(bag.content.series, bag.content.number)})
    press = _press(desk, session, tell, _count(desk, "label", bag))
    data = label(press, subject, dose, bag)
    if command.what == "label":
        pdf = render_label(data, command.language)
    else:
        pdf = render_label_sheet(LabelSheet(labels=(data,), start=command.first), command.language)
    return _paper(press, command.what, data.register_number, pdf)


def _care_plan(desk: Desk, session: Session, command: MakePaper) -> Paper | Refusal:
    """Every course of the person with a dose that day: one plan each, one after the other."""
    if command.patient is None:
        return Refusal("patient.unknown")
    files = around(desk, command.patient)
    if command.patient not in files:
        return Refusal("patient.unknown")
    plans: list[CarePlan] = []
    trouble: Refusal | None = None
    tell = Teller(desk.names, language=command.language)
    for course in queries(desk).courses_of(person_of(command.patient, files)):
        opened = _subject(desk, course, command.language)
        if isinstance(opened, Refusal):
            trouble = opened
            continue
        subject, tell = opened
        plan = care_plan(_press(desk, session, tell, 0), subject, command.day)
        if isinstance(plan, CarePlan):
            plans.append(plan)
        elif plan.code != "paper.no_doses":
            trouble = plan
    if trouble is not None:
        # A plan that silently left one treatment out would be believed.
        return trouble
    if not plans:
        return Refusal("paper.no_doses", {"day": command.day})
    press = _press(desk, session, tell, 0)
    about = f"{command.day} {short_text(command.patient)}"
    return _paper(press, "care_plan", about, render_care_plans(plans, command.language))


def _day_list(desk: Desk, session: Session, command: MakePaper) -> Paper | Refusal:
    tell = Teller(desk.names, language=command.language)
    doses: list[tuple[Subject, Dose]] = []
    for course, wanted in queries(desk).doses_of_day(command.day, late=False).items():
        opened = _subject(desk, course, command.language)
        if isinstance(opened, Refusal):
            return opened
        subject, tell = opened
        doses += [
            (subject, dose)
            for dose in subject.situation.course.doses
            if dose.dose in wanted and dose.versions
        ]
    press = _press(desk, session, tell, 0)
    pdf = render_day_list(day_list(press, command.day, doses), command.language)
    return _paper(press, "day_list", command.day, pdf)


def _register(desk: Desk, session: Session, command: MakePaper) -> Paper | Refusal:
    every = {one.series: one.last for one in series_views(desk)}
    last = min(command.last, every.get(command.series or b"", 0))
    if command.series is None or not 1 <= command.first <= last:
        return Refusal("register.unknown")
    if last - command.first >= MOST_NUMBERS:
        return Refusal("register.too_many", {"most": str(MOST_NUMBERS)})
    tell = Teller(desk.names, language=command.language)
    press = _press(desk, session, tell, 0)
    found = list(entries(desk, command.series, command.first, last))
    courses = {id(one.course): one.course for one in found if one.course is not None}
    regimens = (regimen_of(desk, course) for course in courses.values())
    illustrative = any(one.illustrative for one in regimens if one is not None)
    data = register_pages(press, command.series, command.first, last, found, illustrative=illustrative)
    about = f"{data.series} {command.first:06} {last:06}"
    return _paper(press, "register", about, render_register(data, command.language))


_MAKERS: Final[Mapping[str, Make]] = {
    "sheet": _sheet,
    "label": _label,
    "label_sheet": _label,
    "care_plan": _care_plan,
    "day_list": _day_list,
    "register": _register,
}


def _bag(desk: Desk, command: MakePaper) -> tuple[Subject, Dose, Bag, Teller] | Refusal:
    if command.course is None or command.bag is None:
        return Refusal("bag.unknown")
    opened = _subject(desk, command.course, command.language)
    if isinstance(opened, Refusal):
        return opened
    subject, tell = opened
    situation = subject.situation
    bag = situation.bag(command.bag) or bag_aside(situation.course, command.bag, tell)
    dose = situation.dose(bag.dose) if bag else None
    if bag is None or dose is None or not dose.versions:
        return Refusal("bag.unknown")
    return subject, dose, bag, tell


def _subject(desk: Desk, course: Id, language: str) -> tuple[Subject, Teller] | Refusal:
    opened = open_course(desk, course, language=language)
    return opened if isinstance(opened, Refusal) else _whole(opened)


def _whole(opened: OpenCourse) -> tuple[Subject, Teller] | Refusal:
    situation = opened.situation
    included = situation.course.included
    if included is None or situation.regimen is None or included.patient not in opened.patients:
        return Refusal("course.unreadable")
    return Subject(situation, included, situation.regimen, opened.patients), opened.tell


def _press(desk: Desk, session: Session, tell: Teller, duplicate: int | None) -> Press:
    printing = Printing(
        printed_at=site_time(desk.now()),
        workstation=desk.workstation_name,
        person=desk.names.person_view(session.person).name,
        witness=short_text(desk.replica.chain.head(desk.journal()).hash),
        duplicate=duplicate or 0,
        uncounted=duplicate is None,
    )
    return Press(
        tell, _pharmacy(desk), printing, lambda person: _licence(desk, person), lambda cip: _holder(desk, cip)
    )


def _pharmacy(desk: Desk) -> Pharmacy:
    founded = desk.members.founded
    address = founded.address if founded else ""
    return Pharmacy(
        name=founded.pharmacy if founded else "",
        address=tuple(line.strip() for line in address.splitlines() if line.strip()),
    )


def _licence(desk: Desk, person: Id) -> str:
    known = desk.members.people.get(person)
    return known.enrolled.licence if known else ""


def _holder(desk: Desk, cip13: str) -> str:
    row = desk.replica.catalogue.get(cip13) if cip13 else None
    return row.holder if row else ""


def _paper(press: Press, what: str, about: str, pdf: bytes) -> Paper:
    printing = press.printing
    name = _name(press, what, about)
    return Paper(name=name, pdf=pdf, duplicate=printing.duplicate, uncounted=printing.uncounted)


def _name(press: Press, what: str, about: str) -> str:
    """`fiche-PUI-1-000042.pdf`: no name of a patient, since files lie about."""
    stem = f"{press.words(f'file.{what}')}-{about}"
    return "-".join("".join(c if c.isalnum() else " " for c in stem).split()) + ".pdf"


HANDLERS: Mapping[type, AnyHandler] = {MakePaper: signed_in(make_paper)}
