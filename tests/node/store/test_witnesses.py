"""A branch of a forked journal counts as far as others had built on it without seeing the other."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from node.store.admission import FORKED
from node.store.replica import Replica
from node.store.verify import verify
from schema.acts.patient import PatientNoted
from schema.acts.people import AdministratorProposed
from schema.acts.session import SessionOpened
from sync.journal import Written
from tests.node.store.admitted import Case, aside, replica_of
from tests.node.store.builders import KEY, SESSION
from tests.sync.membership.scene import ADMINISTRATION
from tests.sync.once import Founder, Site, used_again
from tests.sync.reopened import arriving


def nobody(case: Case) -> list[Written]:
    """Nobody has built on either branch."""
    return [*case.here, *case.there]


def one_has(case: Case) -> list[Written]:
    """B has written with one branch in its past: that one counts, as far as B had seen."""
    case.b.hears(case.one)
    case.b.note()
    case.here.append(case.one.note("here 3, which B has not seen"))
    return [case.here[2], *case.there]


def two_have(case: Case) -> list[Written]:
    """B on one branch and C on the other, each without knowing: both count."""
    case.b.hears(case.one)
    case.b.note()
    case.c.hears(case.clone)
    case.c.note()
    return []


def who_saw_both(case: Case) -> list[Written]:
    """Whoever holds both branches before writing builds on neither."""
    case.b.hears(case.one)
    case.b.hears(case.clone)
    case.b.note()
    return [*case.here, *case.there]


def both_after_one(case: Case) -> list[Written]:
    """What B had built before it heard of the other stays built."""
    case.b.hears(case.one)
    case.b.note()
    case.b.hears(case.clone)
    case.b.note()
    return case.there


def by_a_forked_one(case: Case) -> list[Written]:
    """B built on it and was cloned itself right there: B's own branch must count first."""
    case.b.hears(case.one)
    twin = case.b.copy()
    case.b.note()
    twin.note("there too")
    return [*case.here, *case.there]


def by_a_forked_one_that_counts(case: Case) -> list[Written]:
    """And it does, when C has built on it."""
    left = by_a_forked_one(case)
    case.c.hears(case.b)
    case.c.note()
    return [one for one in left if one not in case.here]


@pytest.mark.parametrize(
    "build",
    [nobody, one_has, two_have, who_saw_both, both_after_one, by_a_forked_one, by_a_forked_one_that_counts],
    ids=lambda build: build.__name__,
)
def test_cases(build: Callable[[Case], list[Written]], tmp_path: Path) -> None:
    case = Case()
    wanted = build(case)
    assert case.left_out(tmp_path) == wanted


def test_what_does_not_count_for_another_reason_witnesses_nothing(tmp_path: Path) -> None:
    """B holds one branch, and writes in a session that was never opened."""
    case = Case()
    case.b.hears(case.one)
    body = PatientNoted("hors session")
    admin = case.site.ward.admin
    odd = case.b.write([admin.act(body, case.site.patient, by=b"?" * 16, signed=False)])
    with replica_of(case.site, tmp_path) as replica:
        replica.receive(case.site.data(case.site.written), None, 1)
        left = [*case.here, *case.there]
        assert aside(replica) == {odd.hash: "no_session", **dict.fromkeys((one.hash for one in left), FORKED)}
        assert verify(replica).findings == ()


def test_who_joins_once_a_fork_is_known_is_a_witness_too(tmp_path: Path) -> None:
    """To whoever heard of the fork first, as to whoever hears of everything at once."""
    case = Case()
    site = case.site
    before = site.data(site.written)
    late = site.join(case.c)
    late.hears(case.one)
    late.note("en retard")
    news = [data for data in site.data(site.written) if data not in before]
    expected = dict.fromkeys((one.hash for one in case.there), FORKED)
    for name, batches in (("slow", [before, *([data] for data in news)]), ("quick", [[*before, *news]])):
        with replica_of(site, tmp_path / name) as replica:
            for batch in batches:
                replica.receive(batch, None, 1)
            assert aside(replica) == expected, name
            assert verify(replica).findings == ()


def made_up_newcomer() -> tuple[Site, list[Written]]:
    """Let in by a used invitation on a branch that it builds on, and at work; what of this may not count."""
    site = Site()
    here, _, _, there, false, made_up = used_again(site)
    site.builds(site.scene.third.membership, here)
    site.builds(made_up.membership, there)
    nurse = site.scene.people["nurse"]
    opened = nurse.act(SessionOpened(SESSION, nurse.id, nurse.key), SESSION)
    return site, [false, made_up.clinical.write([opened], [there])]


def second_administrator_again() -> tuple[Site, list[Written]]:
    """Appointed on both branches, each built on; and who one of them made with the first."""
    at = Founder()
    made = at.by_two(at.there, "warden", AdministratorProposed(at.nurse, ADMINISTRATION))
    at.site.builds(at.site.scene.third.membership, at.there)
    return at.site, [at.appointed, at.again, made[1]]


def empty(site: Site, folder: Path) -> Replica:
    """A replica of that site that holds nothing yet."""
    return Replica(folder, KEY, site.place.site, lambda *_: True, create=True)


@pytest.mark.parametrize("made", [made_up_newcomer, second_administrator_again], ids=lambda one: one.__name__)
def test_nobody_makes_his_own_witness_whatever_came_first(
    made: Callable[[], tuple[Site, list[Written]]], tmp_path: Path
) -> None:
    """Told in any order and in any batches, passed on by others, judged anew and verified."""
    site, false = made()
    written = [*site.written, *(one for one in false if one not in site.written)]
    told = []
    for turn in range(5):
        chance = Random(turn)
        order = arriving(written, chance) if turn % 2 else chance.sample(written, len(written))
        with closing(empty(site, tmp_path / str(turn))) as replica:
            while order:
                size = chance.randrange(1, 9)
                batch, order = order[:size], order[size:]
                assert replica.receive([one.data for one in batch], None, 1).evidence == ()
            passed_on = replica.relay.after({}, "all", 2**30)
            told.append((aside(replica), replica.digests()))
            assert verify(replica).findings == ()
            replica.readmit_all()
            replica.folding.refold_all()
            told.append((aside(replica), replica.digests()))
        with closing(empty(site, tmp_path / f"{turn} relay")) as other:
            other.receive(passed_on, None, 1)
            told.append((aside(other), other.digests()))
    assert told == told[:1] * len(told)
    assert {one.hash for one in false} <= told[0][0].keys()
