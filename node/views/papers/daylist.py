"""The data of the list of one day: every patient and dose that the site expects."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from node.domain.state import Bag, Dose
from node.paper.data import Shape
from node.paper.daylist_data import DayLine, DayList, DayState, Step
from node.views.dose import bags_told, standing
from node.views.nobody import family_name, identity_of
from node.views.papers.careplan import why_held
from node.views.papers.press import TALL, Press, Subject
from node.views.patient import look_alikes

_SHAPES: Final[Mapping[str, Shape]] = {
    "prescribed": "ring",
    "ready": "half",
    "in_preparation": "half",
    "made": "half",
    "checked": "half",
    "released": "diamond",
    "dispensed": "diamond",
    "received": "diamond",
    "given": "circle",
    "interrupted": "square",
    "not_given": "cross",
    "stopped": "bar",
    "held": "triangle",
    "divergent": "triangle",
}
_OPEN: Final = ("probable", "link_asked")


def day_list(press: Press, day: str, doses: Iterable[tuple[Subject, Dose]]) -> DayList:
    """The list of all wards, in the order of patients."""
    found = sorted(doses, key=lambda pair: (pair[1].versions[0].order.rank, pair[1].dose))
    lines = sorted(
        (_line(press, subject, dose) for subject, dose in found),
        key=lambda line: (line.family_name, line.first_names, line.regimen, line.cycle, line.day),
    )
    return DayList(
        pharmacy=press.pharmacy,
        printing=press.printing,
        day=date.fromisoformat(day),
        scope=press.words("every_ward"),
        filtered=None,
        illustrative=any(subject.regimen.illustrative for subject, _ in found),
        lines=tuple(lines),
        tall_man=TALL,
    )


def _line(press: Press, subject: Subject, dose: Dose) -> DayLine:
    order, included = dose.versions[0].order, subject.included
    state = subject.patients.get(included.patient)
    who = identity_of(included.patient, state)
    doubled = state is not None and any(
        one.state in _OPEN for one in look_alikes(included.patient, subject.patients)
    )
    told = bags_told(dose, subject.situation.course.bags)
    bag = told[-1] if told else None
    where = standing(dose, subject.situation)
    return DayLine(
        at=None,
        family_name=who.used_name or family_name(who, press.tell.language),
        first_names=who.first_names,
        born=date.fromisoformat(who.birth_date),
        ipp=who.ipp or None,
        identity_to_check=doubled or state is None or state.identity is None or bool(state.identity_disputed),
        place=included.ward,
        regimen=included.regimen_name,
        cycle=dose.cycle,
        day=order.day,
        drug=order.substance,
        dose=order.prescribed,
        route=press.route(order.route),
        volume=bag.content.final_volume if bag else order.volume,
        register_number=press.tell.numbers(told) or None,
        state=DayState(press.state(where.state), _SHAPES.get(where.state, "square")),
        done=frozenset(_done(dose, bag)),
        remark=why_held(press, where.state, where.blocks, bag),
    )


def _done(dose: Dose, bag: Bag | None) -> Iterable[Step]:
    if dose.validated:
        yield "validated"
    if dose.go_ahead:
        yield "go_ahead"
    if bag is not None and bag.made:
        yield "made"
    if bag is not None and bag.released:
        yield "released"
    if bag is not None and bag.dispensed:
        yield "delivered"
    if dose.given and not dose.interrupted:
        yield "given"
