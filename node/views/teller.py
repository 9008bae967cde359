"""Who tells what: stamps, bodies and names for the acts that a state refers to.

A state names acts; a screen shows persons, workstations and words. Acts of the file in hand are given
beforehand, others are looked up.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from node.api.base import PersonView, Stamp
from node.api.course import SeenView
from node.domain.history import Act, before
from node.domain.state import Bag
from schema.acts.preparation import PreparationClaimed
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef

B = TypeVar("B", bound=Wire)


class Names(Protocol):
    """What a desk knows of people, workstations and acts."""

    def person_view(self, person: Id) -> PersonView:
        """A person as screens show them."""
        ...

    def workstation_of(self, journal: Id) -> str:
        """The name of the workstation that writes a journal."""
        ...

    def series_of(self, journal: Id) -> str:
        """How the register series of a journal is named."""
        ...

    def stamp_of(self, act: ActRef, found: Act | None) -> Stamp:
        """Who did something, where and when."""
        ...

    def content(self, course: Id, bag: Id) -> PreparationClaimed | None:
        """What a bag of any course holds, and its number."""
        ...

    def made_as(self, course: Id, bag: Id) -> PreparationClaimed | None:
        """What a bag of any course was made as, before it became another dose's."""
        ...

    def patient_of(self, course: Id) -> str:
        """Whose treatment a course is."""
        ...

    def withdrawn_apart(self, act: Act) -> tuple[ActRef, ...]:
        """What took its author's right to it, unknown to them."""
        ...

    def find_act(self, act: ActRef) -> Act | None:
        """One act of any file."""
        ...

    def seen_by(self, act: Act) -> tuple[SeenView, ...]:
        """How far its author had seen the other workstations, the newest first."""
        ...


class Teller:
    """Answers for the acts of some files, and for all others by asking."""

    def __init__(self, names: Names, acts: Iterable[Act] = (), language: str = "fr") -> None:
        self._names = names
        self._acts: dict[ActRef, Act | None] = {act.ref: act for act in acts}
        self.language = language

    @property
    def acts(self) -> Mapping[ActRef, Act | None]:
        """Every act read so far."""
        return self._acts

    def act(self, ref: ActRef) -> Act | None:
        """The act; nil when it is not here."""
        if ref not in self._acts:
            self._acts[ref] = self._names.find_act(ref)
        return self._acts[ref]

    def knew(self, ref: ActRef, other: ActRef) -> bool:
        """Whether the author of the first knew of the second; not of what is not here."""
        act, past = self.act(ref), self.act(other)
        return act is not None and past is not None and before(past, act)

    def body(self, ref: ActRef | None, kind: type[B]) -> B | None:
        """The act's body, if it is of this kind and readable."""
        found = self.act(ref) if ref is not None else None
        return found.body if found is not None and isinstance(found.body, kind) else None

    def seen_by(self, ref: ActRef) -> tuple[SeenView, ...]:
        """How far its author had seen the other workstations; nothing of an act that is not here."""
        found = self.act(ref)
        return self._names.seen_by(found) if found is not None else ()

    def withdrawn_apart(self, act: Act) -> tuple[Stamp, ...]:
        """Who took its author's right to it, unknown to them."""
        return tuple(map(self.stamp, self._names.withdrawn_apart(act)))

    def stamp(self, ref: ActRef) -> Stamp:
        """Who did it, where and when."""
        return self._names.stamp_of(ref, self.act(ref))

    def stamp_if(self, ref: ActRef | None) -> Stamp | None:
        """The same, of an act that may not be there yet."""
        return self.stamp(ref) if ref is not None else None

    def first(self, refs: tuple[ActRef, ...]) -> Stamp | None:
        """The stamp of the first of several accounts."""
        return self.stamp(refs[0]) if refs else None

    def stamps(self, refs: tuple[ActRef, ...]) -> tuple[Stamp, ...]:
        """The stamps of several accounts."""
        return tuple(self.stamp(ref) for ref in refs)

    def person(self, person: Id) -> str:
        """A person's name."""
        return self._names.person_view(person).name

    def workstation(self, journal: Id) -> str:
        """The name of the workstation that writes a journal."""
        return self._names.workstation_of(journal)

    def course_bag(self, course: Id, bag: Id) -> str:
        """The number of a bag of any course, or empty when it is not here."""
        content = self._names.content(course, bag)
        return self.number(content.series, content.number) if content is not None else ""

    def made_as(self, course: Id, bag: Id) -> PreparationClaimed | None:
        """What a bag of any course was made as, whatever dose it serves now; nil when that is not here."""
        return self._names.made_as(course, bag)

    def sheet(self, course: Id, bag: Id) -> tuple[str, PreparationClaimed | None]:
        """Whose a preparation is, and what was taken for it; nothing where it is not known here."""
        return self._names.patient_of(course), self._names.content(course, bag)

    def number(self, series: Id, number: int) -> str:
        """A preparation's number as screens and papers show it: `PUI-1 000042`.

        Of a workstation's second journal on, the journal too: `PUI-1.7K3F 000042`.
        """
        return f"{self._names.series_of(series)} {number:06}"

    def numbers(self, bags: Iterable[Bag]) -> str:
        """Those of several bags; empty of none."""
        return ", ".join(self.number(bag.content.series, bag.content.number) for bag in bags)
