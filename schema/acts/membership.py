"""Acts of membership: who belongs to the site, with which keys and which rights.

They live in journals of their own, which can be exchanged and checked alone, before anything
clinical and with strangers.
"""

from typing import Annotated, Final

import msgspec

from schema.acts.base import MOST_CUTS, Kind, Name, Text
from schema.codec import Wire
from schema.transaction import ActClass, Bytes16, Bytes32, Bytes64, FileType, Tip, Word

Certificate = Annotated[bytes, msgspec.Meta(min_length=64, max_length=4096)]
Right = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z_.]{0,40}\Z")]


class SiteFounded(Wire, frozen=True):
    """The first act of a site; its hash is the site's id."""

    name: Name
    pharmacy: Name
    """Name of the pharmacy (PUI) as papers must show it."""
    address: Text
    recovery_recipient: Name
    """age recipient to which snapshots and vaults are also encrypted."""
    recovery_key: Bytes32
    """Ed25519 key of the recovery seed; outranks everybody."""


class WorkstationInvited(Wire, frozen=True):
    """An administrator lets one workstation in, once, on the strength of a key made for that."""

    invitation: Bytes16
    name: Name
    place: Name
    secret_hash: Bytes32
    """Of the public half of that key; older programs name one of nothing here."""


class WorkstationEnrolled(Wire, frozen=True):
    """A workstation belongs to the site, with these keys."""

    workstation: Bytes16
    name: Name
    place: Name
    seal_key: Bytes32
    certificate: Certificate
    backup_recipient: Name
    invitation: Bytes16 | None


class InvitationRedeemed(Wire, frozen=True):
    """The last act of the transaction that redeems an invitation: its one-time key stands behind the others.

    Under the rule `only_once`; it does nothing else, so that older programs go on without it.
    """

    key: Bytes32
    """The public half, of which the invitation names the hash."""
    voucher: Bytes64
    """Its signature on `redemption_input`."""


class JournalOpened(Wire, frozen=True):
    """Announces a journal and the key that seals it."""

    journal: Bytes16
    workstation: Bytes16
    scope: Annotated[str, msgspec.Meta(pattern=r"\A(membership|clinical)\Z")]
    seal_key: Bytes32
    nonce: Bytes32
    predecessor: Tip | None
    """Where the journal that this one continues had ended, after a restore."""


class JournalReopened(JournalOpened, frozen=True):
    """A workstation goes on in a new journal, as its old one was written elsewhere too.

    It stands in the first transaction of the new membership journal, which the new key seals; the old
    key vouches for it here, since whatever it sealed in the old journal would be one more branch.
    """

    voucher: Bytes64
    """The signature of a key that sealed a journal of this workstation, on `reopening_input`."""


class PersonEnrolled(Wire, frozen=True):
    """Someone who works here."""

    person: Bytes16
    family_name: Name
    first_name: Name
    title: Text
    """As on paper: Dr, M., Mme, or empty."""
    profession: Name
    """pharmacist, prescriber, preparer, nurse, administrator: a word, not a right."""
    licence: Text
    """Professional number (RPPS, ADELI), or empty."""


class KeyIntroduced(Wire, frozen=True):
    """A person's signature key; a changed PIN is a changed key."""

    person: Bytes16
    key: Bytes16
    public: Bytes32


class RightsGranted(Wire, frozen=True):
    """A person may do these things."""

    person: Bytes16
    rights: Annotated[tuple[Right, ...], msgspec.Meta(min_length=1, max_length=64)]


class RightsWithdrawn(Wire, frozen=True):
    """A person may no longer do these things; what lies inside the cuts stays."""

    person: Bytes16
    rights: Annotated[tuple[Right, ...], msgspec.Meta(min_length=1, max_length=64)]
    cuts: Annotated[tuple[Tip, ...], msgspec.Meta(max_length=MOST_CUTS)]


class WorkstationRemoved(Wire, frozen=True):
    """A workstation no longer belongs to the site; what lies inside the cuts stays."""

    workstation: Bytes16
    reason: Text
    cuts: Annotated[tuple[Tip, ...], msgspec.Meta(max_length=MOST_CUTS)]


class SwitchedRule(Wire, frozen=True, order=True):
    """A rule, and the sorts of file of which it says something else than before."""

    name: Word
    files: Annotated[tuple[Annotated[int, msgspec.Meta(ge=1, lt=2**16)], ...], msgspec.Meta(max_length=32)]


class RulesSwitched(Wire, frozen=True):
    """These rules hold from here on, for whatever has this act in its past (`schema/rules.py`)."""

    rules: Annotated[tuple[SwitchedRule, ...], msgspec.Meta(min_length=1, max_length=32)]


_M = ActClass.MEMBERSHIP
INVITATION_REDEEMED: Final = Kind(
    "invitation.redeemed/1",
    InvitationRedeemed,
    FileType.WORKSTATION,
    _M,
    "",
    signed=False,
    critical=False,
)
KINDS = (
    Kind("site.founded/1", SiteFounded, FileType.SITE, _M, "", signed=True),
    Kind("workstation.invited/1", WorkstationInvited, FileType.WORKSTATION, _M, "site.enrol", signed=True),
    Kind("workstation.enrolled/1", WorkstationEnrolled, FileType.WORKSTATION, _M, "", signed=False),
    INVITATION_REDEEMED,
    Kind("workstation.removed/1", WorkstationRemoved, FileType.WORKSTATION, _M, "site.enrol", signed=True),
    Kind("journal.opened/1", JournalOpened, FileType.WORKSTATION, _M, "", signed=False),
    Kind("journal.reopened/1", JournalReopened, FileType.WORKSTATION, _M, "", signed=False),
    Kind("person.enrolled/1", PersonEnrolled, FileType.PERSON, _M, "site.people", signed=True),
    Kind("key.introduced/1", KeyIntroduced, FileType.PERSON, _M, "site.people", signed=True),
    Kind("rights.granted/1", RightsGranted, FileType.PERSON, _M, "site.people", signed=True),
    Kind("rights.withdrawn/1", RightsWithdrawn, FileType.PERSON, _M, "site.people", signed=True),
    Kind("rules.switched/1", RulesSwitched, FileType.SITE, _M, "site.enrol", signed=True),
)
