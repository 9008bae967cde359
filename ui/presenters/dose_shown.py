"""A dose as it is shown: of what and how much, how it is given, how far it has come, what keeps it."""

from collections.abc import Iterable
from decimal import Decimal

from node.api.base import Stamp
from node.api.course import BagView, CourseView, DoseView
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import RegimenSigned
from ui.format import NBSP, Format, listed
from ui.presenters import bag_shown, shown
from ui.presenters.blocks import Cell, DoseCard, Fact, Notice, Row, Step

_STEPS = (
    "prescribe",
    "validate",
    "go_ahead",
    "make",
    "check",
    "release",
    "dispense",
    "receive",
    "administer",
)
_WAITING = {"prepare": "make", "make": "make", "settle": ""}


def treatment(words: Format, regimen: str, cycle: int, day: int) -> str:
    """`FOLFOX C2 J1`."""
    return words("ui.treatment", regimen=regimen, cycle=str(cycle), day=str(day)).replace(" C", f"{NBSP}C")


def how(words: Format, order: DoseOrder) -> str:
    """Route, diluent, volume, duration, container: after drug and dose, in that order."""
    route = words.known(f"ui.route.{order.route}", order.route)
    diluted = listed((words.held(order.diluent), words.quantity(order.volume) if order.volume else ""), " ")
    contained, lasting = container(words, order.container), _lasting(words, order.duration_minutes)
    return listed((contained, diluted, route, lasting, words.held(order.instructions)))


def container(words: Format, named: str) -> str:
    """`poche`, `seringue`, `diffuseur`, or what a regimen calls it."""
    return words.known(f"container.{named}", named)


def bagged(words: Format, named: str, minutes: int) -> str:
    """`diffuseur · 46 h`: what tells two doses of one drug on one day apart."""
    return listed((container(words, named), _lasting(words, minutes)))


def _lasting(words: Format, minutes: int) -> str:
    return words.minutes(minutes) if minutes else ""


def drug_and_dose(words: Format, order: DoseOrder) -> str:
    """`fluorouracile 4 000 mg · diffuseur · 46 h`."""
    dose = f"{words.drug(order.substance)} {words.quantity(order.prescribed)}"
    return listed((dose, bagged(words, order.container, order.duration_minutes)))


def off(words: Format, dose: DoseView) -> str:
    """`1 103 % de la dose théorique (1 813,8 mg)`; nothing of a dose within the site's limits."""
    if dose.off is None:
        return ""
    theoretical = words.quantity(dose.off.theoretical)
    return words("ui.off.of_theoretical", percent=words.quantity(dose.off.percent), theoretical=theoretical)


def off_notices(words: Format, dose: DoseView) -> tuple[Notice, ...]:
    """That a dose is off the theoretical one, on every screen that lets it go on."""
    if dose.off is None:
        return ()
    order = dose.order
    said = listed(
        (f"{words.drug(order.substance)} {words.quantity(order.prescribed)}", off(words, dose)), ", "
    )
    if dose.off.stops:
        return (Notice("refusal", words("ui.off.stops", dose=said), next=words("ui.off.stops.next")),)
    return (Notice("warning", words("ui.off.asks", dose=said), order.reduction_reason),)


def theoretical(words: Format, dose: DoseView) -> Fact:
    """What the regimen comes to, and what the prescribed dose is of it where that stands out."""
    return Fact(
        words("ui.column.theoretical"),
        words.quantity(dose.order.theoretical),
        off(words, dose),
        tone="warning" if dose.off is not None else None,
    )


def previous(words: Format, dose: DoseView) -> tuple[str, str]:
    """The line's dose last given, and at which cycle and day; or that there was none."""
    if dose.previous is None:
        return words("ui.validation.first"), ""
    last = dose.previous
    return words.quantity(last.prescribed), words("ui.cycle_day", cycle=str(last.cycle), day=str(last.day))


def of_whom(words: Format, course: CourseView, dose: DoseView, bag: BagView | None) -> tuple[str, ...]:
    """How what is to be signed begins: whose dose, of what and how much, in which bag."""
    return (
        words.name_in_full(course.banner.identity),
        listed((drug_and_dose(words, dose.order), off(words, dose))),
        words("ui.number", number=bag.number) if bag is not None else "",
    )


