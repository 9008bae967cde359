"""How patients, doses, stamps and computations are put into blocks, the same on every screen."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from node.api.base import Stamp
from node.api.course import BagView, CourseView, DoseView, SeenView
from node.api.patient import Banner, ClaimedIdentity, Measured
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import RegimenSigned
from schema.computation import Computation
from ui.format import NBSP, Format, listed
from ui.presenters.blocks import (
    Action,
    BannerFact,
    Card,
    Cell,
    Column,
    DoseCard,
    Fact,
    Facts,
    Mark,
    Notice,
    PatientBanner,
    Row,
    Step,
    Work,
)

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


def instant(words: Format, when: Stamp | SeenView, now: int) -> str:
    """When something was written, by a clock that may be in doubt."""
    told = words.when(when.at, now)
    return words("ui.stamp.doubtful", at=told) if when.doubtful else told


def stamp(words: Format, who: Stamp, now: int) -> str:
    """`Dr MARTIN, PUI-1, 14:05`, and when it happened where that is another time."""
    told = instant(words, who, now)
    if who.happened_at is not None and abs(who.happened_at - who.at) >= 60_000:
        told = words("ui.stamp.late", happened=words.when(who.happened_at, now), told=told)
    return f"{who.person}, {who.workstation}, {told}"


def banner(words: Format, patient: Banner) -> PatientBanner:
    """The patient as every single-patient screen shows them, allergies in four states."""
    identity = patient.identity
    used = identity.used_name.upper()
    allergy = ", ".join(
        f"{item.substance} ({item.reaction})" if item.reaction else item.substance
        for item in patient.allergies
    )
    state = words(f"ui.allergy.{patient.allergy_state}")
    formula = words.known(f"summary.formula.{patient.surface_formula}", patient.surface_formula)
    facts = [
        BannerFact(
            words("ui.banner.allergies"), allergy or state, "",
            Mark(f"allergy_{patient.allergy_state}", ""),
        ),
        _measured(words, "weight", patient.weight),
        _measured(words, "height", patient.height),
        BannerFact(words("ui.banner.surface"), words.surface(patient.surface), f"({formula})"),
        _measured(words, "creatinine", patient.creatinine),
    ]  # fmt: skip
    warnings = [words("ui.banner.gone", how=words(f"ui.gone.{gone.how}")) for gone in patient.gone]
    warnings += [_claimed(words, one) for one in patient.claimed]
    if patient.disputed_fields:
        fields = ", ".join(field_name(words, field) for field in patient.disputed_fields)
        warnings.append(words("ui.banner.disputed_fields", fields=fields))
    elif patient.identity_disputed and not patient.claimed:
        warnings.append(words("ui.banner.disputed"))
    if patient.allergies_disputed:
        warnings.append(words("ui.banner.allergies_disputed"))
    warnings += [
        words("ui.banner.beyond", what=result_name(words, one.what), value=words.quantity(one.value))
        for one in patient.results
        if one.beyond
    ]
    if patient.linked:
        warnings.append(words.count("ui.banner.linked", len(patient.linked)))
    return PatientBanner(
        name=words.family(identity),
        given=identity.first_names,
        aside=words("ui.identity.used", name=used) if used and used != identity.birth_name.upper() else "",
        born=words.born(identity, patient.age),
        sex=words(f"ui.sex.{identity.sex.lower()}"),
        numbers=words.numbers(identity),
        facts=tuple(facts),
        warnings=tuple(warnings),
    )


def _claimed(words: Format, one: ClaimedIdentity) -> str:
    identity = one.identity
    return words(
        "ui.banner.claimed",
        name=words.name_in_full(identity),
        born=words.day(identity.birth_date),
        numbers=words.numbers(identity),
        who=f"{one.stamp.person}, {one.stamp.workstation}, {words.instant(one.stamp.at)}",
    )


def field_name(words: Format, field: str) -> str:
    """A field of the identity inside a sentence: `date de naissance`, `IPP`."""
    label = words(f"ui.identity.{field}")
    return label if label.isupper() else f"{label[:1].lower()}{label[1:]}"


def result_name(words: Format, what: str) -> str:
    """A result as people call it; as the site's gates spell it where we have no word."""
    return words.known(f"ui.result.{what}", words.known(f"ui.banner.{what}", what.replace("_", " ")))


