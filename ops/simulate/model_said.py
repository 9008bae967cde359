"""A disagreement and what people said of it: the latest settlements that had all of it in view."""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from ops.simulate.model_acts import Act, last
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef


class Disagreement(msgspec.Struct, frozen=True):
    """Acts that people must look at together, and how bad it is that they stand beside each other."""

    rule: str
    subject: Id
    dose: Id | None
    acts: frozenset[ActRef]
    """Settlements left out, but where they are what disagrees."""
    owners: tuple[str, ...]
    choices: tuple[str, ...]
    alarm: bool
    blocks: bool
    over: bool
    heard: frozenset[Id] = frozenset()
    """Who said their word where another person's is wanted."""


class Found(msgspec.Struct, frozen=True):
    """A disagreement, and the bags that it keeps where they are."""

    disagreement: Disagreement
    notes: tuple[Disagreement, ...]
    """On people who settled it apart."""
    open: bool
    not_kept: frozenset[Id]
    """Another one of them was."""

    def holds(self, bag: Id, dose: Id) -> bool:
        """Whether this bag of that dose waits for it."""
        return bag in self.not_kept or (self.open and self.disagreement.subject in {bag, dose})


class Said:
    """What stands of all that was said of these acts under one rule; without a subject, under any."""

    def __init__(
        self,
        every: Sequence[Act],
        rule: str,
        subject: Id | None,
        acts: Collection[ActRef],
        choices: Collection[str],
        keeps: Collection[Id] = (),
    ) -> None:
        said = [one for one in every if settles(one, rule, subject, acts, choices)]
        said = [one for one in said if says(one)[1] is None or says(one)[1] in keeps]
        latest = last(said)
        self.apart = latest if _differ(latest) else []
        self.settled = bool(latest) and not self.apart
        self.choice, self.keep = says(latest[0]) if self.settled else ("", None)
        self.words = [one for one in said if self.settled and says(one) == says(latest[0])]
        earlier = last([one for one in said if any(end.knew(one) for end in latest)])
        self.disagreed = earlier if self.settled and _differ(earlier) else []
        """Said apart, until somebody who knew both said which."""


def settles(
    act: Act, rule: str, subject: Id | None, acts: Collection[ActRef], choices: Collection[str]
) -> bool:
    """Whether an act is a settlement of this that had all of these acts in view."""
    body = act.body
    return (
        isinstance(body, ConflictSettled)
        and body.rule == rule
        and subject in {None, body.subject}
        and body.choice in choices
        and set(acts) <= set(body.heads)
    )


def says(settlement: Act) -> tuple[str, Id | None]:
    """The choice, and what it keeps where that is the choice."""
    choice = settlement.says("choice")
    return choice, settlement.says("keep") or b"" if choice == "keep" else None


def _differ(settlements: Sequence[Act]) -> bool:
    return len({says(one) for one in settlements}) > 1


def settled_apart(said: Said, subject: Id, dose: Id | None) -> Iterator[Disagreement]:
    """That it was said in two ways; nobody's to settle, for what it is about is open again."""
    acts = frozenset(act.ref for act in said.apart or said.disagreed)
    if acts:
        yield Disagreement("settled_apart", subject, dose, acts, (), (), False, False, bool(said.disagreed))
