"""What of a course waits for somebody without two acts on a dose: unverified, spoken, not theirs to say."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from ops.simulate.model_acts import WARD, Act, content_of, is_spoken, last
from ops.simulate.model_doses import Dose, doses
from ops.simulate.model_said import Disagreement, Said, settled_apart
from ops.simulate.model_settled import KEEPS, WITHDRAWN, Course, owners_of
from schema.acts.prescription import DoseOrder
from schema.ids import Id
from schema.transaction import ActRef

OF_A_DOSE = ("given", "interrupted", "not_given")
OF_A_BAG = ("made", "checked", "dispensed", "received", "returned", "destroyed")
ASIDE = ("counted", "dismissed")
SPOKEN = ("countersigned", "denied")


class Standing:
    """A course with what counts in it once people have said what they say of what was set aside."""

    def __init__(self, course: Id, sorted_out: Course) -> None:
        self._course = course
        self._it = sorted_out
        self._doubts = {dose: (acts, self._said_of(dose, acts)) for dose, acts in self._doubtful().items()}
        refs = {act.ref for acts, said in self._doubts.values() if said.choice == "counted" for act in acts}
        # A bag taken over is claimed and there by one act: it counts whole.
        counted = [act for act in sorted_out.aside if act.ref in refs]
        self._acts = sorted([*sorted_out.acts, *counted], key=lambda act: act.place)
        self.doses = doses(self._acts, sorted_out.by_two)

    def disagreements(self) -> Iterator[Disagreement]:
        """Of its doses, and what waits besides."""
        yield from self._set_aside()
        yield from self._withdrawn()
        yield from self._careful()
        yield from self._beyond()
        for dose in self.doses.values():
            yield from dose.disagreements()
            yield from _spoken(dose)

    # -- accounts that are authentic and do not count: each warns, and blocks its dose

    def _doubtful(self) -> Mapping[Id, list[Act]]:
        """By dose, with the claim where that does not count either."""
        aside = [act for act in self._it.aside if act not in self._it.dismissed]
        every = sorted([*self._it.acts, *aside], key=lambda act: act.place)
        claims: dict[Id, Act] = {}
        for act in sorted((act for act in every if act.says("item")), key=lambda act: act in aside):
            claims.setdefault(act.bag, act)
        found: dict[Id, list[Act]] = {}
        for act in every:
            claim = claims.get(act.bag)
            # What is taken over is told with its claim.
            named = act.says("dose") if act.role in OF_A_DOSE else None
            if act.role in OF_A_BAG and claim is not None and not act.says("item"):
                named = claim.says("item").dose
            if named is not None and (act in aside or claim in aside):
                found.setdefault(named, []).extend([act] if claim not in aside else [claim, act])
        return found

    def _said_of(self, dose: Id, acts: Sequence[Act]) -> Said:
        return Said(self._it.acts, "set_aside", dose, {act.ref for act in acts}, ASIDE)

    def _set_aside(self) -> Iterator[Disagreement]:
        for dose, (acts, said) in self._doubts.items():
            told = any(act.role in OF_A_DOSE for act in acts)
            yield from _open("set_aside", dose, dose, acts, ASIDE, said, alarm=told)

    # -- done apart from the withdrawal of the right to do it

    def _withdrawn(self) -> Iterator[Disagreement]:
        found: dict[tuple[str, Id | None], list[Act]] = {}
        every = {*self._it.acts, *self._it.withdrawn}
        about: dict[ActRef, list[Id | None]] = {}
        for dose, one in doses(sorted(every, key=lambda act: act.place)).items():
            for ref in {act.ref for act in one.acts if act.role != "left_out"}:
                about.setdefault(ref, []).append(dose)
        for act, rule in self._it.reviewed.items():
            for subject in about.get(act.ref, [None]):
                found.setdefault((rule, subject), []).append(act)
        for (rule, subject), acts in found.items():
            said = Said(self._it.acts, rule, None, {act.ref for act in acts}, WITHDRAWN)
            danger = any(act.role in WARD for act in acts)
            yield from _open(rule, subject or self._course, subject, acts, WITHDRAWN, said, alarm=danger)

    # -- careful, and set aside

    def _careful(self) -> Iterator[Disagreement]:
        it = self._it
        counts = [act for act in it.acts if act not in it.careful]
        known = {act.bag for act in counts if act.says("item")}
        claims = [act for act in it.claimed if act.bag not in known]
        keep = [act for act in it.careful if KEEPS[act.role] != "careful_order"]
        here = doses(sorted([*counts, *claims, *keep], key=lambda act: act.place))
        about = {act: [dose for dose, one in here.items() if act in one.acts] for act in keep}
        found: dict[tuple[str, Id | None], list[Act]] = {
            (KEEPS[act.role], None): [
                one for one in keep if not about[one] and KEEPS[one.role] == KEEPS[act.role]
            ]
            for act in keep
            if not about[act]
        }
        for dose, one in here.items():
            asked = [act for act in keep if dose in about[act]]
            asked += [act for act in it.careful if act.role == "ordered" and _changes(one, act)]
            asked += [act for act in it.careful if act.role == "go_ahead" and _leaves_out(one, act)]
            for act in asked:
                # A bag that another dose got is still to be given, whatever became of this one.
                moved = act.bag and one.of("reassigned", bag=act.bag)
                if moved or not any(act.knew(over) for over in one.of(*OF_A_DOSE)):
                    found.setdefault((KEEPS[act.role], dose), []).append(act)
        for (rule, subject), acts in found.items():
            choices = WITHDRAWN if rule != "careful_order" else ("dismiss",)
            said = Said(it.acts, rule, None, {act.ref for act in acts}, choices)
            alarm = subject is not None
            yield from _open(rule, subject or self._course, subject, acts, choices, said, alarm=alarm)

    # -- settled by somebody whose decision it is not

    def _beyond(self) -> Iterator[Disagreement]:
        bags = {act.bag: act.says("item").dose for act in reversed(self._acts) if act.role == "claimed"}
        for act in self._it.beyond:
            subject = act.says("subject")
            dose = bags.get(subject, subject if subject in self.doses else None)
            rule, settlements = "settled_beyond_rights", self._it.acts
            # One look is enough, whatever else is said.
            over = any(settles_it(one, act) for one in settlements if one.role == "settled")
            yield Disagreement(
                rule,
                subject,
                dose,
                frozenset({act.ref}),
                tuple(owners_of(rule)),
                ("reviewed",),
                False,
                False,
                over,
            )


def _changes(dose: Dose, act: Act) -> bool:
    """Whether an order changes a dose, or was overtaken unseen, and is not just for more than is in force."""
    written = next((order for order in act.says("orders") if order.dose == dose.dose), None)
    if written is None:
        return False
    known = last([one for one in dose.orders if act.knew(one)])
    overtaken = {dose.content[one.ref] for one in dose.orders if act.apart(one)} - {content_of(act, written)}
    if not overtaken and known and all(dose.content[one.ref] == content_of(act, written) for one in known):
        return False
    return not all(_no_less(act, written, one, dose.order_of[one.ref]) for one in last(dose.orders))


def _leaves_out(dose: Dose, act: Act) -> bool:
    """Whether a go-ahead for something of the day of a dose passes it over, which one made apart does not."""
    named = {item.dose for item in act.says("items")}
    today = any(dose.days.get(one, set()) & dose.days[dose.dose] for one in named)
    others = [
        {item.dose for item in one.says("items")}
        for one in dose.every
        if one.role == "go_ahead" and one.apart(act)
    ]
    return today and dose.dose not in named and any(named & many and dose.dose in many for many in others)


def _no_less(act: Act, written: DoseOrder, other: Act, order: DoseOrder) -> bool:
    here, there = written.prescribed, order.prescribed
    alike = content_of(act, structs.replace(written, prescribed=there)) == content_of(other, order)
    return alike and here.unit == there.unit and here.decimal >= there.decimal


def settles_it(settlement: Act, beyond: Act) -> bool:
    """Somebody who may has looked at a settlement that counts for nothing."""
    says = (settlement.says("rule"), settlement.says("choice"))
    return says == ("settled_beyond_rights", "reviewed") and beyond.ref in settlement.says("heads")


def _spoken(dose: Dose) -> Iterator[Disagreement]:
    """Spoken orders that no prescriber's own order replaced: to be countersigned, or denied."""
    own = [act for act in dose.orders if not is_spoken(act)]
    acts = [act for act in dose.orders if is_spoken(act) and not any(one.knew(act) for one in own)]
    if not acts:
        return
    said = Said(dose.every, "spoken_order", dose.dose, {act.ref for act in acts}, SPOKEN)
    denied = said.choice == "denied"
    rule, choices = ("spoken_order_denied", ()) if denied else ("spoken_order", SPOKEN)
    yield Disagreement(
        rule=rule,
        subject=dose.dose,
        dose=dose.dose,
        acts=frozenset(act.ref for act in acts),
        owners=tuple(owners_of(rule)),
        choices=choices,
        alarm=denied and bool(dose.of(*WARD)),
        blocks=denied,
        over=said.settled and not denied,
    )
    yield from settled_apart(said, dose.dose, dose.dose)


def _open(
    rule: str,
    subject: Id,
    dose: Id | None,
    acts: Sequence[Act],
    choices: tuple[str, ...],
    said: Said,
    *,
    alarm: bool,
) -> Iterator[Disagreement]:
    refs = frozenset(act.ref for act in acts)
    owners = tuple(owners_of(rule))
    yield Disagreement(rule, subject, dose, refs, owners, choices, alarm, not said.settled, said.settled)
    yield from settled_apart(said, subject, dose)
