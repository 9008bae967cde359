"""Journals in two versions: their branches, and proposing how far each shall count."""

from node.api.base import Answer, Command, Stamp
from schema.codec import Wire
from schema.transaction import Bytes16, Tip


class GetForks(Command, frozen=True, kw_only=True):
    """Every forked journal held here."""


class SettleFork(Command, frozen=True, kw_only=True):
    """Propose that these tips, and what lies below them, count; takes another person."""

    journal: bytes
    tips: tuple[Tip, ...]
    pin: str


MOST_LOOKED_AT = 500
"""Transactions of a branch of which is told who made them, when and what they were."""


MOST_NAMED = 12
"""Of those that the acts of a branch are about."""


class BranchView(Wire, frozen=True):
    """One version of a journal, from where the versions differ."""

    tip: Tip
    acts: int
    set_aside: int
    first_at: int
    """When the first of the transactions looked at was made, by the clock of its workstation; ms UTC."""
    last_at: int
    """When its last transaction was made."""
    people: tuple[str, ...]
    """Who acted there, those with most acts first."""
    what: tuple[tuple[str, int], ...]
    """Kinds (text `ui.kind.<kind>`) and how many acts of each, the most frequent first."""
    whole: bool
    """Whether `people`, `what` and `first_at` are of all of it, or of the newest `MOST_LOOKED_AT` alone."""
    patients: int = 0
    """Files of patients that the transactions looked at write in."""
    courses: int = 0
    """Of treatments."""
    about: tuple[str, ...] = ()
    """People and workstations that its acts of membership are about, by name; at most `MOST_NAMED`."""


class ForkView(Wire, frozen=True):
    """A journal in several versions."""

    journal: Bytes16
    workstation: str
    """Its name."""
    station: Bytes16
    scope: str
    """`membership` or `clinical`."""
    since: int
    """The first place at which they differ."""
    settled: bool
    proposed: Stamp | None
    """Who proposed a settlement that waits for another person, the newest of them."""
    branches: tuple[BranchView, ...]
    """All of them, or of very many those that count and some more."""
    others: int = 0
    """How many more there are, of which nothing counts."""
    others_acts: int = 0
    """Acts in those."""


class Forks(Answer, frozen=True, kw_only=True):
    """Answer to `GetForks`."""

    forks: tuple[ForkView, ...]
