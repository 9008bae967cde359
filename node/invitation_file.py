"""Letting a workstation in by files on a stick: its request, the invitation made for it, words to compare.

Whoever carries the stick could swap either file, so that people compare four words by voice before they
sign or begin: they are slow to compute (Argon2id), which keeps anybody from finding other keys with the
same words while the stick is on its way.
"""

from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from node.admitting import Welcome, enrolment_acts, let_in, name_taken, welcome
from node.age import WrongIdentityError, open_with, seal_to
from node.api.base import Answer
from node.api.inviting import InvitationMade, InviteByFile
from node.argon import STANDARD_COST, stretch
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.enacting import NotCountedError, must_count
from node.newcomer import JoinRequest, Newcomer, acceptable
from node.sessions import Session
from node.vault import VaultContents
from node.vault.words import word_list
from schema.acts.base import Name
from schema.codec import InvalidBytesError, Wire, decode, encode, tagged_hash
from schema.ids import Hash
from schema.transaction import Bytes16, Bytes32, Bytes64
from sync.journal import signer

MOST_BYTES = 64 * 1024 * 1024
"""Of either file; a site of many years has less than 1 MiB to say."""
WORDS = 4
_SALT = b"veilleuse/words/"
"""The same everywhere: both screens must show the same words. 16 bytes."""
_NOT_A_REQUEST = Refusal("invite.not_a_request")
_NOT_AN_INVITATION = Refusal("join.not_an_invitation")


class Asked(Wire, frozen=True):
    """What a newcomer asks."""

    form: Literal["veilleuse/join-request/1"]
    request: JoinRequest
    name: Name
    place: Name


class RequestFile(Wire, frozen=True):
    """A request and its newcomer's signature, by the seal key that it brings."""

    asked: bytes
    signature: Bytes64


class Invitation(Wire, frozen=True):
    """What one newcomer is told."""

    form: Literal["veilleuse/invitation/1"]
    request: Bytes32
    """Tagged hash of the request that it answers."""
    workstation: Bytes16
    """Which invited."""
    welcome: Welcome


class InvitationFile(Wire, frozen=True):
    """An invitation and the seal of the workstation that invited. The whole is sealed to the newcomer."""

    invitation: bytes
    seal: Bytes64


def write_request(newcomer: Newcomer, name: str, place: str) -> bytes:
    """The content of a request file."""
    asked = encode(Asked("veilleuse/join-request/1", newcomer.request, name, place))
    return encode(RequestFile(asked, signer(newcomer.keys.seal_key)(request_hash(asked))))


def read_request(content: bytes) -> Asked | Refusal:
    """What a request file says, if its newcomer signed it."""
    try:
        file = decode(RequestFile, content)
        asked = decode(Asked, file.asked)
        _verify(asked.request.seal_key, file.signature, request_hash(file.asked))
    except (InvalidBytesError, InvalidSignature):
        return _NOT_A_REQUEST
    return asked


def request_hash(asked: bytes) -> Hash:
    """What is signed by the newcomer, and answered by the invitation."""
    return tagged_hash("join-request", asked)


def words_of_request(content: bytes) -> str:
    """Four words for a request that reads as one, the same on both screens."""
    return _words(tagged_hash("request-words", decode(RequestFile, content).asked))


def words_of_invitation(invitation: Invitation) -> str:
    """Four words for this newcomer in this site, at this inviter."""
    return _words(
        tagged_hash("invitation-words", invitation.request, invitation.welcome.site, invitation.workstation)
    )


def invite_by_file(desk: Desk, session: Session, command: InviteByFile) -> Answer:
    """Enrol the newcomer, signed by the administrator; answers with the file for it."""
    asked = read_request(command.content)
    if isinstance(asked, Refusal):
        return refused(asked)
    request = asked.request
    if request.workstation in desk.members.workstations:
        return refused(Refusal("invite.already_in"))
    if not acceptable(request, desk.replica.site, desk.members):
        return refused(_NOT_A_REQUEST)
    taken = name_taken(desk, asked.name)
    if taken is not None:
        return refused(taken)
    wrong = desk.sessions.check_pin(session, command.pin, desk.now())
    if wrong is not None:
        return refused(wrong)
    sign = signer(session.seed)
    signed = [
        msgspec.structs.replace(act, actor=session.actor, by=session.key, signer=sign)
        for act in enrolment_acts(desk.replica.site, request, asked.name, asked.place, None)
    ]
    try:
        with desk.replica.writing():
            core = let_in(desk, signed).core
            must_count(desk, core.journal, core.seq)
    except NotCountedError as error:
        # With what was written: an invitation that lets nobody in must not be carried anywhere.
        return error.refused
    invitation = Invitation(
        form="veilleuse/invitation/1",
        request=request_hash(decode(RequestFile, command.content).asked),
        workstation=desk.vault.workstation,
        welcome=welcome(desk),
    )
    plain = encode(invitation)
    file = encode(InvitationFile(plain, desk.seal(tagged_hash("join-invitation", plain))))
    return InvitationMade(
        content=seal_to(request.backup_recipient, file),
        name=asked.name,
        words=words_of_invitation(invitation),
    )


class Opened(msgspec.Struct, frozen=True):
    """An invitation that was made for us, not believed yet."""

    invitation: Invitation
    plain: bytes
    seal: bytes

    def sealed_by(self, key: bytes) -> bool:
        """Whether the workstation with this key wrote it."""
        try:
            _verify(key, self.seal, tagged_hash("join-invitation", self.plain))
        except InvalidSignature:
            return False
        return True


def open_invitation(keys: VaultContents, request: bytes, content: bytes) -> Opened | Refusal:
    """An invitation file, if it answers this request file."""
    try:
        file = decode(InvitationFile, open_with(keys.backup_identity, content))
        invitation = decode(Invitation, file.invitation)
        asked = decode(RequestFile, request).asked
    except WrongIdentityError:
        return Refusal("join.for_another")
    except InvalidBytesError:
        return _NOT_AN_INVITATION
    if invitation.request != request_hash(asked):
        return Refusal("join.for_another")
    return Opened(invitation, file.invitation, file.seal)


def _words(hashed: Hash) -> str:
    words = word_list()
    number = int.from_bytes(stretch(hashed, _SALT, STANDARD_COST), "big")
    return " ".join(words[number >> 11 * place & 2047] for place in range(WORDS))


def _verify(key: bytes, signature: bytes, hashed: Hash) -> None:
    Ed25519PublicKey.from_public_bytes(key).verify(signature, hashed)
