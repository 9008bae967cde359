"""What people, workstations, journals and acts are called, wherever somebody is told of them."""

from node.api.base import PersonView, Stamp
from node.api.course import SeenView
from node.domain.history import Act
from node.domain.merge.withdrawn_since import taken_from
from node.domain.patient import PatientState
from node.domain.rights import in_order
from node.domain.state import CourseState
from node.sessions import NOBODY
from node.store.replica import Replica
from schema.acts.membership import PersonEnrolled, WorkstationEnrolled, WorkstationInvited
from schema.acts.preparation import PreparationClaimed
from schema.acts.reattribution import content_of, source_of
from schema.codec import Wire
from schema.ids import Id, short_text
from schema.naming import told_apart
from schema.transaction import ActRef, FileRef, FileType
from sync.membership import CLINICAL, Membership


class SiteNames:
    """Names by everything held here; see `node.views.teller.Names`."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._told: tuple[Membership, dict[Id, str]] | None = None

    @property
    def _members(self) -> Membership:
        return self._replica.roll.now

    def person_view(self, person: Id) -> PersonView:
        """A person as screens show them."""
        known = self._members.people.get(person)
        if known is None:
            return PersonView(person, "?", "", ())
        who = known.enrolled
        rights = in_order(known.rights) if known.active else ()
        return PersonView(person, self._people_named()[person], who.profession, rights, who.licence)

    def _people_named(self) -> dict[Id, str]:
        """Everybody's name: those of one name are told apart wherever one of them is named."""
        members = self._members
        if self._told is None or self._told[0] is not members:
            people = list(members.people.values())
            names = told_apart(people, lambda one: _full_name(one.enrolled), lambda one: one.id)
            self._told = members, {one.id: name for one, name in zip(people, names, strict=True)}
        return self._told[1]

    def concerned(self, content: Wire) -> str:
        """The person or workstation an act of membership is about, by the name it gives or the known one.

        Empty where it is about neither, or about one whose name nobody gave.
        """
        if isinstance(content, PersonEnrolled):
            return _full_name(content)
        if isinstance(content, WorkstationInvited | WorkstationEnrolled):
            return content.name
        person, workstation = getattr(content, "person", NOBODY), getattr(content, "workstation", NOBODY)
        known = self._members.workstations.get(workstation)
        return self._people_named().get(person, "") or (known.name if known is not None else "")

    def workstation_of(self, journal: Id) -> str:
        """The name of the workstation that writes a journal."""
        info = self._members.journals.get(journal)
        known = self._members.workstations.get(info.workstation) if info else None
        return known.name if known else "?"

    def series_of(self, journal: Id) -> str:
        """How a register series is named: by its workstation, and by its journal from the second one on.

        A workstation that was restored, or met its double, goes on in another journal, whose numbers
        begin at 1 again: they must not look like those on the sheets of the first.
        """
        name, info = self.workstation_of(journal), self._members.journals.get(journal)
        if info is None:
            return name
        clinical = (
            one.id
            for one in self._members.journals.values()
            if (one.workstation, one.scope) == (info.workstation, CLINICAL)
        )
        return name if next(clinical, journal) == journal else f"{name}.{short_text(journal, 4)}"

    def seen_by(self, act: Act) -> tuple[SeenView, ...]:
        """How far its author had seen the other workstations, the newest first."""
        names, info = self._members.workstations, self._members.journals.get(act.ref.journal)
        seen = self._replica.seen.by(act.past, info.scope if info is not None else CLINICAL).items()
        others = [
            SeenView(names[one].name, until.at, until.doubtful)
            for one, until in seen
            if one != act.workstation and one in names
        ]
        return tuple(sorted(others, key=lambda one: (-one.at, one.workstation)))

    def content(self, course: Id, bag: Id) -> PreparationClaimed | None:
        """What a bag of any course holds, and its number; nil when it is not here.

        Of a claim that is set aside too: whatever it counts for, its sheet lies on a bench somewhere.
        """
        state = self._replica.states.state(CourseState, FileRef(FileType.COURSE, course))
        held = (one.content for one in (state.bags if state is not None else ()) if one.bag == bag)
        return next(held, None) or content_of(self._claim(course, bag))

    def made_as(self, course: Id, bag: Id) -> PreparationClaimed | None:
        """What a bag was made as: of one that was another dose's, the claim under which it was made there."""
        followed: set[tuple[Id, Id]] = set()
        claim = self._claim(course, bag)
        while (source := source_of(claim)) is not None and source not in followed:
            followed.add(source)
            claim = self._claim(*source)
        return claim if isinstance(claim, PreparationClaimed) else None

    def _claim(self, course: Id, bag: Id) -> Wire | None:
        """What brought a bag into a course, whether that counts or not."""
        state = self._replica.states.state(CourseState, FileRef(FileType.COURSE, course))
        if state is None:
            return None
        held = (one.claim for one in state.bags if one.bag == bag)
        acts = (self.find_act(ref) for ref in (*held, *(one.act for one in state.set_aside)))
        bodies = (act.body for act in acts if act is not None)
        return next((one for one in bodies if (said := content_of(one)) and said.bag == bag), None)

    def withdrawn_apart(self, act: Act) -> tuple[ActRef, ...]:
        """What took its author's right to it, unknown to them."""
        if not act.set_aside or act.header.actor is None:
            return ()
        said = self._replica.disputes.acts(FileRef(FileType.PERSON, act.header.actor))
        return tuple(one.ref for one in taken_from(act, said))

    def patient_of(self, course: Id) -> str:
        """Whose treatment a course is: a name, or empty when it is not here."""
        state = self._replica.states.state(CourseState, FileRef(FileType.COURSE, course))
        patient = state.included.patient if state and state.included else None
        file = FileRef(FileType.PATIENT, patient) if patient is not None else None
        found = self._replica.states.state(PatientState, file) if file is not None else None
        return (
            f"{found.identity.birth_name.upper()} {found.identity.first_names}"
            if found and found.identity
            else ""
        )

    def find_act(self, act: ActRef) -> Act | None:
        """One act by its id; nil when it is not here."""
        return self._replica.act(act)

    def stamp(self, act: ActRef) -> Stamp:
        """Who did something, where and when."""
        return self.stamp_of(act, self.find_act(act))

    def stamp_of(self, act: ActRef, found: Act | None) -> Stamp:
        """The same of an act already read; the person is who did it, who may not be who typed it."""
        if found is None:
            return Stamp("?", self.workstation_of(act.journal), 0, None, act)
        who = found.doer
        person = self.person_view(who).name if who else ""
        told = getattr(found.body, "told", None)
        happened = told.happened_at if told is not None else None
        return Stamp(person, self.workstation_of(act.journal), found.at, happened, act, found.doubtful)


def _full_name(who: PersonEnrolled) -> str:
    return " ".join(part for part in (who.title, who.family_name.upper(), who.first_name) if part)
