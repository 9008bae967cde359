"""PINs: changed by oneself, reset for somebody else by two; each is a new key, closed by the new PIN."""

from collections.abc import Mapping

from node.api.base import Answer, Recorded, Refused
from node.api.people import ChangePin, ResetPin
from node.desk import Desk
from node.domain.decision import Draft
from node.enacting import enact
from node.handlers.base import AnyHandler, signed_in
from node.pins import check_pin, wrap_key
from node.secret_errors import PinError
from node.sessions import Session
from node.wraps import sealed_as
from schema.acts.people import MOST_KEYS, KeyChanged, KeyResetProposed
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.journal import public_key
from sync.membership import may_reset, person_key_id


def change_pin(desk: Desk, session: Session, command: ChangePin) -> Answer:
    """A new key pair, closed with the new PIN, said with the old key; the session goes on with it."""
    if session.actor is None:
        return Refused(code="membership.not_yours")
    if command.new_pin == command.pin:
        return Refused(code="pin.same")
    return change_key(desk, session, command.new_pin, command.pin)


def change_key(desk: Desk, session: Session, new_pin: str, pin: str) -> Answer:
    """The new key pair, whatever the PIN that closes it."""
    made = _new_key(desk, session.person, new_pin)
    if isinstance(made, Refused):
        return made
    key, seed, retires = made
    body = KeyChanged(session.person, key, public_key(seed), retires)
    wraps = wrapped(desk, session.person, key, seed, new_pin)
    answer = enact(desk, session, pin, in_file_of(session.person, body), wraps=wraps)
    if isinstance(answer, Recorded):
        desk.sessions.rekey(session, key, seed, new_pin)
    return answer


def reset_pin(desk: Desk, session: Session, command: ResetPin) -> Answer:
    """The person has typed a new PIN here; the key it closes is theirs once another person agrees."""
    if command.person not in desk.members.people:
        return Refused(code="session.unknown_person")
    if code := may_reset(desk.members, session.actor, command.person):
        return Refused(code=f"membership.{code}")
    made = _new_key(desk, command.person, command.new_pin)
    if isinstance(made, Refused):
        return made
    key, seed, retires = made
    body = KeyResetProposed(command.person, key, public_key(seed), retires)
    wraps = wrapped(desk, command.person, key, seed, command.new_pin)
    return enact(desk, session, command.pin, in_file_of(command.person, body), wraps=wraps)


def _new_key(desk: Desk, person: Id, pin: str) -> tuple[Id, bytes, tuple[Id, ...]] | Refused:
    """Its id, its seed, and the keys that it replaces."""
    try:
        check_pin(pin)
    except PinError as error:
        return Refused(code=error.code, values=error.values)
    seed = desk.random(32)
    return person_key_id(public_key(seed)), seed, _keys_of(desk, person)


def _keys_of(desk: Desk, person: Id) -> tuple[Id, ...]:
    """Those they have, and those they were ever given: what is set aside or ended today may open tomorrow.

    What opens today comes first, then the oldest: no number of others, made where they do not count or of
    ids that were never keys, crowds it out.
    """
    counting, uncut = (state.people[person] for state in (desk.members, desk.replica.roll.uncut))
    named = dict.fromkeys((*counting.keys, *uncut.keys, *uncut.given))
    return tuple(sorted(list(named)[:MOST_KEYS]))


def wrapped(desk: Desk, person: Id, key: Id, seed: bytes, pin: str) -> tuple[tuple[Id, str, bytes], ...]:
    """The records that keep a key of this person, closed by their PIN: owner, name and payload of each."""
    wrap = wrap_key(pin, desk.vault.site_pepper, person, seed, random=desk.random, cost=desk.pin_cost)
    return sealed_as(desk.vault.workstation, person, key, wrap)


def in_file_of(person: Id, body: Wire) -> Draft:
    """An act in this person's file."""
    return Draft(FileRef(FileType.PERSON, person), body)


HANDLERS: Mapping[type, AnyHandler] = {ChangePin: signed_in(change_pin), ResetPin: signed_in(reset_pin)}
