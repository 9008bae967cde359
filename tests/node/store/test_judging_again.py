"""Judged again when membership changes: by all that is held, and as to whom it concerns alone."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from node.store.replica import Replica
from node.store.verify import verify
from schema.acts.course import CourseNoted
from schema.acts.membership import RightsWithdrawn, RulesSwitched
from schema.acts.people import PersonResumed, PersonSuspended
from schema.acts.session import SessionOpened
from schema.acts.workstations import WorkstationResumed, WorkstationSuspended
from schema.ids import Id
from schema.rules import EVERY_BRANCH, EVERY_CUT, RULES
from sync.journal import Written
from sync.roll import Roll
from tests.node.store.admitted import aside
from tests.node.store.builders import KEY
from tests.sync.founded import Person
from tests.sync.membership.lived import some_cuts
from tests.sync.membership.scene import Scene


def test_what_counts_meanwhile_shows_in_nothing(tmp_path: Path) -> None:
    """A suspension and its lifting in one batch, or each by itself: what was written in between counts."""
    scene = Scene()
    scene.meet()
    before = [one for post in scene.posts for one in post.membership.written]
    nurse, third = scene.people["nurse"], scene.third
    noted = nurse.act(CourseNoted(None, "RAS"), bytes(16), right="administer")
    scene.does(scene.one, "first", WorkstationSuspended(third.id, "vol", scene.cuts(third)))
    written = third.clinical.write([noted], saw=[third.membership])
    for _ in range(9):
        scene.sees(scene.one)
    scene.does(scene.one, "first", WorkstationResumed(third.id, "retrouvé"))
    journals = [journal for post in scene.posts for journal in (post.membership, post.clinical)]
    since = [one for journal in journals for one in journal.written if one not in before]
    batch = [one.data for one in sorted(since, key=lambda one: (one.core.order, one.core.journal))]
    for name, parts in (("at once", [batch]), ("each", [[one] for one in batch])):
        replica = Replica(tmp_path / name, KEY, scene.place.site, lambda _c, _b: True, create=True)
        replica.receive([one.data for one in before], None, 1)
        for part in parts:
            replica.receive(part, None, 1)
        assert replica.counts()[2] == 0, name
        assert verify(replica).ok
        with replica.writing():
            # As a program that overlooked this has left it.
            replica.connection.do(
                "UPDATE transactions SET set_aside = 'suspended' WHERE hash = ?", (written.hash,)
            )
        assert [one.code for one in verify(replica, heal=True).findings if "admission" in one.code], name
        assert verify(replica).ok
        replica.close()


class Life:
    """People come and go, sign in where they are and act, signed or not, unheard by others."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self.scene = Scene()
        self.scene.meet()
        self.founded = self._written()
        self._open: dict[Id, list[tuple[Person, Id]]] = {}

    def _written(self) -> list[Written]:
        journals = [one for post in self.scene.posts for one in (post.membership, post.clinical)]
        found = [one for journal in journals for one in journal.written]
        return sorted(found, key=lambda one: (one.core.order, one.core.journal))

    def batches(self, steps: int) -> Iterator[list[bytes]]:
        """What everybody writes, in batches of any size, each after what it rests on."""
        for _ in range(steps):
            self._step()
        left = [one for one in self._written() if one not in self.founded]
        while left:
            size = self._chance.randint(1, 12)
            yield [one.data for one in left[:size]]
            left = left[size:]

    def _step(self) -> None:
        chance, scene = self._chance, self.scene
        post = chance.choice(scene.posts)
        ways = ["person", "right", "post", "lift", "back", "rule", "sees", *["sign in"] * 3, *["act"] * 7]
        cuts = some_cuts(scene, chance)
        match chance.choice(ways):
            case "rule":
                name = chance.choice([EVERY_BRANCH, EVERY_CUT])
                scene.does(post, "first", RulesSwitched((RULES[name],)))
            case "right":
                scene.does(post, "second", RightsWithdrawn(scene.people["nurse"].id, ("administer",), cuts))
            case "person":
                who = chance.choice(["nurse", "keeper"])
                scene.does(post, "first", PersonSuspended(scene.people[who].id, "absence", cuts))
            case "lift":
                who = chance.choice(["nurse", "keeper"])
                scene.does(post, "second", PersonResumed(scene.people[who].id, ""))
            case "post":
                other = chance.choice(scene.posts)
                scene.does(post, "third", WorkstationSuspended(other.id, "vol", cuts))
            case "back":
                scene.does(post, "fourth", WorkstationResumed(chance.choice(scene.posts).id, ""))
            case "sees":
                scene.sees(post, *(one for one in scene.posts if one is not post))
            case "sign in":
                # Of two who sign in at once, one may turn out to have had no right to be there.
                acts = []
                for who in chance.sample(["nurse", "keeper"], chance.randint(1, 2)):
                    person, session = scene.people[who], chance.randbytes(16)
                    acts.append(person.act(SessionOpened(session, person.id, person.key), session))
                    self._open.setdefault(post.id, []).append((person, session))
                post.clinical.write(acts, saw=[post.membership])
            case "act":
                for person, session in self._open.get(post.id, ())[-2:]:
                    by, right = (None, "") if chance.random() < 0.2 else (session, "")
                    note = person.act(
                        CourseNoted(None, "RAS"), bytes(16), by=by, signed=by is None, right=right
                    )
                    post.clinical.write([note], saw=[post.membership] if chance.random() < 0.5 else [])


def aside_after(life: Life, folder: Path) -> Sequence[object]:
    """What is set aside after each batch, and what is folded in the end."""
    replica = Replica(folder, KEY, life.scene.place.site, lambda _c, _b: True, create=True)
    try:
        replica.receive([one.data for one in life.founded], None, 1)
        found: list[object] = []
        for batch in life.batches(60):
            replica.receive(batch, None, 1)
            found.append(aside(replica))
        assert verify(replica).findings == ()
        return [*found, replica.digests()]
    finally:
        replica.close()


@pytest.mark.parametrize("seed", range(8))
def test_who_is_not_concerned_stands_as_judged(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To judge only whom a change concerns comes to the same as to judge everybody, after every batch."""
    found = aside_after(Life(seed), tmp_path / "some")
    monkeypatch.setattr(Roll, "moved", lambda *_: None)
    assert found == aside_after(Life(seed), tmp_path / "all")
