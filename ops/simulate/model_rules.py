"""The merge rules of a dose as one table: which pairs disagree, how bad it is, whose, and what ends it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from ops.simulate.model_acts import BAG, EXISTS, GIVEN, GONE, ROLES, WARD, Act
from ops.simulate.model_ends import (
    Over,
    by,
    decided_anew,
    found_and_destroyed,
    gone,
    one_left,
    one_order,
    resumed,
)
from ops.simulate.model_pairs import (
    always,
    called_off,
    dates_differ,
    differ,
    do_not_connect,
    given_up,
    made_of_another,
    moved_or_other,
    never,
    not_so,
    of_another,
    on_ward,
    second_at_hand,
    told_alike,
    two_claims,
    two_days,
    two_makings,
    untrue,
    used,
    went_elsewhere,
)

if TYPE_CHECKING:
    from ops.simulate.model_doses import Dose

When: TypeAlias = Callable[["Dose", Act, Act], bool]


class Rule(msgspec.Struct, frozen=True):
    """A row: acts of these roles on one dose disagree when neither author knew of the other."""

    left: Collection[str]
    right: Collection[str]
    owners: Sequence[str] = ()
    """Rights any of which may settle it; nobody needs to where there is none."""
    choices: Sequence[str] = ()
    over: Over = never
    """Whether an act of the circuit ended it, given its subject and the acts in it."""
    when: When = always
    """Which of these pairs do, in fold order."""
    bags: str = "any"
    """`two`: of two bags; `one`: of no two bags."""
    of_bag: bool = False
    """Its subject is the bag, not the dose."""
    known_too: bool = False
    """They disagree even where the second knew of the first."""
    alone: bool = False
    """It is the one on the left that somebody must look at; the other is only its occasion."""
    alarm: When = never
    """Pairs of which somebody may be in danger."""
    blocks: When = always
    """Pairs that keep what it is about from going on."""
    holds_bags: bool = True
    """Bags of the dose wait meanwhile."""
    by_two: bool = False
    """Where the dose would go on it takes a word of each of its owners; a resumption is one."""


RELEASE, PRESCRIBE, VALIDATE, ADMINISTER = ("release",), ("prescribe",), ("validate",), ("administer",)
GO_AHEAD = ("go_ahead",)
NURSES = (*ADMINISTER, *PRESCRIBE)
REVIEWED, KEEP = ("reviewed",), ("keep",)
GOING_ON = ("ordered", "validated", "go_ahead", "resumed", *BAG)
DECIDED = by("released", "rejected", "destroyed", on_it=True)
GONE_ON = by("go_ahead", "deferred")
EVERY = sorted({*ROLES.values(), "rejected", "left_out", "elsewhere"})
RULES: Mapping[str, Sequence[Rule]] = {
    "divergent": [Rule(["ordered"], ["ordered"], PRESCRIBE, (), one_order, differ)],
    "validation_outdated": [Rule(["validated"], ["ordered"], VALIDATE, (), decided_anew, of_another)],
    "validated_and_held": [
        Rule(["held"], ["validated", *BAG], VALIDATE, REVIEWED, by("validated", "held"), alarm=used)
    ],
    "stopped": [
        Rule(
            ["stopped"],
            GOING_ON,
            (*PRESCRIBE, *VALIDATE),
            REVIEWED,
            resumed,
            alarm=do_not_connect,
            by_two=True,
        )
    ],
    "go_ahead_deferred": [Rule(["deferred"], ["go_ahead", *WARD], GO_AHEAD, REVIEWED, GONE_ON, alarm=used)],
    "go_ahead_outdated": [
        Rule(["go_ahead"], ["ordered", "planned"], GO_AHEAD, (), GONE_ON, moved_or_other, holds_bags=False)
    ],
    "go_ahead_apart": [
        Rule(["go_ahead"], ["go_ahead", "left_out"], GO_AHEAD, (), GONE_ON, two_days, holds_bags=False)
    ],
    "day_apart": [
        Rule(["planned"], ["planned", "ordered"], PRESCRIBE, REVIEWED, by("planned", "ordered"), dates_differ)
    ],
    "day_moved": [
        Rule([act], bag, RELEASE, KEEP, gone, called_off, of_bag=True, alarm=used)
        for act, bag in (
            ("planned", ["claimed", "made", *WARD]),
            ("deferred", ["claimed", "made"]),
            ("not_given", ["claimed", "made", "dispensed"]),
        )
    ],
    "outdated_bag": [
        Rule(
            ["ordered"],
            BAG,
            RELEASE,
            KEEP,
            gone,
            made_of_another,
            of_bag=True,
            known_too=True,
            alarm=on_ward,
        )
    ],
    "claimed_twice": [
        Rule(["claimed"], ["claimed"], when=two_claims, bags="two", known_too=True, blocks=never)
    ],
    "made_twice": [
        Rule(
            set(EXISTS) - {*GIVEN},
            EXISTS,
            RELEASE,
            KEEP,
            one_left,
            two_makings,
            "two",
            known_too=True,
            alarm=second_at_hand,
        )
    ],
    "taken_over": [
        Rule(
            ["voided"], EXISTS, RELEASE, KEEP, gone, given_up, "one", of_bag=True, known_too=True, alarm=used
        )
    ],
    "released_and_rejected": [
        Rule(
            ["rejected"],
            ["released", *WARD],
            RELEASE,
            REVIEWED,
            DECIDED,
            bags="one",
            of_bag=True,
            alarm=on_ward,
            blocks=on_ward,
        )
    ],
    "dispensed_twice": [
        Rule(
            ["dispensed"],
            ["dispensed"],
            RELEASE,
            REVIEWED,
            by(*GONE, on_it=True),
            bags="one",
            of_bag=True,
            alarm=always,
        )
    ],
    "destroyed_and_used": [
        Rule(GONE, WARD, RELEASE, REVIEWED, found_and_destroyed, bags="one", of_bag=True, alarm=always)
    ],
    "reattributed_apart": [
        Rule(
            ["reassigned"],
            ["reassigned", "released", "rejected", "returned", *GONE, *WARD],
            RELEASE,
            ("keep", "none"),
            found_and_destroyed,
            went_elsewhere,
            "one",
            of_bag=True,
            known_too=True,
            alarm=always,
        )
    ],
    "told_twice": [
        Rule(
            GIVEN,
            GIVEN,
            ADMINISTER,
            ["told_twice"],
            when=told_alike,
            bags="one",
            known_too=True,
            blocks=never,
        )
    ],
    "given_twice": [
        Rule(
            GIVEN,
            GIVEN,
            (*PRESCRIBE, *VALIDATE, *ADMINISTER),
            REVIEWED,
            bags="two",
            known_too=True,
            alarm=always,
        )
    ],
    "given_and_interrupted": [
        Rule(
            ["given"],
            ["interrupted"],
            NURSES,
            GIVEN,
            when=untrue,
            bags="one",
            known_too=True,
            alarm=always,
        )
    ],
    **{
        f"{told}_and_not_given": [
            Rule(
                [told],
                ["not_given", "returned"],
                NURSES,
                (told, "not_given"),
                when=not_so,
                known_too=True,
                alarm=always,
            )
        ]
        for told in GIVEN
    },
    "interrupted": [
        Rule(
            ["interrupted"],
            ["claimed", "elsewhere"],
            PRESCRIBE,
            REVIEWED,
            bags="one",
            known_too=True,
            alone=True,
            alarm=always,
        )
    ],
    "unlisted": [
        Rule([one], [other], VALIDATE, REVIEWED, bags="one")
        for one, other in (
            ("checked", "destroyed"),
            ("made", "destroyed"),
            ("made", "made"),
            ("received", "received"),
            ("claimed", "rejected"),
            ("not_given", "ordered"),
            ("not_given", "planned"),
            ("not_given", "go_ahead"),
        )
    ],
}
"""By name; of rows with one name, one for each sort of pair."""
MEET: Mapping[tuple[str, str], Sequence[tuple[str, Rule]]] = {
    (one, other): [
        (name, rule)
        for name, rules in RULES.items()
        for rule in rules
        if (one in rule.left and other in rule.right) or (other in rule.left and one in rule.right)
    ]
    for one in EVERY
    for other in EVERY
}
"""Which rules two acts of these roles may meet."""
