"""Who counts when a journal is forked: whatever came first, everybody comes to the same answer."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from node.api.patient import TellPatientLeft
from node.api.people import SuspendPerson
from node.domain.patient import PatientState
from node.store import projection
from node.store.admission import FORKED
from node.store.files import Files
from node.store.verify import verify
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RulesSwitched, SwitchedRule, WorkstationRemoved
from schema.acts.session import SessionClosed
from schema.acts.workstations import ForkSettled
from schema.transaction import FileRef, FileType, Tip
from tests.node import circuit
from tests.node.stations import PIN, Station
from tests.node.store.admitted import Case, aside, check, replica_of
from tests.node.store.builders import SESSION
from tests.node.store.forked import CLINICAL, MEMBERSHIP, ForkedSite, Machine, Oracle

SEEDS = range(16)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_order_of_arrival_ends_in_the_same_state(seed: int, tmp_path: Path) -> None:
    """Forks, forks of forks, forked membership; relays, duplicates, batches; opened again in between."""
    chance = Random(seed)
    site = ForkedSite(chance.choice((2, 3, 4)), seed)
    site.random_life(chance, chance.randrange(10, 45))
    everything = list(site.written)
    digests = set()
    for turn in range(3):
        order = chance.sample(everything, len(everything)) + chance.choices(everything, k=4)
        with replica_of(site, tmp_path / str(turn)) as replica:
            while order:
                size = chance.randrange(1, 12)
                batch, order = order[:size], order[size:]
                outcome = replica.receive([site.written[one].data for one in batch], None, 1)
                assert outcome.evidence == ()
                if chance.random() < 0.2:
                    replica._forget(chance.choice([-1, replica.roll.taken]))
            assert outcome.waiting == 0
            check(site, replica, everything)
            digests.add(replica.digests())
            replica.readmit_all()
            replica.folding.refold_all()
            digests.add(replica.digests())
            check(site, replica, everything)
    assert len(digests) == 1


@pytest.mark.parametrize("seed", range(12))
def test_at_every_moment_what_counts_follows_from_what_is_held(seed: int, tmp_path: Path) -> None:
    """Not only in the end: after each batch of a causal delivery."""
    chance = Random(1000 + seed)
    site = ForkedSite(3, seed)
    site.random_life(chance, 30)
    order = sorted(site.written.values(), key=lambda one: (one.core.order, chance.random()))
    with replica_of(site, tmp_path) as replica:
        for reached, one in enumerate(order, 1):
            assert replica.receive([one.data], None, 1).new == 1
            held = [known.hash for known in order[:reached]]
            assert aside(replica) == Oracle(site, held).aside()


MEMBERS = (*range(6), 101, 129, 147, 193)
"""In some of these a witness does not count in the end, for what it rests on."""


def members_lived(seed: int) -> ForkedSite:
    """Enrolments, and grants by whom was enrolled, on machines and their copies."""
    chance = Random(seed)
    site = ForkedSite(5, seed)
    site.members_life(chance, chance.randrange(40, 80))
    return site


@pytest.mark.parametrize("seed", MEMBERS)
def test_who_counts_no_more_is_no_witness_whatever_came_first(seed: int, tmp_path: Path) -> None:
    chance, site = Random(seed), members_lived(seed)
    everything = list(site.written)
    for turn in range(2):
        order = chance.sample(everything, len(everything))
        with replica_of(site, tmp_path / str(turn)) as replica:
            while order:
                size = chance.randrange(1, 12)
                batch, order = order[:size], order[size:]
                replica.receive([site.written[one].data for one in batch], None, 1)
            check(site, replica, everything)


def test_some_witness_counts_no_more_in_these_lives() -> None:
    found = 0
    for seed in MEMBERS:
        site = members_lived(seed)
        oracle = Oracle(site, site.written)
        left = frozenset(
            one for one in site.written if site.written[one].core.journal in site.scopes[MEMBERSHIP]
        )
        out = oracle.aside()
        found += oracle._forked(MEMBERSHIP, left) != {one for one in left if out.get(one) == FORKED}
    assert found


def test_a_witness_by_somebody_enrolled_on_a_branch_that_does_not_count(tmp_path: Path) -> None:
    """B was cloned and enrolled somebody on one branch: who knew both, as that person, built on the clone."""
    site = ForkedSite(3)
    one, b, c = site.machines
    clone, twin = one.copy(), b.copy()
    here, there = one.grant(), clone.grant()
    enrolled, beside = b.enrol(), twin.grant()
    for machine in (b, twin, one):
        c.hears(machine)
    witness = c.grant(enrolled)
    with replica_of(site, tmp_path) as replica:
        replica.receive(site.data(site.written), None, 1)
        left = dict.fromkeys((each.hash for each in (here, there, enrolled, beside)), FORKED)
        assert aside(replica) == {**left, witness.hash: "unknown_key"}
        check(site, replica, site.written)


def test_a_rule_switched_on_where_it_does_not_count_holds_for_nobody_any_more(tmp_path: Path) -> None:
    """C had it in its past, and folded by it; then it turns out that B was cloned before."""
    site = ForkedSite(3)
    _, b, c = site.machines
    twin = b.copy()
    ward = site.ward
    rule = SwitchedRule("made_up", (FileType.PATIENT,))
    switched = b.write([ward.admin.act(RulesSwitched((rule,)), ward.site)], MEMBERSHIP)
    c.hears(b)
    c.note()
    before = list(site.written)
    there = twin.grant()
    file = FileRef(FileType.PATIENT, site.patient)
    with replica_of(site, tmp_path) as replica:
        replica.receive(site.data(before), None, 1)
        state = replica.states.state(PatientState, file)
        assert state is not None
        assert state.known_in_part, "a rule that this program does not know"
        replica.receive([there.data], None, 1)
        assert aside(replica) == dict.fromkeys((switched.hash, there.hash), FORKED)
        state = replica.states.state(PatientState, file)
        assert state is not None
        assert not state.known_in_part
        assert verify(replica).findings == ()


def test_a_removal_cuts_the_branch_that_it_names(tmp_path: Path) -> None:
    """The cut bears a hash of one branch: beyond where they part nothing of the other lies within."""
    case = Case()
    case.b.hears(case.one)
    case.b.note()
    case.c.hears(case.clone)
    case.c.note()
    workstation = case.one.pens[CLINICAL].workstation
    named = case.here[0]
    cuts = [Tip(named.core.journal, named.core.seq, named.hash)]
    head = case.one.pens[MEMBERSHIP].head
    cuts.append(Tip(case.one.pens[MEMBERSHIP].journal, head.seq, head.hash))
    admin = case.site.ward.admin
    removal = WorkstationRemoved(workstation, "clonée", tuple(sorted(cuts)))
    case.c.write([admin.act(removal, workstation)], MEMBERSHIP)
    cut = dict.fromkeys((one.hash for one in (case.here[1], *case.there)), "cut")
    for turn in range(6):
        chance = Random(turn)
        everything = chance.sample(list(case.site.written), len(case.site.written))
        with replica_of(case.site, tmp_path / str(turn)) as replica:
            for one in everything:
                replica.receive([case.site.written[one].data], None, 1)
            assert aside(replica) == cut
            assert verify(replica).findings == ()


def test_a_cut_whose_transaction_is_not_here_counts_by_its_number(tmp_path: Path) -> None:
    """Until it comes: then by its branch."""
    case = Case()
    case.b.hears(case.one)
    case.b.note()
    workstation = case.one.pens[CLINICAL].workstation
    named = case.there[1]
    head = case.one.pens[MEMBERSHIP].head
    membership = Tip(case.one.pens[MEMBERSHIP].journal, head.seq, head.hash)
    cuts = (membership, Tip(named.core.journal, named.core.seq, named.hash))
    admin = case.site.ward.admin
    removal = WorkstationRemoved(workstation, "clonée", tuple(sorted(cuts)))
    case.c.write([admin.act(removal, workstation)], MEMBERSHIP)
    late = {one.hash for one in case.there}
    with replica_of(case.site, tmp_path) as replica:
        replica.receive(case.site.data(set(case.site.written) - late), None, 1)
        assert aside(replica) == {}
        replica.receive([case.there[0].data], None, 1)
        assert aside(replica) == {case.there[0].hash: FORKED}
        replica.receive([case.there[1].data], None, 1)
        cut = dict.fromkeys((one.hash for one in case.here), "cut")
        assert aside(replica) == {**cut, **dict.fromkeys(late, FORKED)}
        assert verify(replica).findings == ()


def test_two_people_settle_a_fork(tmp_path: Path) -> None:
    """What lies below the tips they signed counts; settled apart, what each of them admits."""
    case = Case()
    ward, c, b = case.site.ward, case.c, case.b
    second = ward.person()
    bodies = ward.introducing(second, ("site.enrol", "site.people"))
    c.write([ward.admin.act(body, second.id) for body in bodies], MEMBERSHIP)
    b.hears(c)
    tips = [Tip(one.core.journal, one.core.seq, one.hash) for one in (case.here[1], case.there[0])]
    everything = [*case.here, *case.there]
    left = {one.hash for one in everything}

    def settle(machine: Machine, *admitted: Tip) -> list[bytes]:
        body = ForkSettled(tips[0].journal, tuple(sorted(admitted)))
        proposed = machine.write([ward.admin.act(body, case.one.pens[CLINICAL].workstation)], MEMBERSHIP)
        agreed = machine.write(
            [second.act(MembershipAgreed(proposed.act(0)), ward.site)],
            MEMBERSHIP,
        )
        return [proposed.data, agreed.data]

    with replica_of(case.site, tmp_path) as replica:
        replica.receive(case.site.data(case.site.written), None, 1)
        proposed, agreed = settle(c, *tips)
        apart = settle(b, tips[1])
        replica.receive([proposed], None, 1)
        assert set(aside(replica)) == left, "one person proposes, and nothing changes"
        replica.receive([agreed], None, 1)
        assert set(aside(replica)) == {case.there[1].hash}
        replica.receive(apart, None, 1)
        assert set(aside(replica)) == {*(one.hash for one in case.here), case.there[1].hash}
        assert verify(replica).findings == ()
        c.hears(b)
        replica.receive(settle(c, *tips), None, 1)
        assert set(aside(replica)) == {case.there[1].hash}, "who had seen both has the last word"


def test_an_account_set_aside_for_a_fork_refolds_its_file(tmp_path: Path) -> None:
    """A note of the branch that does not count is shown as set aside, and counts once it does."""
    case = Case()
    with replica_of(case.site, tmp_path) as replica:
        replica.receive(case.site.data(case.site.written), None, 1)
        patient = replica.states.state(PatientState, FileRef(FileType.PATIENT, case.site.patient))
        assert patient is not None
        assert [one.why for one in patient.set_aside] == [FORKED] * 4
        case.b.hears(case.one)
        fresh = case.b.note()
        replica.receive([fresh.data], None, 1)
        patient = replica.states.state(PatientState, FileRef(FileType.PATIENT, case.site.patient))
        assert patient is not None
        assert [one.act.core for one in patient.set_aside] == [one.hash for one in case.there]


def test_sessions_go_on_in_each_branch(tmp_path: Path) -> None:
    """Closed on one machine, open on the other: what was signed in before they parted."""
    case = Case()
    admin = case.site.ward.admin
    closing = admin.act(SessionClosed(SESSION, "signed_out"), SESSION, by=SESSION, signed=False)
    case.one.write([closing])
    after = case.one.note("nobody is signed in")
    going_on = case.clone.note("still signed in")
    for machine, other in ((case.one, case.b), (case.clone, case.c)):
        other.hears(machine)
        other.note()
    with replica_of(case.site, tmp_path) as replica:
        replica.receive(case.site.data(case.site.written), None, 1)
        assert aside(replica) == {after.hash: "no_session"}
        assert going_on.hash not in aside(replica)
        assert verify(replica).findings == ()
        replica.readmit_all()
        assert aside(replica) == {after.hash: "no_session"}


def test_the_random_lives_are_not_too_quiet() -> None:
    """Forks of both sorts of journals, some that count and some that do not, forks of forks."""
    seen = set()
    for seed in SEEDS:
        chance = Random(seed)
        site = ForkedSite(chance.choice((2, 3, 4)), seed)
        site.random_life(chance, chance.randrange(10, 45))
        oracle = Oracle(site, site.written)
        out = oracle.aside()
        for scope in (MEMBERSHIP, CLINICAL):
            mine = [one for one in site.written.values() if one.core.journal in site.scopes[scope]]
            prevs = [(one.core.journal, one.core.prev) for one in mine]
            parted = {place for place in prevs if prevs.count(place) > 1}
            seen |= {(scope, "forked")} if parted else set()
            seen |= (
                {(scope, "fork of a fork")}
                if len({journal for journal, _ in parted}) < len(parted)
                else set()
            )
            seen |= {(scope, "out")} if any(one.hash in out for one in mine) else set()
            counts = [
                one for one in mine if one.core.seq >= oracle._first(one.core.journal) and one.hash not in out
            ]
            seen |= {(scope, "built on")} if counts else set()
    assert seen == {
        (scope, what)
        for scope in (MEMBERSHIP, CLINICAL)
        for what in ("forked", "fork of a fork", "out", "built on")
    }


def test_only_what_the_rights_of_whom_it_concerns_decide_is_folded_again(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A suspension on a site with thousands of settlements: those of others stand as they were."""
    someone = circuit.ready(site)
    site.do("nurse", TellPatientLeft(patient=someone.patient, how="transferred", told=circuit.told(site)))
    conflict = circuit.inbox(site, "prescriber")["patient_gone"]
    circuit.settle(site, conflict, "reviewed", "prescriber")
    course = FileRef(FileType.COURSE, someone.course)
    folded: list[FileRef] = []

    def noted(files: Files, batch: Sequence[tuple[int, FileRef]]) -> list[projection.Folded]:
        folded.extend(file for _, file in batch)
        return fold(files, batch)

    fold = projection.fold
    monkeypatch.setattr(projection, "fold", noted)
    for who, again in (("nurse2", False), ("prescriber", True)):
        folded.clear()
        suspend = SuspendPerson(person=site.people[who], reason="absence", pin=PIN)
        site.do("administrator", suspend)
        assert (course in folded) is again
        state = site.replica.digests()
        assert verify(site.replica).findings == ()
        site.replica.folding.refold_all()
        assert site.replica.digests() == state