def _measured(words: Format, what: str, value: Measured | None) -> BannerFact:
    label = words(f"ui.banner.{what}")
    if value is None:
        return BannerFact(label, words("ui.not_recorded"))
    at = value.stamp.happened_at if value.stamp.happened_at is not None else value.stamp.at
    return BannerFact(label, words.quantity(value.value), words.day(words.moment(at).date()))


def state(words: Format, kind: str) -> Mark:
    """A state as a word with its shape and colour."""
    return Mark(kind, words(f"ui.state.{kind}"))


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


def of_whom(words: Format, course: CourseView, dose: DoseView, bag: BagView | None) -> tuple[str, ...]:
    """How what is to be signed begins: whose dose, of what and how much, in which bag."""
    return (
        words.name_in_full(course.banner.identity),
        drug_and_dose(words, dose.order),
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
    shown = []
    for step in _STEPS:
        who = done[step]
        reached = (
            "passed" if who
            else "blocked" if step in waits and dose.blocks
            else "now" if step in waits
            else "ahead"
        )  # fmt: skip
        note = stamp(words, who, now) if who else ""
        shown.append(Step(words(f"ui.circuit.{step}"), reached, note))  # type: ignore[arg-type]  # of the four
    return tuple(shown)


def blocks(words: Format, codes: Iterable[str]) -> tuple[Notice, ...]:
    """What keeps a dose from advancing, each with what may be done."""
    return tuple(
        Notice(
            "refusal",
            words.block(code),
            next=words.known(f"block.{code}.next", words.known(f"conflict.{code}.next", "")),
        )
        for code in codes
    )


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
        mark=bag_state(words, bag) if bag else state(words, dose.state),
        steps=steps(words, dose, bag, now),
        notices=(
            *blocks(words, dose.blocks),
            *(holds(words, bag, now, dose.blocks) if bag else ()),
            *flags(words, course, dose),
        ),
    )


def holds(words: Format, bag: BagView, now: int, said: Collection[str] = ()) -> tuple[Notice, ...]:
    """What holds this very bag, but for what was `said` of its dose; which was kept instead, and by whom."""
    held = blocks(words, (code for code in bag.blocks if code not in said))
    if bag.kept is None:
        return held
    who = stamp(words, bag.kept.stamp, now)
    return (*held, Notice("info", words("ui.preparation.kept", number=bag.kept.number, who=who)))


def bag_state(words: Format, bag: BagView) -> Mark:
    """A bag's state as a mark: held while something holds it."""
    return state(words, "held" if bag.held else bag.state)


def to_be_ended(bag: BagView) -> bool:
    """Whether what holds it ends only with the bag: another one was kept, or given."""
    return bag.held and (bag.kept is not None or "given_from_another_bag" in bag.blocks)


def bag_cards(words: Format, dose: DoseView, now: int) -> tuple[Card, ...]:
    """Every bag of a dose, each with what holds it and a way to its own screen."""
    return tuple(
        Card(
            bag.bag.hex(),
            words("ui.number", number=bag.number),
            tuple(line for one in holds(words, bag, now) for line in (one.title, one.next) if line),
            bag_state(words, bag),
            tone="warning" if bag.held else None,
            actions=(Action(f"bag:{bag.bag.hex()}", words("ui.act.open_bag")),),
        )
        for bag in dose.bags
    )


