"""What becomes of received bytes: integrated, waiting, or evidence; nothing acknowledged is lost."""

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.store.incoming import Incoming, Placed
from node.store.opened import Opened, open_checked
from node.store.replica import Replica
from node.store.runs import Runs
from node.store.verify import verify
from node.store.waiting import Key
from schema.acts.membership import RightsGranted
from schema.acts.patient import PatientNoted
from schema.codec import decode, encode
from schema.ids import Id
from schema.transaction import Core, Tip, Transaction, core_hash, seal_input
from sync.journal import Head, signer
from tests.node.store.builders import Ward
from tests.sync.founded import Journal


@pytest.fixture
def ward() -> Ward:
    """A site with a few patients and notes, written on two workstations that see each other."""
    ward = Ward()
    first = ward.patient(ward.clinical)
    second = ward.patient(ward.other, "IMAGINAIRE", "Zoé")
    for turn in range(4):
        ward.note(ward.clinical, second, f"note {turn}", saw=(ward.other,))
        ward.note(ward.other, first, f"autre {turn}", saw=(ward.clinical,))
    return ward


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    """An empty replica of it."""
    replica = ward.replica(tmp_path / "replica")
    yield replica
    replica.close()


def codes(replica: Replica, *batch: bytes) -> list[str]:
    """The evidence that this batch leaves."""
    return [one.code for one in replica.receive(batch, None, 1).evidence]


def resealed(data: bytes, ward: Ward, **changes: object) -> bytes:
    """A transaction with some fields of its core changed, sealed again by the first workstation."""
    transaction = decode(Transaction, data)
    core = encode(msgspec.structs.replace(decode(Core, transaction.core), **changes))
    seal = signer(ward.clinical.seal_key)(seal_input(core_hash(core)))
    return encode(Transaction(core, seal, transaction.bodies))


def unsealed(data: bytes) -> bytes:
    """The same with a seal that nobody made."""
    return encode(msgspec.structs.replace(decode(Transaction, data), seal=bytes(64)))


def test_everything_is_integrated_once(ward: Ward, replica: Replica) -> None:
    """New the first time, known the second; digests unchanged by repetition."""
    everything = ward.everything()
    outcome = replica.receive(everything, None, 1)
    assert (outcome.new, outcome.known, outcome.waiting, outcome.evidence) == (len(everything), 0, 0, ())
    before = replica.digests()
    again = replica.receive(everything, None, 2)
    assert (again.new, again.known, again.evidence) == (0, len(everything), ())
    assert replica.digests() == before
    assert replica.counts()[2] == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_any_order_of_arrival_ends_equal(
    ward: Ward, tmp_path_factory: pytest.TempPathFactory, chance: random.Random, size: int
) -> None:
    """Shuffled, in batches, with repeats: what came before its past waits, and all ends the same."""
    straight = ward.replica(tmp_path_factory.mktemp("straight"))
    shuffled = ward.replica(tmp_path_factory.mktemp("shuffled"))
    try:
        everything = ward.everything()
        straight.receive(everything, None, 1)
        mixed = everything + chance.sample(everything, 3)
        chance.shuffle(mixed)
        for start in range(0, len(mixed), size):
            outcome = shuffled.receive(mixed[start : start + size], None, 1)
            assert outcome.evidence == ()
        assert shuffled.digests() == straight.digests()
        assert shuffled.counts() == straight.counts()
    finally:
        straight.close()
        shuffled.close()


def test_what_comes_before_its_past_survives_a_restart(ward: Ward, tmp_path: Path) -> None:
    """Waiting transactions are on disk too."""
    everything = ward.everything()
    replica = ward.replica(tmp_path / "r")
    replica.receive(everything[5:], None, 1)
    replica.close()
    replica = Replica(tmp_path / "r", b"k" * 32, ward.site, lambda _c, _b: True)
    assert replica.receive(everything[:5], None, 1).waiting == 0
    assert replica.counts()[0] == len(everything)
    replica.close()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        b"\x91" * 5000,
        b"\xc1" * 100,
        msgspec.msgpack.encode([b"", b"", []]),
        msgspec.msgpack.encode([float("nan"), 10**18, ["x"] * 100]),
        b"\x93\xc4\x00" + b"\xc4\x40" + bytes(64) + b"\xdd\xff\xff\xff\xff",
        bytes(1024 * 1024 + 1),
    ],
    ids=["empty", "garbage", "nesting", "reserved", "hollow", "poison", "huge count", "oversized"],
)
def test_bad_bytes_are_evidence(ward: Ward, replica: Replica, data: bytes) -> None:
    """Beside good ones, which are integrated all the same."""
    outcome = replica.receive([data, *ward.everything()], None, 1)
    assert [one.code for one in outcome.evidence] == ["bytes"]
    assert outcome.new == len(ward.everything())


