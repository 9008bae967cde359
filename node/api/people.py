"""The people who work here: who they are, what they may do, their PINs."""

from node.api.base import Answer, Command, Stamp
from schema.codec import Wire
from schema.transaction import Bytes16


class RenamePerson(Command, frozen=True, kw_only=True):
    """A member of staff is written thus from now on."""

    person: bytes
    family_name: str
    first_name: str
    title: str
    profession: str
    licence: str
    pin: str


class SuspendPerson(Command, frozen=True, kw_only=True):
    """No right counts until this is lifted."""

    person: bytes
    reason: str
    pin: str


class ResumePerson(Command, frozen=True, kw_only=True):
    """Lift the suspension, and withdraw a removal that was only proposed."""

    person: bytes
    reason: str
    pin: str


class RemovePerson(Command, frozen=True, kw_only=True):
    """Propose that somebody works here no more: suspended at once, removed when another person agrees."""

    person: bytes
    reason: str
    pin: str


class ReadmitPerson(Command, frozen=True, kw_only=True):
    """Propose that somebody who was removed works here again."""

    person: bytes
    reason: str
    pin: str


class GrantRights(Command, frozen=True, kw_only=True):
    """Give rights; with one of administration among them it is proposed, and takes another person."""

    person: bytes
    rights: tuple[str, ...]
    pin: str


class WithdrawRights(Command, frozen=True, kw_only=True):
    """Take rights; with one of administration among them it is proposed, and takes another person."""

    person: bytes
    rights: tuple[str, ...]
    pin: str


class ChangePin(Command, frozen=True, kw_only=True):
    """The signed-in person's own: the PIN they had, and the one they want."""

    new_pin: str
    pin: str


class ResetPin(Command, frozen=True, kw_only=True):
    """Propose that the PIN which somebody has just typed here opens from now on; takes another person."""

    person: bytes
    new_pin: str
    pin: str


class GetStaff(Command, frozen=True, kw_only=True):
    """Everyone who works here, or did."""


class MemberOfStaff(Wire, frozen=True):
    """A person, as an administrator looks at them."""

    person: Bytes16
    name: str
    """In full, told apart from others of that name."""
    family_name: str
    first_name: str
    title: str
    profession: str
    licence: str
    rights: tuple[str, ...]
    """Granted; they count while `standing` is empty."""
    standing: str
    """`suspended`, `removed`, or empty."""
    key: bool
    """Whether a PIN opens their key on this workstation."""
    reset: str = ""
    """Why whoever asks may not propose another PIN for them (text `refusal.membership.<code>`), or empty."""
    resets: tuple[Stamp, ...] = ()
    """Who proposed one that waits for a second person, the oldest first."""


class Staff(Answer, frozen=True, kw_only=True):
    """Answer to `GetStaff`, by name."""

    people: tuple[MemberOfStaff, ...]
