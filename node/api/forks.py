"""Journals in two versions: their branches, and proposing how far each shall count."""

from node.api.base import Answer, Command
from schema.codec import Wire
from schema.transaction import Bytes16, Tip


class GetForks(Command, frozen=True, kw_only=True):
    """Every forked journal held here."""


class SettleFork(Command, frozen=True, kw_only=True):
    """Propose that these tips, and what lies below them, count; takes another person."""

    journal: bytes
    tips: tuple[Tip, ...]
    pin: str


class BranchView(Wire, frozen=True):
    """One version of a journal, from where the versions differ."""

    tip: Tip
    acts: int
    set_aside: int
    last_at: int
    """When its last transaction was made, by the clock of its workstation; ms UTC."""


class ForkView(Wire, frozen=True):
    """A journal in several versions."""

    journal: Bytes16
    workstation: str
    since: int
    """The first place at which they differ."""
    settled: bool
    branches: tuple[BranchView, ...]


class Forks(Answer, frozen=True, kw_only=True):
    """Answer to `GetForks`."""

    forks: tuple[ForkView, ...]
