"""Rules that a site switches on: which there are, which hold, and who could not follow."""

from node.api.base import Answer, Command, Stamp
from schema.codec import Wire


class GetRules(Command, frozen=True, kw_only=True):
    """Every rule that this program or this site knows."""


class SwitchRule(Command, frozen=True, kw_only=True):
    """Switch a rule on, for whatever is done from then on; it cannot be switched off.

    Refused `rules.unknown`, `rules.on_already`.
    """

    name: str
    pin: str


class RuleView(Wire, frozen=True):
    """One rule."""

    name: str
    """Text `rule.<name>` when this program knows it."""
    known: bool
    """Whether this program has it: what is done under one that it lacks is known in part here."""
    on: bool
    founding: bool = False
    """Whether the site was founded with it."""
    signed: tuple[Stamp, ...] = ()
    """Who switched it on, then who agreed where that takes two; without a name: the recovery key."""
    proposed: bool = False
    """Whether it waits for a second person."""


class Rules(Answer, frozen=True, kw_only=True):
    """Answer to `GetRules`, by name."""

    rows: tuple[RuleView, ...]
    others: tuple[str, ...]
    """Workstations that last told of another version of the program, or of none yet: what is done under
    a rule that they lack is known in part there, and blocked, until they are updated."""
