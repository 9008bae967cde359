"""What acts about people do: names, keys, rights, and whether these count. Pure.

Granted and withdrawn apart is withdrawn; keys changed apart both sign, and the first in fold order
opens until it is changed again; keys introduced apart do not sign. A reset ends all that it knew of.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from schema.acts.membership import KeyIntroduced, PersonEnrolled, RightsGranted, RightsWithdrawn
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorDismissalProposed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonRenamed,
    PersonResumed,
    PersonSuspended,
)
from schema.codec import Wire
from schema.ids import Id
from schema.rules import EVERY_BRANCH, PIN_BY_TWO, TWO_PEOPLE
from schema.transaction import Tip
from sync.membership.needs import ADMINISTRATION
from sync.membership.state import Membership, Person, Withdrawal, by_journal
from sync.membership.when import When

PersonChange = (
    PersonRenamed
    | KeyIntroduced
    | KeyChanged
    | KeyResetProposed
    | RightsGranted
    | RightsWithdrawn
    | AdministratorAppointed
    | AdministratorProposed
    | AdministratorDismissalProposed
    | PersonSuspended
    | PersonRemovalProposed
    | PersonResumed
    | PersonReadmissionProposed
)


def on_person(state: Membership, content: Wire, when: When, *, proposed: bool = False) -> Membership:
    """What this act does to its person; a removal that is only `proposed` suspends."""
    if isinstance(content, PersonEnrolled):
        return replace(state, people={content.person: Person(content.person, content), **state.people})
    if not isinstance(content, PersonChange):
        return state
    person = state.people.get(content.person)
    if person is None:
        return state
    match content:
        case PersonRenamed():
            return _with(state, replace(person, enrolled=_written(content)))
        case KeyIntroduced():
            return _with(state, _introduced(person, content, when, strict=TWO_PEOPLE in state.rules))
        case KeyChanged() | KeyResetProposed():
            ended = {*content.retires, *_known(state, person, content, when)}
            found = _given(_retired(person, ended), content.key, content.public, when)
            doubled = person.doubled and not all(map(when.knows, person.introduced))
            return _with(state, replace(found, doubled=doubled))
        case RightsGranted() | AdministratorAppointed() | AdministratorProposed():
            return _grant(state, person, frozenset(content.rights), when)
        case RightsWithdrawn() | AdministratorDismissalProposed():
            rights = frozenset(content.rights)
            state = _with(state, replace(person, rights=person.rights - rights))
            return _withdraw(state, person.id, rights, content.cuts, when)
        case PersonSuspended() | PersonRemovalProposed():
            removal = isinstance(content, PersonRemovalProposed) and not proposed
            return _withdraw(state, person.id, None, content.cuts, when, removal=removal)
        case PersonResumed() | PersonReadmissionProposed():
            readmitted = isinstance(content, PersonReadmissionProposed)
            return _give_back(state, person.id, when, readmitted=readmitted)


def _with(state: Membership, person: Person) -> Membership:
    return replace(state, people={**state.people, person.id: person})


def _written(content: PersonRenamed) -> PersonEnrolled:
    return PersonEnrolled(
        content.person,
        content.family_name,
        content.first_name,
        content.title,
        content.profession,
        content.licence,
    )


def _known(state: Membership, person: Person, content: KeyChanged | KeyResetProposed, when: When) -> set[Id]:
    """The keys that a reset ends without naming them: those of which who carries it out knew.

    Whether one opened anything there or not: what had ended it may count no more here, and what was set
    aside there may count.
    """
    resets = isinstance(content, KeyResetProposed)
    if not resets or not any(map(when.knows, state.switched_at.get(PIN_BY_TWO, ()))):
        return set()
    return {key for key in person.keys if any(map(when.knows, person.first_given(key)))}


def _given(person: Person, key: Id, public: bytes, when: When) -> Person:
    """The first introduction of a key stands, and what is retired stays so."""
    spot, before = when.spot, person.given.get(key, {})
    if before.get(spot.strand, spot.seq + 1) > spot.seq:
        # Whoever knew of it there again knew of it before: the same key given often is as good as once.
        person = replace(person, given={**person.given, key: {**before, spot.strand: spot.seq}})
    if key in person.retired:
        return person
    return replace(person, keys={**person.keys, key: person.keys.get(key, public)})


def _introduced(person: Person, content: KeyIntroduced, when: When, *, strict: bool) -> Person:
    """Nobody introduces a second key knowing of the first; whoever claims not to know may be lying.

    By the rules of two people neither signs any more, wherever both are known: which of the two is the
    person's own cannot be told, and two people give them another.
    """
    apart = {key for spot, key in person.introduced.items() if spot != when.spot and not when.knows(spot)}
    found = replace(
        _given(person, content.key, content.public, when),
        introduced={**person.introduced, when.spot: content.key},
        doubled=person.doubled or bool(apart),
    )
    return _retired(found, {*apart, content.key}) if strict and apart else found


def _retired(person: Person, keys: Iterable[Id]) -> Person:
    retired = person.retired | frozenset(keys)
    left = {key: public for key, public in person.keys.items() if key not in retired}
    return replace(person, keys=left, retired=retired)


def _grant(state: Membership, person: Person, rights: frozenset[str], when: When) -> Membership:
    # Granted and withdrawn apart: withdrawn, whichever comes first in fold order.
    denied = frozenset(
        right
        for one in state.withdrawals
        if one.person == person.id and one.rights is not None and not when.knows(one.spot)
        for right in one.rights
    )
    person = replace(person, rights=person.rights | (rights - denied))
    if not rights.isdisjoint(ADMINISTRATION):
        knew = () if when.past is None else (when.past,)
        person = replace(person, administered=True, administrations=(*person.administrations, *knew))
    return _with(state, person)


def _withdraw(
    state: Membership,
    person: Id,
    rights: frozenset[str] | None,
    cuts: tuple[Tip, ...],
    when: When,
    *,
    removal: bool = False,
) -> Membership:
    named = by_journal(cuts, each=EVERY_BRANCH in state.rules)
    withdrawn = Withdrawal(person, rights, named, when.spot, when.past, removal)
    return _marked(replace(state, withdrawals=(*state.withdrawals, withdrawn)), person)


def _give_back(state: Membership, person: Id, when: When, *, readmitted: bool) -> Membership:
    """Suspensions that the author knew are gone; removals are lifted by a readmission alone."""

    def known(one: Withdrawal) -> bool:
        return one.person == person and one.rights is None and when.knows(one.spot)

    kept = tuple(
        replace(one, lifted=True) if one.removal and readmitted and known(one) else one
        for one in state.withdrawals
        if one.removal or not known(one)
    )
    proposals = {
        ref: replace(one, withdrawn=True)
        if isinstance(one.content, PersonRemovalProposed)
        and one.content.person == person
        and when.knows(one.spot)
        else one
        for ref, one in state.proposals.items()
    }
    return _marked(replace(state, withdrawals=kept, proposals=proposals), person)


def _marked(state: Membership, person: Id) -> Membership:
    mine = [one for one in state.withdrawals if one.person == person and one.rights is None]
    return _with(
        state,
        replace(
            state.people[person],
            suspended=any(not one.removal for one in mine),
            removed=any(one.removal and not one.lifted for one in mine),
        ),
    )
