"""What deciding answers with: acts to record, or a refusal that names the rule."""

from collections.abc import Mapping

import msgspec

from schema.acts import KIND_OF_BODY
from schema.acts.base import Kind
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef, FileRef


class Refusal(msgspec.Struct, frozen=True):
    """No, and why: `refusal.<code>` with its values, and `refusal.<code>.next`."""

    code: str
    values: Mapping[str, str] = {}


class Draft(msgspec.Struct, frozen=True):
    """An act to record: the node adds actor, salt, digest, signature, place."""

    file: FileRef
    body: Wire
    based_on: tuple[ActRef, ...] = ()
    mentions: tuple[FileRef, ...] = ()

    @property
    def kind(self) -> Kind:
        """Its kind, from the body's type."""
        return KIND_OF_BODY[type(self.body)]


class Decided(msgspec.Struct, frozen=True):
    """Record these acts, in one transaction; an account may carry the breaches it was made with."""

    drafts: tuple[Draft, ...]
    created: tuple[Id, ...] = ()
    warnings: tuple[Refusal, ...] = ()


class Who(msgspec.Struct, frozen=True):
    """Who asks: the signed-in person, their rights, the workstation."""

    person: Id
    rights: frozenset[str]
    workstation: Id
    journal: Id
    """The clinical journal, whose register series numbers what is prepared here."""