def test_a_flipped_bit_anywhere_changes_nothing_elsewhere(ward: Ward, replica: Replica) -> None:
    """A transaction damaged on the way waits or is evidence; sent again, all is well."""
    everything = ward.everything()
    for place in range(0, len(everything[-1]), 37):
        broken = bytearray(everything[-1])
        broken[place] ^= 0x40
        outcome = replica.receive([*everything[:-1], bytes(broken)], None, 1)
        assert outcome.evidence or outcome.waiting
    assert replica.receive(everything, None, 1).new == 1


def test_a_relay_that_strips_bodies_is_seen(ward: Ward, replica: Replica) -> None:
    """The core and its seal are good, but what the act says is gone: evidence, and the whole one is taken."""
    last = ward.clinical.written[-1].data
    transaction = decode(Transaction, last)
    stripped = encode(msgspec.structs.replace(transaction, bodies=tuple(None for _ in transaction.bodies)))
    assert codes(replica, *[stripped if data == last else data for data in ward.everything()]) == ["bytes"]
    replica.receive([last], None, 1)
    assert replica.counts()[0] == len(ward.everything())


def test_another_site(replica: Replica) -> None:
    """A transaction of another site is named so."""
    assert set(codes(replica, *Ward("elsewhere").everything())) == {"site"}


def test_another_version(ward: Ward, replica: Replica) -> None:
    """A format of the future is not guessed at."""
    replica.receive(ward.everything(), None, 1)
    assert codes(replica, resealed(ward.clinical.written[-1].data, ward, version=2)) == ["version"]


def test_out_of_chain(ward: Ward, replica: Replica) -> None:
    """A next link whose `prev` is nowhere here may belong to another branch: it waits for it."""
    everything = ward.everything()
    last = ward.clinical.written[-1].data
    before = replica.receive([data for data in everything if data != last], None, 1).waiting
    outcome = replica.receive([resealed(last, ward, prev=b"p" * 32)], None, 1)
    assert (outcome.new, outcome.waiting - before, outcome.evidence) == (0, 1, ())
    assert replica.receive([last], None, 1).new > 0


def test_wrong_order(ward: Ward, replica: Replica) -> None:
    """A Lamport number is exact: neither a clock nor a liar can jump it."""
    last = ward.clinical.written[-1]
    replica.receive([data for data in ward.everything() if data != last.data], None, 1)
    for order in (last.core.order + 1, last.core.order - 1, 2**52):
        assert codes(replica, resealed(last.data, ward, order=order)) == ["order"]


def test_wrongly_sealed(ward: Ward, replica: Replica) -> None:
    """A range without any good seal is evidence; the same, sealed rightly, is integrated."""
    last = ward.clinical.written[-1]
    replica.receive([data for data in ward.everything() if data != last.data], None, 1)
    assert codes(replica, unsealed(last.data)) == ["seal"]
    replica.receive([last.data], None, 1)
    assert replica.counts()[0] == len(ward.everything())


def test_a_bad_seal_in_the_middle_is_covered_by_a_later_one(ward: Ward, replica: Replica) -> None:
    """The chain and the last seal vouch for all before."""
    everything = ward.everything()
    middle = ward.clinical.written[2].data
    forged = unsealed(middle)
    outcome = replica.receive([forged if data == middle else data for data in everything], None, 1)
    assert (outcome.new, outcome.evidence) == (len(everything), ())


def test_an_unknown_journal_waits(ward: Ward, replica: Replica) -> None:
    """Nobody announced it (yet): kept, bounded, without effect."""
    stranger = Ward("ward")
    journal = type(ward.clinical)(ward, b"u" * 16, ward.random(32))
    journal.write([ward.act(PatientNoted("inconnu"), b"p" * 16)], saw=[ward.membership])
    replica.receive(ward.everything(), None, 1)
    before = replica.digests()
    outcome = replica.receive([journal.written[0].data], None, 1)
    assert (outcome.new, outcome.waiting, outcome.evidence) == (0, 1, ())
    assert replica.digests() == before
    assert stranger.site == ward.site


