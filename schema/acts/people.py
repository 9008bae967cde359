"""Acts about people who work here: who they are, whether their rights count, which key is theirs.

What takes two people is *proposed* by one and agreed to by another (`schema/acts/agreement.py`);
the recovery key alone needs nobody's agreement.
"""

from typing import Annotated

import msgspec

from schema.acts.base import Kind, Name, Reason, Text
from schema.acts.membership import Right
from schema.acts.workstations import Tips
from schema.codec import Wire
from schema.transaction import ActClass, Bytes16, Bytes32, FileType

Rights = Annotated[tuple[Right, ...], msgspec.Meta(min_length=1, max_length=64)]
MOST_KEYS = 64
Keys = Annotated[tuple[Bytes16, ...], msgspec.Meta(max_length=MOST_KEYS)]


class PersonRenamed(Wire, frozen=True):
    """A member of staff is written thus from now on."""

    person: Bytes16
    family_name: Name
    first_name: Name
    title: Text
    profession: Name
    licence: Text


class PersonSuspended(Wire, frozen=True):
    """Until this is lifted a person has no right; what lies inside the cuts stays."""

    person: Bytes16
    reason: Reason
    cuts: Tips


class PersonResumed(Wire, frozen=True):
    """The suspensions of them that this act's author knew are lifted, and removals proposed withdrawn."""

    person: Bytes16
    reason: Text


class PersonRemovalProposed(Wire, frozen=True):
    """They shall no longer work here; from now on they are suspended, within the same cuts."""

    person: Bytes16
    reason: Reason
    cuts: Tips


class PersonReadmissionProposed(Wire, frozen=True):
    """They shall work here again, with the rights that they had."""

    person: Bytes16
    reason: Reason


class AdministratorAppointed(Wire, frozen=True):
    """The first administrator, the only one ever, gave rights that take two: the site's second is made so."""

    person: Bytes16
    rights: Rights


class AdministratorProposed(Wire, frozen=True):
    """A person shall have these rights, some of which nobody gives alone."""

    person: Bytes16
    rights: Rights


class AdministratorDismissalProposed(Wire, frozen=True):
    """A person shall lose these rights, some of which are rights of administration."""

    person: Bytes16
    rights: Rights
    cuts: Tips


class KeyChanged(Wire, frozen=True):
    """A person changed their PIN: another key is theirs, said with one of those it retires."""

    person: Bytes16
    key: Bytes16
    public: Bytes32
    retires: Keys


class KeyResetProposed(Wire, frozen=True):
    """A person forgot their PIN: this key, closed with a new one, shall be theirs."""

    person: Bytes16
    key: Bytes16
    public: Bytes32
    retires: Keys


_M, _P = ActClass.MEMBERSHIP, FileType.PERSON
KINDS = (
    Kind("person.renamed/1", PersonRenamed, _P, _M, "site.people", signed=True),
    Kind("person.suspended/1", PersonSuspended, _P, _M, "site.people", signed=True),
    Kind("person.resumed/1", PersonResumed, _P, _M, "site.people", signed=True),
    Kind("person.removal_proposed/1", PersonRemovalProposed, _P, _M, "site.people", signed=True),
    Kind("person.readmission_proposed/1", PersonReadmissionProposed, _P, _M, "site.people", signed=True),
    Kind("administrator.appointed/1", AdministratorAppointed, _P, _M, "site.people", signed=True),
    Kind("administrator.proposed/1", AdministratorProposed, _P, _M, "site.people", signed=True),
    Kind(
        "administrator.dismissal_proposed/1",
        AdministratorDismissalProposed,
        _P,
        _M,
        "site.people",
        signed=True,
    ),
    Kind("key.changed/1", KeyChanged, _P, _M, "", signed=True),
    Kind("key.reset_proposed/1", KeyResetProposed, _P, _M, "site.pin", signed=True),
)