def steps(words: Format, dose: DoseView, bag: BagView | None, now: int) -> tuple[Step, ...]:
    """The circuit, step by step, as far as this dose has come."""
    done: dict[str, Stamp | None] = {
        "prescribe": dose.prescribed,
        "validate": dose.validated,
        "go_ahead": dose.go_ahead,
        "make": bag.made if bag else None,
        "check": bag.checked if bag else None,
        "release": bag.released if bag else None,
        "dispense": bag.dispensed if bag else None,
        "receive": bag.received if bag else None,
        "administer": (dose.interrupted or dose.given or dose.not_given or (None,))[0],
    }
    waits = {_WAITING.get(step, step) for step in dose.waits_for}
    found = []
    for step in _STEPS:
        who = done[step]
        reached = (
            "passed" if who
            else "blocked" if step in waits and dose.blocks
            else "now" if step in waits
            else "ahead"
        )  # fmt: skip
        note = shown.stamp(words, who, now) if who else ""
        found.append(Step(words(f"ui.circuit.{step}"), reached, note))  # type: ignore[arg-type]  # of the four
    return tuple(found)


_FLAGS = frozenset({"newer_value_within"})
"""Rules that hold nothing and wait for nobody, and that whoever looks at the dose should see."""


def flags(words: Format, course: CourseView, dose: DoseView) -> tuple[Notice, ...]:
    """What is worth knowing of a dose although nothing needs doing."""
    found = dict.fromkeys(
        one.rule for one in course.conflicts if one.rule in _FLAGS and one.subject == dose.dose
    )
    return tuple(
        Notice("info", words(f"conflict.{rule}"), next=words(f"conflict.{rule}.next")) for rule in found
    )


def card(words: Format, course: CourseView, dose: DoseView, bag: BagView | None, now: int) -> DoseCard:
    """The dose in hand."""
    order = dose.order
    return DoseCard(
        key="dose",
        slot="top",
        drug=words.drug(order.substance),
        dose=words.quantity(order.prescribed),
        how=how(words, order),
        where=listed(
            (
                treatment(words, course.regimen.name, dose.cycle, order.day),
                words("ui.planned_on", date=words.weekday(order.planned)),
                course.ward,
                words("ui.number", number=bag.number) if bag else "",
            )
        ),
        mark=bag_shown.state(words, bag) if bag else shown.state(words, dose.state),
        steps=steps(words, dose, bag, now),
        notices=(
            *off_notices(words, dose),
            *shown.blocks(words, dose.blocks),
            *(bag_shown.holds(words, bag, now, dose.blocks) if bag else ()),
            *flags(words, course, dose),
        ),
    )


def regimen_facts(words: Format, course: CourseView) -> tuple[Fact, ...]:
    """What the course is: regimen, indication, intent, ward, and whether it is for real."""
    facts = [
        Fact(words("ui.course.regimen"), f"{course.regimen.name} ({course.regimen.version})", strong=True),
        Fact(words("ui.course.indication"), course.indication.label, course.indication.code),
        Fact(words("ui.course.intent"), words.known(f"ui.intent.{course.intent}", course.intent)),
        Fact(words("ui.course.ward"), course.ward),
        Fact(words("ui.course.cycles"), str(course.planned_cycles)),
    ]
    if course.illustrative:
        facts.append(Fact(words("ui.course.status"), illustrative(words, course.regimen), tone="warning"))
    return tuple(facts)


def illustrative(words: Format, regimen: RegimenSigned) -> str:
    """Says so when a regimen is for demonstration."""
    return words("ui.illustrative") if regimen.illustrative else ""


def find(course: CourseView, dose: bytes) -> DoseView | None:
    """The dose of this course with this id."""
    return next((item for item in course.doses if item.dose == dose), None)


def row(words: Format, dose: DoseView, *, checked: bool | None = None) -> Row:
    """One dose as a row: when, what, how much, where it stands."""
    order = dose.order
    return Row(
        dose.dose.hex(),
        (
            Cell(
                words("ui.cycle_day", cycle=str(dose.cycle), day=str(order.day)),
                words.day(order.planned),
            ),
            Cell(words.drug(order.substance), how(words, order), strong=True),
            Cell(
                words.quantity(order.prescribed),
                listed((basis(words, order), off(words, dose))),
                strong=True,
                right=True,
            ),
            Cell(
                words(f"ui.state.{dose.state}"),
                waits(words, dose.waits_for),
                mark=shown.state(words, dose.state),
            ),
        ),
        checked,
        "refusal" if dose.blocks else "warning" if dose.off is not None else None,
    )


def basis(words: Format, order: DoseOrder) -> str:
    """What the dose was computed from: `85 mg/m²`, reduced by so much."""
    return listed((words.quantity(order.amount), reduced(words, order)), ", ")


def reduced(words: Format, order: DoseOrder) -> str:
    """`−20 %` where the order was reduced."""
    if order.reduction_percent in {"", "0"}:
        return ""
    return words("ui.prescription.less", percent=words.number(Decimal(order.reduction_percent)))


def waits(words: Format, waiting: Iterable[str]) -> str:
    """`attend : à valider, feu vert à donner`."""
    return listed((words(f"ui.waits.{step}") for step in waiting), ", ")