def work(words: Format, key: str, title: str, done: Computation, slot: str = "side") -> Work:
    """A computation laid open: formula, inputs, choices, steps, cap, reduction, rounding, result."""
    lines: list[tuple[str, str]] = [(words("ui.work.formula"), _formula(words, done.formula))]
    lines += [(_figure(words, item.name), words.quantity(item.quantity)) for item in done.inputs]
    lines += [
        (
            words.known(f"choice.{item.name}", item.name),
            words.known(f"choice.{item.name}.{item.value}", item.value),
        )
        for item in done.choices
    ]
    lines += [(_figure(words, item.name), words.quantity(item.quantity)) for item in done.steps]
    if done.cap is not None:
        lines.append((words("ui.work.cap"), words.quantity(done.cap)))
    if done.reduction is not None:
        reason = done.reduction.reason
        lines.append((words("ui.work.reduction"), f"{words.quantity(done.reduction.percent)} ({reason})"))
    if done.rounding is not None:
        lines.append((words("ui.work.rounding"), rounding(words, done)))
    lines.append((words("ui.work.result"), words.quantity(done.result)))
    return Work(
        key=key,
        slot=slot,  # type: ignore[arg-type]  # one of the four places
        title=title,
        summary=words.quantity(done.result),
        lines=tuple(lines),
    )


def rounding(words: Format, done: Computation) -> str:
    """`au plus proche de 5 mg`: the policy in words."""
    policy = done.rounding
    if policy is None:
        return ""
    return words(f"ui.rounding.{policy.mode}", step=words.number(Decimal(policy.step)))


def _formula(words: Format, formula: str) -> str:
    name, _, version = formula.partition("/")
    return words.known(f"formula.{name}", words.known(f"formula.{formula}", name)) + (
        f" (v{version})" if version else ""
    )


def _figure(words: Format, name: str) -> str:
    return words.known(f"figure.{name}", name)


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


def find_dose(course: CourseView, dose: bytes) -> DoseView | None:
    """The dose of this course with this id."""
    return next((item for item in course.doses if item.dose == dose), None)


def find_bag(dose: DoseView | None, bag: bytes) -> BagView | None:
    """The bag with this id; without one, the dose's last bag still in the circuit, one not held first."""
    if dose is None:
        return None
    if bag:
        return next((item for item in dose.bags if item.bag == bag), None)
    over = {"voided", "yielded", "rejected", "destroyed", "reassigned"}
    alive = [item for item in dose.bags if item.state not in over]
    free = [item for item in alive if not item.held]
    return next(reversed(free or alive), None)


def ended_bags(words: Format, dose: DoseView, now: int) -> tuple[Facts, ...]:
    """Numbers of this dose that stay in the register although their bag counts no more, with the reason."""
    facts = tuple(
        Fact(
            words("ui.number", number=bag.number),
            words("ui.preparation.ended", state=words(f"ui.state.{bag.state}"), reason=bag.reason),
            stamp(words, bag.ended, now),
        )
        for bag in dose.bags
        if bag.ended is not None
    )
    title = words("ui.preparation.ended_bags")
    return (Facts(key="ended_bags", slot="side", title=title, facts=facts),) * bool(facts)


def dose_row(words: Format, dose: DoseView, *, checked: bool | None = None) -> Row:
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
            Cell(words.quantity(order.prescribed), basis(words, order), strong=True, right=True),
            Cell(
                words(f"ui.state.{dose.state}"),
                waits(words, dose.waits_for),
                mark=state(words, dose.state),
            ),
        ),
        checked,
        "refusal" if dose.blocks else None,
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


def column(words: Format, name: str, share: int = 0, *, right: bool = False) -> Column:
    """A column with the heading `ui.column.<name>`."""
    return Column(words(f"ui.column.{name}"), share, right)


def code(identifier: bytes) -> str:
    """The id of a row."""
    return identifier.hex()


def decode(row: str) -> bytes:
    """The id behind a row."""
    return bytes.fromhex(row)
