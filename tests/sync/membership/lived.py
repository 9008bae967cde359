"""A site on which people do whatever comes to their minds, mostly apart."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import KeyIntroduced, RightsGranted, RightsWithdrawn, RulesSwitched
from schema.acts.people import (
    AdministratorDismissalProposed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonResumed,
    PersonSuspended,
)
from schema.acts.workstations import (
    NewJournal,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, EVERY_BRANCH, EVERY_CUT, PIN_BY_TWO, RULES, TWO_PEOPLE
from schema.transaction import Tip
from sync.causality import NOTHING, Past
from sync.journal import Written, public_key
from tests.sync.founded import key_of
from tests.sync.membership.scene import ADMINISTRATION, Scene

SWITCHES = (EVERY_BRANCH, EVERY_CUT, TWO_PEOPLE, ADMINISTRATORS_PIN, PIN_BY_TWO)
"""The rules that say something else of membership itself."""
EVERYBODY = ("first", "second", "third", "fourth", "nurse", "recovery")


class Anybody:
    """Sessions: everybody is signed in."""

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """Always."""
        return bool(session and person and strand and seq)


def some_cuts(scene: Scene, chance: random.Random) -> tuple[Tip, ...]:
    """Where journals stand, or stood: of some of them several places, in any order."""
    posts = chance.sample(scene.posts, chance.randint(0, 3))
    written = [one for post in posts for one in (*post.membership.written, *post.clinical.written)]
    earlier = chance.sample(written, min(len(written), chance.randint(0, 4)))
    tips = [*scene.cuts(*posts), *(Tip(one.core.journal, one.core.seq, one.hash) for one in earlier)]
    chance.shuffle(tips)
    return tuple(tips)


def some_new_key(chance: random.Random) -> tuple[Id, bytes]:
    """A key that nobody has, and now and then under an id that is not its own."""
    private = chance.randbytes(32)
    return (chance.randbytes(16) if chance.random() < 0.1 else key_of(private)), public_key(private)


def anything(scene: Scene, chance: random.Random) -> Wire:
    """Some act on somebody."""
    post, person = chance.choice(scene.posts), chance.choice(list(scene.people.values()))
    newcomer = scene.people["newcomer"]
    some_key = chance.choice(((), (person.key,)))
    cuts = some_cuts(scene, chance)
    news = (NewJournal("clinical", chance.randbytes(32)),)
    ways: tuple[Callable[[], Wire], ...] = (
        lambda: WorkstationSuspended(post.id, "hasard", cuts),
        lambda: WorkstationResumed(post.id, ""),
        lambda: WorkstationRemovalProposed(post.id, "hasard", cuts),
        lambda: WorkstationReadmissionProposed(post.id, "hasard", cuts, news),
        lambda: WorkstationRenamed(post.id, f"poste {chance.randint(1, 9)}"),
        lambda: PersonSuspended(person.id, "hasard", cuts),
        lambda: PersonResumed(person.id, ""),
        lambda: PersonRemovalProposed(person.id, "hasard", cuts),
        lambda: PersonReadmissionProposed(person.id, "hasard"),
        lambda: RightsGranted(person.id, ("note", "prescribe")),
        lambda: RightsGranted(person.id, ("note", "site.pin")),
        lambda: AdministratorProposed(person.id, ("site.pin",)),
        lambda: RightsWithdrawn(person.id, ("note",), cuts),
        lambda: AdministratorProposed(person.id, ADMINISTRATION),
        lambda: AdministratorDismissalProposed(person.id, ADMINISTRATION, cuts),
        lambda: KeyResetProposed(person.id, *some_new_key(chance), some_key),
        lambda: RulesSwitched((RULES[chance.choice(SWITCHES)],)),
        lambda: KeyIntroduced(newcomer.id, *some_new_key(chance)),
    )
    return chance.choice(ways)()


def reset_apart(scene: Scene, chance: random.Random) -> Iterator[Written]:
    """Somebody is dismissed and, apart from that, resets the PIN of who is or becomes an administrator.

    By chance alone this comes about in none of hundreds of lives.
    """
    here, there = chance.sample(scene.posts, 2)
    gone, by, other, subject = chance.sample(("first", "second", "third", "fourth", "nurse"), 4)
    person = scene.people[subject]
    ways = [
        (
            here,
            by,
            AdministratorDismissalProposed(scene.people[gone].id, ADMINISTRATION, some_cuts(scene, chance)),
        ),
        (there, gone, KeyResetProposed(person.id, *some_new_key(chance), (person.key,))),
        (here, by, AdministratorProposed(person.id, ADMINISTRATION)),
    ]
    chance.shuffle(ways)
    for post, who, body in ways[: chance.choice((2, 3, 3))]:
        proposal = scene.does(post, who, body)
        yield proposal
        if chance.random() < 0.9:
            yield scene.agrees(post, other, proposal)
        if chance.random() < 0.2:
            scene.sees(post, *chance.sample(scene.posts, 2))


def reset_and_changed(scene: Scene, chance: random.Random) -> Iterator[Written]:
    """Somebody changes their PIN, here or elsewhere, while two reset it."""
    here, there = chance.sample(scene.posts, 2)
    by, other, subject = chance.sample(("first", "second", "third", "fourth"), 3)
    person = scene.people[subject]
    keys = [some_new_key(chance) for _ in range(2)]
    named = chance.choice(((), (person.key,)))
    proposal = scene.does(here, by, KeyResetProposed(person.id, *keys[0], named))
    yield proposal
    yield scene.does(chance.choice((here, there)), subject, KeyChanged(person.id, *keys[1], named))
    if chance.random() < 0.5:
        scene.sees(here, there)
    yield scene.agrees(here, other, proposal)


def lived(
    seed: int, acts: int, people: tuple[str, ...], *, strict: bool = True
) -> tuple[Scene, list[Written]]:
    """A site on which these people did whatever came to their minds, apart more often than not.

    Unless `strict`, it was founded without the rules of membership: each is switched on some time.
    """
    chance = random.Random(seed)
    scene = Scene(strict=strict)
    newcomer = scene.people["newcomer"] = scene.place.person()
    scene.does(scene.one, "recovery", scene.place.introducing(newcomer, ())[0])
    scene.meet()
    written: list[Written] = []
    switched = {} if strict else {name: chance.randrange(acts) for name in SWITCHES}
    for number in range(acts):
        for name in (name for name, when in switched.items() if when == number):
            scene.does(chance.choice(scene.posts), "recovery", RulesSwitched((RULES[name],)))
        if people == EVERYBODY and chance.random() < 0.1:
            written += reset_apart(scene, chance)
        if people == EVERYBODY and chance.random() < 0.1:
            written += reset_and_changed(scene, chance)
        post = chance.choice(scene.posts)
        if chance.random() < 0.4:
            scene.sees(post, *chance.sample(scene.posts, 2))
        body = anything(scene, chance)
        if written and chance.random() < 0.4:
            about = chance.choice(written).act(0)
            body = MembershipAgreed(about) if chance.random() < 0.8 else ProposalWithdrawn(about, "hasard")
        written.append(scene.does(post, chance.choice(people), body))
    return scene, written


def arriving(scene: Scene, chance: random.Random) -> Iterator[tuple[Written, Past]]:
    """All that was written with its past, in some order in which a workstation may hear of it."""
    left = [list(post.membership.written) for post in scene.posts]
    pasts: dict[tuple[Id, int], Past] = {}
    while any(left):
        ready = [
            journal
            for journal in left
            if journal and all((tip.journal, tip.seq) in pasts for tip in journal[0].core.saw)
        ]
        one = chance.choice(ready).pop(0)
        core = one.core
        own = pasts.get((core.journal, core.seq - 1), NOTHING)
        own = own.with_tip(core.journal, core.seq - 1) if core.seq > 1 else own
        past = own.joined(pasts[tip.journal, tip.seq].with_tip(tip.journal, tip.seq) for tip in core.saw)
        pasts[core.journal, core.seq] = past
        yield one, past
