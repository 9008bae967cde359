"""Doses between files: whom a dose is for, what was decided on it, a conflict as it hangs on its course."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from node.domain.identity import persons
from node.domain.merge.owners import OWNERS
from node.domain.patient import PatientState
from node.domain.state import Bag, Conflict, CourseState, Dose, Settlement
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType

REVIEWED = "reviewed"
_ENDED = frozenset({"voided", "yielded", "rejected", "recalled", "destroyed"})


class Pending(msgspec.Struct, frozen=True):
    """A dose that is still to be given, with the whole person it is for."""

    course: Id
    state: CourseState
    dose: Dose
    person: tuple[tuple[Id, PatientState], ...]
    """The files of the person, the course's own first, those of disputed links too."""
    undisputed: tuple[PatientState, ...] = ()
    """The same without those, where there are any."""

    @property
    def either_way(self) -> tuple[tuple[PatientState, ...], ...]:
        """The files as who believes a disputed link reads them, and as who does not: of either a last value
        may be the one that holds.
        """
        every = tuple(file for _, file in self.person)
        return (every, self.undisputed) if self.undisputed else (every,)

    @property
    def bags(self) -> list[Bag]:
        """Its bags that count."""
        return [bag for bag in self.state.bags if bag.dose == self.dose.dose and bag.status not in _ENDED]

    @property
    def decisions(self) -> list[ActRef]:
        """The validation and the go-ahead in force."""
        return [act for act in (self.dose.validated, self.dose.go_ahead) if act is not None]

    @property
    def advances(self) -> list[ActRef]:
        """Whatever took it further: orders, decisions, and what was told of its bags."""
        found = [version.act for version in self.dose.versions] + self.decisions
        for bag in self.bags:
            found += [bag.claim, *bag.made, *bag.checked, *bag.dispensed, *bag.received]
            found += [bag.released] if bag.released is not None else []
        return found

    @property
    def left_the_pharmacy(self) -> bool:
        """A bag of it is on the ward."""
        return any(bag.dispensed or bag.received for bag in self.bags)


def pending(world: World) -> Iterator[Pending]:
    """Every dose of these courses that is neither given, ended nor stopped."""
    members, sure = _by_patient(world, disputed=True), _by_patient(world, disputed=False)
    for course, state in sorted(world.courses.items()):
        if state.included is None:
            continue
        mine = state.included.patient
        files = sorted(members.get(mine, frozenset({mine})), key=lambda one: (one != mine, one))
        person = tuple((one, world.patients[one]) for one in files if one in world.patients)
        own = sure.get(mine, frozenset({mine}))
        undisputed = tuple(file for one, file in person if one in own) if len(own) < len(files) else ()
        for dose in state.doses:
            if dose.versions and not (dose.administered or dose.not_given or dose.stops):
                yield Pending(course, state, dose, person, undisputed)


def _by_patient(world: World, *, disputed: bool) -> Mapping[Id, frozenset[Id]]:
    groups = persons(world.patients, disputed=disputed)
    return {patient: group for group in groups for patient in group}


def on_dose(
    item: Pending,
    rule: str,
    acts: set[ActRef],
    *,
    subject: Id | None = None,
    choices: tuple[str, ...] = (REVIEWED,),
    alarm: bool = False,
) -> Found:
    """A conflict on this dose (or on this bag of it), settled by whoever named all these acts."""
    about = subject or item.dose.dose
    settled = next(
        (
            one.act
            for one in item.state.settlements
            if one.rule == rule and one.subject == about and one.choice in choices and acts <= set(one.heads)
        ),
        None,
    )
    return Found(
        file=FileRef(FileType.COURSE, item.course),
        conflict=Conflict(
            rule=rule,
            subject=about,
            dose=item.dose.dose,
            acts=tuple(sorted(acts)),
            owners=OWNERS[rule],
            choices=choices,
            alarm=alarm,
            blocks=settled is None,
            settled=settled,
        ),
    )


def standing(settlements: Sequence[Settlement]) -> tuple[Settlement | None, tuple[ActRef, ...]]:
    """The settlement that holds, or those that contradict each other: a later one must name them."""
    superseded = {ref for settlement in settlements for ref in settlement.heads}
    last = sorted(
        (settlement for settlement in settlements if settlement.act not in superseded),
        key=lambda settlement: settlement.act,
    )
    if len({(settlement.choice, settlement.keep) for settlement in last}) > 1:
        return None, tuple(settlement.act for settlement in last)
    return (last[0] if last else None), ()
