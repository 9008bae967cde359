"""The merge rules of a dose as one table: which pairs disagree, whose that is, and what ends it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from ops.simulate.model_acts import BAG, EXISTS, GONE, WARD, Act, knew_all
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef

if TYPE_CHECKING:
    from ops.simulate.model_doses import Dose

Over: TypeAlias = Callable[["Dose", Id, Sequence[Act]], bool]
When: TypeAlias = Callable[["Dose", Act, Act], bool]


class Rule(msgspec.Struct, frozen=True):
    """A row: acts of these roles on one dose disagree when neither author knew of the other."""

    left: Collection[str]
    right: Collection[str]
    owners: Sequence[str]
    """Rights any of which may settle it; nobody needs to where there is none."""
    choices: Sequence[str] = ()
    over: Over = lambda *_: False
    """Whether an act of the circuit ended it, given its subject and the acts in it."""
    when: When = lambda *_: True
    bags: str = "any"
    """`two`: of two bags; `one`: of no two bags."""
    of_bag: bool = False
    """Its subject is the bag, not the dose."""
    known_too: bool = False
    """They disagree even where the second knew of the first."""


def by(*roles: str) -> Over:
    """Ended by such an act whose author knew of all of it."""
    return lambda dose, _, acts: any(knew_all(act, acts) for act in dose.of(*roles))


def on_it(*roles: str) -> Over:
    """The same, on the very bag."""
    return lambda dose, bag, acts: any(knew_all(act, acts) for act in dose.of(*roles, bag=bag))


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
    """Nobody was given it, and somebody who knew that it had left destroyed it."""
    return not dose.of("given", bag=bag) and on_it("destroyed")(dose, bag, acts)


def differ(dose: "Dose", one: Act, other: Act) -> bool:
    """They order different things."""
    return dose.content[one.ref] != dose.content[other.ref]


def two_claims(dose: "Dose", one: Act, other: Act) -> bool:
    """The second does not replace the first, and at most one was made."""
    return not dose.replaces(other, one) and not (dose.exists(one.bag) and dose.exists(other.bag))


def two_makings(dose: "Dose", one: Act, other: Act) -> bool:
    """Each tells that its bag was made, and the second does not replace the first."""
    made = all(act.bag in dose.claims and act in dose.tellers(act.bag) for act in (one, other))
    return made and not dose.replaces(other, one)


def given_up(dose: "Dose", one: Act, other: Act) -> bool:
    """By somebody who did not know that it was made."""
    void = one if one.role == "voided" else other
    return not any(void.knew(told) for told in dose.of(*EXISTS, bag=void.bag))


RELEASE, PRESCRIBE, VALIDATE = ("release",), ("prescribe",), ("validate",)
REVIEWED, KEEP = ("reviewed",), ("keep",)
GOING_ON = ("ordered", "validated", "go_ahead", "resumed", *BAG)
RULES: Mapping[str, Rule] = {
    "divergent": Rule(["ordered"], ["ordered"], PRESCRIBE, (), one_order, differ),
    "validated_and_held": Rule(["held"], ["validated", *BAG], VALIDATE, REVIEWED, by("validated", "held")),
    "stopped": Rule(["stopped"], GOING_ON, (*PRESCRIBE, *VALIDATE), REVIEWED, resumed),
    "go_ahead_deferred": Rule(
        ["deferred"], ["go_ahead", *WARD], ["go_ahead"], REVIEWED, by("go_ahead", "deferred")
    ),
    "claimed_twice": Rule(["claimed"], ["claimed"], (), when=two_claims, bags="two", known_too=True),
    "made_twice": Rule(EXISTS, EXISTS, RELEASE, KEEP, one_left, two_makings, "two", known_too=True),
    "taken_over": Rule(["voided"], EXISTS, RELEASE, KEEP, gone, given_up, "one", of_bag=True, known_too=True),
    "released_and_rejected": Rule(
        ["rejected"],
        ["released", *WARD],
        RELEASE,
        REVIEWED,
        on_it("released", "rejected", "destroyed"),
        bags="one",
        of_bag=True,
    ),
    "dispensed_twice": Rule(
        ["dispensed"], ["dispensed"], RELEASE, REVIEWED, on_it(*GONE), bags="one", of_bag=True
    ),
    "destroyed_and_used": Rule(GONE, WARD, RELEASE, REVIEWED, found_and_destroyed, bags="one", of_bag=True),
    "told_twice": Rule(["given"], ["given"], ["administer"], ["told_twice"], bags="one", known_too=True),
    "given_twice": Rule(
        ["given"], ["given"], (*PRESCRIBE, *VALIDATE, "administer"), REVIEWED, bags="two", known_too=True
    ),
    "given_and_not_given": Rule(
        ["given"], ["not_given"], ("administer", *PRESCRIBE), ("given", "not_given"), known_too=True
    ),
}
"""By name; what it leaves out (days moved, bags of another version …) only `silent_winner` looks at."""
REVIEWS = {"withdrawn_since": VALIDATE, "withdrawn_decision": VALIDATE, "withdrawn_order": PRESCRIBE}
"""Who says whether what was done apart from the withdrawal of the right to counts."""


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


def owners_of(rule: str) -> Sequence[str]:
    """Whose a decision is."""
    return RULES[rule].owners if rule in RULES else REVIEWS.get(rule, ())
