"""Opening is not signing in: who may sign in here, in and out."""

from node.api.base import Answer, Command, PersonView


class ListPeople(Command, frozen=True, kw_only=True):
    """Everyone who may sign in; works before anybody has."""


class People(Answer, frozen=True, kw_only=True):
    """Answer to `ListPeople`."""

    site: str
    workstation: str
    people: tuple[PersonView, ...]
    """Those of one name are told apart: a PIN is typed for somebody who was chosen by name."""


class SignIn(Command, frozen=True, kw_only=True):
    """A person opens a session on this workstation."""

    person: bytes
    pin: str


class SignedIn(Answer, frozen=True, kw_only=True):
    """The session lives in the node; the window quotes `session` with each request."""

    session: bytes
    person: PersonView
    workstation: str


class SignOut(Command, frozen=True, kw_only=True):
    """Close this session."""
