"""What a newcomer brings: keys made on it, of which the site learns the public halves.

Whatever it brings is checked before it is enrolled: one bad certificate in the membership would keep
every member from trusting the others.
"""

import msgspec

from node.age import is_recipient
from node.recovery import RecoveryPublic, derive_keys
from node.vault import VaultContents, fresh_contents
from schema.acts.base import Name, Text
from schema.acts.membership import Certificate
from schema.codec import Wire
from schema.ids import Id, Random
from schema.transaction import Bytes16, Bytes32, journal_id
from sync.journal import public_key
from sync.membership import Membership
from sync.tls import is_certificate_of


class JoinRequest(Wire, frozen=True):
    """The public half of what a newcomer made for itself."""

    workstation: Bytes16
    seal_key: Bytes32
    certificate: Certificate
    backup_recipient: Name
    membership_nonce: Bytes32
    clinical_nonce: Bytes32


class JoinLook(Wire, frozen=True):
    """Asked first, by who knows the code: what it would become. The site writes nothing for it."""

    request: JoinRequest


class JoinSight(Wire, frozen=True):
    """The answer, for a person to say yes or no."""

    site_name: Name
    name: Name
    place: Text
    administrators: tuple[Text, ...]


class Newcomer(msgspec.Struct, frozen=True):
    """A workstation of no site yet."""

    keys: VaultContents
    """Its site, its name, the site's pepper and recovery key are not known yet."""
    request: JoinRequest

    def __repr__(self) -> str:
        return "Newcomer(…)"


def make_newcomer(random: Random) -> Newcomer:
    """Fresh keys, and what to ask with them."""
    workstation = random(16)
    keys = fresh_contents(
        site=bytes(16),
        workstation=workstation,
        workstation_name="",
        site_pepper=bytes(32),
        recovery=_nobody(random),
        random=random,
    )
    request = JoinRequest(
        workstation=workstation,
        seal_key=public_key(keys.seal_key),
        certificate=keys.tls_certificate,
        backup_recipient=keys.backup_recipient,
        membership_nonce=random(32),
        clinical_nonce=random(32),
    )
    return Newcomer(keys, request)


def acceptable(request: JoinRequest, site: Id, members: Membership) -> bool:
    """Whether this can be enrolled: keys that work, and are nobody else's."""
    known = members.workstations.values()
    nonces = (request.membership_nonce, request.clinical_nonce)
    journals = {journal_id(site, request.seal_key, nonce) for nonce in nonces}
    return (
        is_certificate_of(request.workstation, request.certificate)
        and is_recipient(request.backup_recipient)
        and request.workstation not in members.workstations
        and len(journals) == len(nonces)
        and not journals & members.journals.keys()
        and not any(
            one.seal_key == request.seal_key or one.certificate == request.certificate for one in known
        )
    )


def _nobody(random: Random) -> RecoveryPublic:
    """Stands in for the site's recovery key until the site is known."""
    return derive_keys(random(32)).public