def links(ward: Ward, count: int) -> list[bytes]:
    """The next transactions of a journal."""
    acts = [ward.act(PatientNoted(f"suite {number}"), b"p" * 16) for number in range(count)]
    return [ward.clinical.write([act]).data for act in acts]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Whatever is decoded from now on."""
    found: list[bytes] = []

    def counting(site: Id, data: bytes) -> Opened:
        found.append(data)
        return open_checked(site, data)

    for module in ("incoming", "parked"):
        monkeypatch.setattr(f"node.store.{module}.open_checked", counting)
    return found


def test_a_batch_decodes_of_what_waits_only_what_may_come_in(
    ward: Ward, replica: Replica, decoded: list[bytes]
) -> None:
    """Somebody filled the table with what nobody announced; others' batches do not pay for it."""
    replica.receive(ward.everything(), None, 1)
    before, last = links(ward, 2)
    stranger = type(ward.clinical)(ward, b"u" * 16, ward.random(32))
    for _ in range(50):
        stranger.write([ward.act(PatientNoted("inconnu"), b"p" * 16)], saw=[ward.membership])
    assert replica.receive([one.data for one in stranger.written], None, 1).waiting == 50
    assert replica.receive([last], None, 1).waiting == 51
    decoded.clear()
    outcome = replica.receive([before], None, 1)
    assert (outcome.new, outcome.waiting) == (2, 50)
    assert decoded == [before, last]


def test_a_seal_that_came_before_covers_what_was_spoilt_on_the_way(
    ward: Ward, replica: Replica, decoded: list[bytes]
) -> None:
    """Three links, the last one first: its seal is found where it waits."""
    replica.receive(ward.everything(), None, 1)
    first, second, third = links(ward, 3)
    forged = unsealed(first)
    assert replica.receive([third, second], None, 1).waiting == 2
    decoded.clear()
    outcome = replica.receive([forged], None, 1)
    assert (outcome.new, outcome.waiting, outcome.evidence) == (3, 0, ())
    assert sorted(decoded) == sorted([forged, second, third])


def test_forged_ones_that_wait_are_looked_at_once_however_often_what_they_follow_comes(
    ward: Ward, replica: Replica, decoded: list[bytes]
) -> None:
    """A chain without a good seal, its beginning last; honest peers send what is true of it again."""
    replica.receive(ward.everything(), None, 1)
    first, *rest = links(ward, 30)
    assert replica.receive([unsealed(data) for data in rest], None, 1).waiting == 29
    outcome = replica.receive([unsealed(first)], None, 1)
    assert (outcome.new, outcome.waiting, {one.code for one in outcome.evidence}) == (0, 0, {"seal"})
    decoded.clear()
    assert codes(replica, unsealed(first)) == ["seal"]
    assert decoded == [unsealed(first)]
    assert replica.receive([first, *rest], None, 1).new == 30


def test_what_saw_something_waits_on_when_that_is_forged(
    ward: Ward, replica: Replica, decoded: list[bytes]
) -> None:
    """It follows nothing of that journal: no seal of its own could cover it."""
    replica.receive(ward.everything(), None, 1)
    (seen,) = links(ward, 1)
    ward.other.write([ward.act(PatientNoted("autre"), b"p" * 16)], saw=[ward.clinical])
    seer = ward.other.written[-1].data
    assert replica.receive([seer], None, 1).waiting == 1
    decoded.clear()
    assert replica.receive([unsealed(seen)], None, 1).waiting == 1
    assert decoded == [unsealed(seen)]
    outcome = replica.receive([seen], None, 1)
    assert (outcome.new, outcome.waiting) == (2, 0)


