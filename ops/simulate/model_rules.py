"""The merge rules of a dose as one table: which pairs disagree, whose that is, and what ends it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from ops.simulate.model_acts import BAG, ENDS, EXISTS, GIVEN, GONE, ROLES, WARD, Act
from schema.ids import Id

if TYPE_CHECKING:
    from ops.simulate.model_doses import Dose

Over: TypeAlias = Callable[["Dose", Id, Sequence[Act]], bool]
When: TypeAlias = Callable[["Dose", Act, Act], bool]


class Rule(msgspec.Struct, frozen=True):
    """A row: acts of these roles on one dose disagree when neither author knew of the other."""

    left: Collection[str]
    right: Collection[str]
    owners: Sequence[str] = ()
    """Rights any of which may settle it; nobody needs to where there is none."""
    choices: Sequence[str] = ()
    over: Over = lambda *_: False
    """Whether an act of the circuit ended it, given its subject and the acts in it."""
    when: When = lambda *_: True
    """Which of these pairs do, in fold order."""
    bags: str = "any"
    """`two`: of two bags; `one`: of no two bags."""
    of_bag: bool = False
    """Its subject is the bag, not the dose."""
    known_too: bool = False
    """They disagree even where the second knew of the first."""
    alone: bool = False
    """It is the one on the left that somebody must look at; the other is only its occasion."""


# -- which pairs


def differ(dose: "Dose", one: Act, other: Act) -> bool:
    """They order different things."""
    return dose.content[one.ref] != dose.content[other.ref]


def two_claims(dose: "Dose", one: Act, other: Act) -> bool:
    """The second does not replace the first, and at most one was made."""
    return not _replaces(dose, other, one) and not (dose.exists(one.bag) and dose.exists(other.bag))


def two_makings(dose: "Dose", one: Act, other: Act) -> bool:
    """Each is what tells that its bag was made, and the second does not replace the first."""
    tell = all(act.bag in dose.claims and act in _tellers(dose, act.bag) for act in (one, other))
    return tell and not _replaces(dose, other, one)


def _tellers(dose: "Dose", bag: Id) -> list[Act]:
    return dose.of("made", bag=bag) or dose.of(*EXISTS, bag=bag)[:1]


def _replaces(dose: "Dose", act: Act, before: Act) -> bool:
    """Its author knew that the other bag had ended."""
    return act.knew(before) and any(act.knew(end) for end in dose.of(*ENDS, bag=before.bag))


def given_up(dose: "Dose", one: Act, other: Act) -> bool:
    """By somebody who did not know that it was made."""
    void = one if one.role == "voided" else other
    return not any(void.knew(told) for told in dose.of(*EXISTS, bag=void.bag))


def told_alike(_: "Dose", one: Act, other: Act) -> bool:
    """Both tell the same."""
    return one.role == other.role


def untrue(_: "Dose", one: Act, other: Act) -> bool:
    """Unless it is how that administration ended: told knowing of its beginning, of no earlier hour."""
    ended = other.role == "interrupted" and other.knew(one)
    return not ended or bool(one.says("told").happened_at > other.says("told").happened_at)


def not_so(_: "Dose", one: Act, other: Act) -> bool:
    """A bag that came back says the contrary only of itself, and to those who did not know."""
    return "returned" not in {one.role, other.role} or (one.bag == other.bag and one.apart(other))


# -- what ends them


def by(*roles: str, on_it: bool = False) -> Over:
    """Ended by such an act whose author knew of all of it; or by one on the very bag."""
    return lambda dose, subject, acts: any(
        act.knew_all(acts) for act in dose.of(*roles, bag=subject if on_it else None)
    )


def one_order(dose: "Dose", subject: Id, acts: Sequence[Act]) -> bool:
    """Both sides came to say the same, or somebody ordered anew knowing both."""
    return len(dose.versions) == 1 or by("ordered")(dose, subject, acts)


def resumed(dose: "Dose", subject: Id, acts: Sequence[Act]) -> bool:
    """Every stop of it is lifted, and somebody lifted one knowing all of it."""
    lifted = all(dose.lifted(act) for act in acts if act.role == "stopped")
    return lifted and by("resumed")(dose, subject, acts)


def one_left(dose: "Dose", _: Id, acts: Sequence[Act]) -> bool:
    """Of these bags at most one still counts, and one has ended."""
    bags = {act.bag for act in acts}
    live = [bag for bag in bags if dose.live(bag)]
    return len(live) <= 1 and len(live) < len(bags)


def gone(dose: "Dose", bag: Id, _: Sequence[Act]) -> bool:
    """The bag has ended."""
    return not dose.live(bag)


def found_and_destroyed(dose: "Dose", bag: Id, acts: Sequence[Act]) -> bool:
    """Nobody was given of it, and somebody who knew that it had left destroyed it."""
    return not dose.of(*GIVEN, bag=bag) and by("destroyed", on_it=True)(dose, bag, acts)


RELEASE, PRESCRIBE, VALIDATE, ADMINISTER = ("release",), ("prescribe",), ("validate",), ("administer",)
NURSES = (*ADMINISTER, *PRESCRIBE)
REVIEWED, KEEP = ("reviewed",), ("keep",)
GOING_ON = ("ordered", "validated", "go_ahead", "resumed", *BAG)
DECIDED = by("released", "rejected", "destroyed", on_it=True)
RULES: Mapping[str, Rule] = {
    "divergent": Rule(["ordered"], ["ordered"], PRESCRIBE, (), one_order, differ),
    "validated_and_held": Rule(["held"], ["validated", *BAG], VALIDATE, REVIEWED, by("validated", "held")),
    "stopped": Rule(["stopped"], GOING_ON, (*PRESCRIBE, *VALIDATE), REVIEWED, resumed),
    "go_ahead_deferred": Rule(
        ["deferred"], ["go_ahead", *WARD], ["go_ahead"], REVIEWED, by("go_ahead", "deferred")
    ),
    "claimed_twice": Rule(["claimed"], ["claimed"], when=two_claims, bags="two", known_too=True),
    "made_twice": Rule(
        set(EXISTS) - {*GIVEN}, EXISTS, RELEASE, KEEP, one_left, two_makings, "two", known_too=True
    ),
    "taken_over": Rule(["voided"], EXISTS, RELEASE, KEEP, gone, given_up, "one", of_bag=True, known_too=True),
    "released_and_rejected": Rule(
        ["rejected"], ["released", *WARD], RELEASE, REVIEWED, DECIDED, bags="one", of_bag=True
    ),
    "dispensed_twice": Rule(
        ["dispensed"], ["dispensed"], RELEASE, REVIEWED, by(*GONE, on_it=True), bags="one", of_bag=True
    ),
    "destroyed_and_used": Rule(GONE, WARD, RELEASE, REVIEWED, found_and_destroyed, bags="one", of_bag=True),
    "told_twice": Rule(GIVEN, GIVEN, ADMINISTER, ["told_twice"], when=told_alike, bags="one", known_too=True),
    "given_twice": Rule(
        GIVEN, GIVEN, (*PRESCRIBE, *VALIDATE, *ADMINISTER), REVIEWED, bags="two", known_too=True
    ),
    "given_and_interrupted": Rule(
        ["given"], ["interrupted"], NURSES, GIVEN, when=untrue, bags="one", known_too=True
    ),
    "given_and_not_given": Rule(
        ["given"], ["not_given", "returned"], NURSES, ("given", "not_given"), when=not_so, known_too=True
    ),
    "interrupted_and_not_given": Rule(
        ["interrupted"],
        ["not_given", "returned"],
        NURSES,
        ("interrupted", "not_given"),
        when=not_so,
        known_too=True,
    ),
    "interrupted": Rule(
        ["interrupted"], ["claimed"], PRESCRIBE, REVIEWED, bags="one", known_too=True, alone=True
    ),
}
"""By name; what it leaves out (days moved, bags of another version …) only `silent_winner` looks at."""
EVERY = sorted({*ROLES.values(), "rejected"})
MEET: Mapping[tuple[str, str], Sequence[str]] = {
    (one, other): [
        name
        for name, rule in RULES.items()
        if (one in rule.left and other in rule.right) or (other in rule.left and one in rule.right)
    ]
    for one in EVERY
    for other in EVERY
}
"""Which rules two acts of these roles may meet."""
