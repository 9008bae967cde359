"""People: enrolled, written otherwise, suspended, removed and readmitted, and their rights."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from node.api.base import Answer, Recorded, Refused
from node.api.people import (
    GetStaff,
    GrantRights,
    MemberOfStaff,
    ReadmitPerson,
    RemovePerson,
    RenamePerson,
    ResumePerson,
    Staff,
    SuspendPerson,
    WithdrawRights,
)
from node.api.site import EnrolPerson
from node.desk import MEMBERSHIP, Desk, refused
from node.domain.identity import Staff as Written
from node.domain.identity import same_staff, staff_name_trouble
from node.domain.rights import RIGHTS, ROLES, in_order, right_missing
from node.enacting import cuts, enact
from node.handlers.base import AnyHandler, signed_in
from node.handlers.pins import in_file_of, wrapped
from node.handlers.together import together
from node.pins import check_pin
from node.secret_errors import PinError
from node.sessions import Session
from node.views.proposals import resets_of
from node.wraps import keys_here
from schema.acts.membership import KeyIntroduced, PersonEnrolled, RightsGranted, RightsWithdrawn
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorDismissalProposed,
    AdministratorProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonRenamed,
    PersonResumed,
    PersonSuspended,
)
from schema.codec import Wire
from schema.ids import Id
from sync.journal import public_key
from sync.membership import (
    ADMINISTRATION,
    GIVEN_BY_TWO,
    Person,
    may_appoint_alone,
    may_reset,
    person_key_id,
)

PEOPLE = "site.people"


def enrol_person(desk: Desk, session: Session, command: EnrolPerson) -> Answer:
    """A new member of staff with a key of their own, closed by the PIN they typed.

    Rights that nobody gives alone are proposed in a transaction of their own: they take a second person.
    """
    missing = right_missing(desk.who(session), PEOPLE)
    if missing is not None:
        return refused(missing)
    if command.role not in ROLES:
        return Refused(code="site.unknown_role", values={"role": command.role})
    if wrong := staff_name_trouble(command.family_name, command.first_name):
        return refused(wrong)
    try:
        check_pin(command.new_pin)
    except PinError as error:
        return Refused(code=error.code, values=error.values)
    if known := _known_already(desk, _written(command)):
        return known
    person, seed = desk.new_id(), desk.random(32)
    key = person_key_id(public_key(seed))
    enrolled = PersonEnrolled(
        person, command.family_name, command.first_name, command.title, command.role, command.licence
    )
    rights = ROLES[command.role]
    by_two = rights & GIVEN_BY_TWO
    bodies = [
        enrolled,
        KeyIntroduced(person, key, public_key(seed)),
        RightsGranted(person, tuple(sorted(rights - by_two))),
    ]
    second = _administrator(desk, session, person, tuple(sorted(by_two))) if by_two else None
    if isinstance(second, AdministratorAppointed):
        bodies.append(second)
    wraps = wrapped(desk, person, key, seed, command.new_pin)
    drafts = tuple(in_file_of(person, body) for body in bodies)

    def enrolled_and_proposed() -> Answer:
        answer = enact(desk, session, command.pin, *drafts, created=(person,), wraps=wraps)
        if isinstance(answer, Recorded) and isinstance(second, AdministratorProposed):
            proposed = enact(desk, session, command.pin, in_file_of(person, second))
            if not isinstance(proposed, Recorded):
                return proposed
            return msgspec.structs.replace(answer, acts=(*answer.acts, *proposed.acts), waits=proposed.waits)
        return answer

    return together(desk, enrolled_and_proposed)


def _known_already(desk: Desk, written: Written, besides: Id | None = None) -> Refused | None:
    """Somebody else of the same name without licence number, or of the same one, works here or did."""
    for person in desk.members.people.values():
        why = "" if person.id == besides else same_staff(written, _written(person.enrolled))
        if why:
            return Refused(
                code=f"person.{why}",
                values={
                    "name": desk.names.person_view(person.id).name,
                    "licence": person.enrolled.licence,
                    "standing": standing_of(person),
                },
            )
    return None


def _written(who: EnrolPerson | RenamePerson | PersonEnrolled) -> Written:
    return who.family_name, who.first_name, who.licence


def standing_of(person: Person) -> str:
    """`removed`, `suspended` or empty."""
    return "removed" if person.removed else "suspended" if person.suspended else ""


def _administrator(
    desk: Desk, session: Session, person: Id, rights: tuple[str, ...]
) -> AdministratorAppointed | AdministratorProposed:
    """The only administrator there ever was gives such rights alone; later they take two people."""
    alone = may_appoint_alone(desk.members, session.person, desk.journal(MEMBERSHIP))
    return AdministratorAppointed(person, rights) if alone else AdministratorProposed(person, rights)


Body = Wire | Refused


def _renamed(desk: Desk, _session: Session, command: RenamePerson) -> Body:
    if wrong := staff_name_trouble(command.family_name, command.first_name):
        return refused(wrong)
    # Two enrolled apart may be written alike already: what else is written of them stays theirs to correct.
    same = _written(command) == _written(desk.members.people[command.person].enrolled)
    known = None if same else _known_already(desk, _written(command), command.person)
    if known is not None:
        return known
    return PersonRenamed(
        command.person,
        command.family_name,
        command.first_name,
        command.title,
        command.profession,
        command.licence,
    )


def _suspended(desk: Desk, _session: Session, command: SuspendPerson) -> Body:
    return _reasoned(command.reason) or PersonSuspended(command.person, command.reason, cuts(desk))


def _resumed(_desk: Desk, _session: Session, command: ResumePerson) -> Body:
    return PersonResumed(command.person, command.reason)


def _removed(desk: Desk, _session: Session, command: RemovePerson) -> Body:
    return _reasoned(command.reason) or PersonRemovalProposed(command.person, command.reason, cuts(desk))


def _readmitted(_desk: Desk, _session: Session, command: ReadmitPerson) -> Body:
    return _reasoned(command.reason) or PersonReadmissionProposed(command.person, command.reason)


def _granted(desk: Desk, session: Session, command: GrantRights) -> Body:
    if wrong := _unknown_right(command.rights):
        return wrong
    rights = tuple(sorted(command.rights))
    if GIVEN_BY_TWO.isdisjoint(rights):
        return RightsGranted(command.person, rights)
    return _administrator(desk, session, command.person, rights)


def _withdrawn(desk: Desk, _session: Session, command: WithdrawRights) -> Body:
    if wrong := _unknown_right(command.rights):
        return wrong
    rights = tuple(sorted(command.rights))
    if ADMINISTRATION.isdisjoint(rights):
        return RightsWithdrawn(command.person, rights, cuts(desk))
    return AdministratorDismissalProposed(command.person, rights, cuts(desk))


def _reasoned(reason: str) -> Refused | None:
    return None if reason.strip() else Refused(code="reason.missing")


def _unknown_right(rights: tuple[str, ...]) -> Refused | None:
    unknown = sorted(set(rights) - set(RIGHTS))
    if unknown or not rights:
        return Refused(code="person.unknown_right", values={"right": ", ".join(unknown)})
    return None


OnPerson = (
    RenamePerson | SuspendPerson | ResumePerson | RemovePerson | ReadmitPerson | GrantRights | WithdrawRights
)
_BODIES: Mapping[type[OnPerson], Callable[[Desk, Session, Any], Body]] = {
    RenamePerson: _renamed,
    SuspendPerson: _suspended,
    ResumePerson: _resumed,
    RemovePerson: _removed,
    ReadmitPerson: _readmitted,
    GrantRights: _granted,
    WithdrawRights: _withdrawn,
}


_BESIDE: Mapping[tuple[type[OnPerson], str], str] = {
    (SuspendPerson, "removed"): "person.removed",
    (ResumePerson, "removed"): "person.removed",
    (ResumePerson, ""): "person.in_service",
    (ReadmitPerson, ""): "person.in_service",
    (ReadmitPerson, "suspended"): "person.suspended",
}
"""By what is asked for and where the person stands: why there is nothing to be done so."""


def on_person(desk: Desk, session: Session, command: OnPerson) -> Answer:
    """What an administrator does about one person, by the table above."""
    missing = right_missing(desk.who(session), PEOPLE)
    if missing is not None:
        return refused(missing)
    if command.person not in desk.members.people:
        return Refused(code="session.unknown_person")
    body = _BODIES[type(command)](desk, session, command)
    if isinstance(body, Refused):
        return body
    standing = standing_of(desk.members.people[command.person])
    if code := _BESIDE.get((type(command), standing)):
        return Refused(code=code)
    return enact(desk, session, command.pin, in_file_of(command.person, body))


def get_staff(desk: Desk, session: Session, _command: GetStaff) -> Answer:
    """Everyone who works here or did, by name."""
    keys = keys_here(desk.replica)
    everybody = (_member(desk, session, one, keys) for one in desk.members.people.values())
    people = sorted(everybody, key=lambda one: one.name)
    return Staff(people=tuple(people))


def _member(desk: Desk, session: Session, person: Person, keys: frozenset[str]) -> MemberOfStaff:
    who = person.enrolled
    opens = person.opens
    return MemberOfStaff(
        person=person.id,
        name=desk.names.person_view(person.id).name,
        family_name=who.family_name,
        first_name=who.first_name,
        title=who.title,
        profession=who.profession,
        licence=who.licence,
        rights=in_order(person.rights),
        standing=standing_of(person),
        key=opens is not None and opens.hex() in keys,
        reset=may_reset(desk.members, session.actor, person.id),
        resets=resets_of(desk, person.id),
    )


HANDLERS: Mapping[type, AnyHandler] = {
    EnrolPerson: signed_in(enrol_person),
    **{command: signed_in(on_person) for command in _BODIES},
    GetStaff: signed_in(get_staff),
}