def test_each_is_looked_at_when_what_it_waits_for_has_come_and_no_sooner(
    ward: Ward, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a chain that comes in link by link lie branches that nobody sealed, and what waits on."""
    replica.receive(ward.everything(), None, 1)
    head, looks, place = ward.clinical.head, 0, Incoming._place

    def counting(incoming: Incoming, item: Opened, runs: Runs) -> Placed | Key:
        nonlocal looks
        looks += 1
        return place(incoming, item, runs)

    forged = []
    for number in range(20):
        ward.clinical.head = head
        forged.append(unsealed(ward.clinical.write([ward.act(PatientNoted(f"{number}"), b"p" * 16)]).data))
    ward.clinical.head = head
    first, *chain = links(ward, 20)
    stranger = type(ward.clinical)(ward, b"u" * 16, ward.random(32))
    alien = [stranger.write([ward.act(PatientNoted("inconnu"), b"p" * 16)]).data for _ in range(20)]
    replica.receive(chain, None, 1)
    monkeypatch.setattr(Incoming, "_place", counting)
    outcome = replica.receive([first, *forged, *alien], None, 1)
    assert (outcome.new, len(outcome.evidence), outcome.waiting) == (20, 20, 20)
    assert looks == 60


def test_what_waits_for_an_announcement_comes_in_with_it(ward: Ward, replica: Replica) -> None:
    """A workstation's own acts may travel faster than the word that it was let in; also across an opening."""
    everything = ward.everything()
    late = [one.data for one in ward.membership.written[1:]]
    replica.receive([data for data in everything if data not in late], None, 1)
    replica._forget(-1)
    outcome = replica.receive(late, None, 1)
    assert (outcome.waiting, outcome.evidence, replica.counts()[0]) == (0, (), len(everything))


def test_what_waits_is_bounded_by_bytes(
    ward: Ward, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger cannot fill the disk with transactions of journals that nobody announced."""
    monkeypatch.setattr("node.store.waiting.BYTES", 2_000)
    replica.receive(ward.everything(), None, 1)
    journal = type(ward.clinical)(ward, b"u" * 16, ward.random(32))
    for _ in range(20):
        journal.write([ward.act(PatientNoted("inconnu"), b"p" * 16)], saw=[ward.membership])
    replica.receive([one.data for one in journal.written], None, 1)
    with replica.reading():
        kept = replica.connection.value("SELECT sum(length(data)) FROM waiting")
    assert kept is not None
    assert 0 < kept <= 2_000


def test_the_same_seq_twice_is_a_fork(ward: Ward, replica: Replica) -> None:
    """A clone or a rollback: well sealed, so it is held beside the first; a forged one proves nothing."""
    replica.receive(ward.everything(), None, 1)
    last = ward.clinical.written[-1]
    twin = type(ward.clinical)(ward, ward.clinical.id, ward.clinical.seal_key)
    before = ward.clinical.written[-2]
    twin.head = Head(before.core.seq, before.hash, before.core.order)
    twin.past = ward.clinical.past
    twin.write([ward.act(PatientNoted("inconnu"), b"p" * 16)])
    (written,) = twin.written
    forged = unsealed(written.data)
    assert codes(replica, forged) == ["seal"]
    outcome = replica.receive([written.data], None, 1)
    assert (outcome.new, outcome.evidence) == (1, ())
    assert outcome.forks == (Tip(ward.clinical.id, written.core.seq, written.hash),)
    assert replica.incoming.evidence.newest(1)[0].code == "fork"
    assert replica.receive([written.data], None, 1).known == 1
    assert replica.chain.head(ward.clinical.id).hash == last.hash
    assert len(replica.vector("all")) == 4


def test_another_founding_of_the_site_makes_nobody_an_administrator(ward: Ward, replica: Replica) -> None:
    """Who seals the founding journal has the signature of the recovery key, and nobody's PIN."""
    liar = ward.person()
    there = Journal(ward, ward.membership.id, ward.membership.seal_key)
    founding = there.write([*ward.founding[:4], *ward.introduction(liar, ("site.enrol", "site.people"))])
    after = there.write([liar.act(RightsGranted(liar.id, ("note",)), liar.id)])
    replica.receive(ward.everything(), None, 1)
    before = replica.digests()
    assert codes(replica, founding.data, after.data) == ["founding"]
    assert liar.id not in replica.roll.now.people
    assert replica.digests() == before
    assert verify(replica).findings == ()


def test_membership_may_name_membership_only(ward: Ward, replica: Replica) -> None:
    """So that it can be exchanged alone."""
    replica.receive(ward.everything(), None, 1)
    ward.membership.write(
        [ward.admin.act(ward.introducing(ward.person(), ("note",))[0], b"n" * 16)], saw=[ward.clinical]
    )
    assert codes(replica, ward.membership.written[-1].data) == ["scope"]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_said_of_what_saw_something_that_is_not_here_yet(seed: int, tmp_path: Path) -> None:
    """Whichever of what it saw comes first, in whatever order it names them."""
    ward = Ward(f"partly {seed}")
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    late = ward.note(ward.other, ward.patient(ward.clinical))
    act = ward.admin.act(ward.introducing(ward.person(), ("note",))[0], b"n" * 16)
    written = ward.membership.write([act], saw=[ward.clinical, ward.other])
    replica.receive([ward.clinical.written[-1].data], None, 1)
    outcome = replica.receive([written.data], None, 1)
    assert (outcome.evidence, outcome.waiting) == ((), 1)
    assert codes(replica, late.data) == ["scope"]
    replica.close()


def test_acts_beyond_rights_are_stored_and_set_aside(ward: Ward, replica: Replica) -> None:
    """Authentic, so kept and relayed; without effect on the state of the patient."""
    everything = ward.everything()
    replica.receive(everything, None, 1)
    nobody = ward.person()
    ward.clinical.write([nobody.act(PatientNoted("inconnu"), b"p" * 16)])
    outcome = replica.receive([ward.clinical.written[-1].data], None, 1)
    assert outcome.new == 1
    assert replica.counts()[2] == 1
    assert len(replica.relay.after({}, "all", 2**30)) == len(everything) + 1


def test_evidence_is_bounded(ward: Ward, replica: Replica) -> None:
    """A flood of rubbish cannot fill the disk."""
    for start in range(5):
        replica.receive([f"rubbish {start} {n}".encode() for n in range(1000)], None, 1)
    kept = replica.connection.value("SELECT count(*) FROM evidence")
    assert kept == 2000
    assert ward.site == replica.site
