"""What people do on a treatment now and then: a spoken order, a bag passed on, a hard stop lifted by two."""

from node.api.prescription import TranscribeDecision
from node.api.reattribution import ProposeReattribution, Reattribute, ReattributionProposal
from node.api.settlement import AgreeDerogation, AskDerogation, Derogations, ListDerogations
from node.domain.lifting import LIFTABLE
from node.domain.state import CourseState
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.hands import Wanted
from ops.simulate.station import Station
from schema.acts.base import Told
from schema.ids import Id

DOCTORS, PHARMACISTS = ("prescriber", "prescriber2"), ("pharmacist", "pharmacist2")


def spoken(station: Station, chance: Chance, course: Id, state: CourseState) -> Wanted | None:
    """Of a dose that was ordered in two ways, which one its prescriber says it is."""
    torn = [dose for dose in state.doses if len(dose.versions) > 1]
    if not torn:
        return None
    dose = chance.pick(torn)
    command = TranscribeDecision(
        course=course,
        dose=dose.dose,
        version=chance.pick(dose.versions).act,
        told=Told(station.clock.now_ms(), False, station.people[chance.pick(DOCTORS)], "seen"),
        read_back=True,
        reason="au bloc, par téléphone",
        pin=PIN,
        based_on=state.heads,
    )
    return chance.pick(PHARMACISTS), command


def passed_on(
    station: Station, chance: Chance, course: Id, state: CourseState, only: Id | None = None
) -> Wanted | None:
    """A bag goes to another patient, if a dose waits for the like; this one, only to a dose that it fits."""
    bags = [one.bag for one in state.bags if only in {None, one.bag}]
    if not bags:
        return None
    who, bag = chance.pick(PHARMACISTS), chance.pick(bags)
    proposal = station.ask(who, ProposeReattribution(course=course, bag=bag))
    if not isinstance(proposal, ReattributionProposal):
        return None
    targets = [one for one in proposal.targets if only is None or not one.objections]
    if not targets:
        return None
    target = chance.pick(targets)
    command = Reattribute(
        course=course,
        bag=bag,
        to_course=target.course,
        item=target.item,
        reason="patient absent",
        pin=PIN,
        based_on=tuple(dict.fromkeys((*proposal.heads, *target.heads))),
    )
    return who, command


def lifted(station: Station, chance: Chance, course: Id, state: CourseState) -> Wanted | None:
    """A prescriber asks to pass a hard stop, or a pharmacist agrees to what was asked."""
    who = chance.pick(PHARMACISTS)
    asked = station.ask(who, ListDerogations())
    mine = [row for row in asked.rows if row.course == course] if isinstance(asked, Derogations) else []
    if mine:
        agree = AgreeDerogation(course=course, asked=chance.pick(mine).asked, pin=PIN, based_on=state.heads)
        return who, agree
    dose = chance.pick(state.doses)
    ask = AskDerogation(
        course=course,
        subject=chance.pick((dose.dose, *dose.bags)),
        rule=chance.pick(LIFTABLE),
        revision=dose.versions[0].act,
        reason="aucune autre poche",
        pin=PIN,
        based_on=state.heads,
    )
    return chance.pick(DOCTORS), ask
