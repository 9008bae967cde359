"""A hostile workstation alters nothing of what others wrote, and does not stop it from merging."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import pytest

from node.store.verify import verify
from schema.acts.patient import PatientNoted
from schema.codec import decode, encode
from schema.ids import Id
from schema.transaction import Body, Core, Header, Tip, Transaction, body_digest
from tests.crash.hostile import Hostile, everything, intact, meet, resealed, spoilt, tell
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import Station, exchange


@dataclass
class Scene:
    """The pharmacy has written what the hospital does not hold yet; the hostile one passes it on."""

    author: Station
    other: Station
    hostile: Hostile
    patient: Id
    fresh: list[bytes]

    @property
    def journal(self) -> Id:
        return self.author.desk.journal()


@pytest.fixture
def scene(stations: Three) -> Iterator[Scene]:
    author, other, third = stations
    hostile = Hostile(third)
    hostile.stolen("nurse")
    patient = circuit.create(author)
    exchange(author, third)
    exchange(author, other)
    hostile = Hostile(third)
    known = {strand: head.seq for strand, head in author.replica.chain.heads.items()}
    for what in ("weight", "height"):
        circuit.measure(author, patient, what, {"weight": "70", "height": "170"}[what])
    circuit.include(author, patient, "mFOLFOX6")
    fresh = author.replica.relay.after(known, "all", 2**30)
    assert len(fresh) > 3
    exchange(author, third)
    yield Scene(author, other, hostile, patient, fresh)
    meet(author, other)
    assert verify(other.replica).ok
    circuit.measure(author, patient, "creatinine", "80")
    meet(author, other)


def long_form(data: bytes) -> bytes:
    """The same array, with its length written in three bytes where one is enough."""
    return b"\xdc\x00\x03" + data[1:]


def long_core(data: bytes, _scene: Scene) -> bytes:
    """The same core with a number in nine bytes, sealed by somebody else."""
    transaction = decode(Transaction, data)
    core = transaction.core.replace(b"\xc2", b"\xc3", 1)
    return encode(msgspec.structs.replace(transaction, core=core + b"\x00"))


def other_body(data: bytes, _scene: Scene) -> bytes:
    """Another content where the header vouches for the first."""
    transaction = decode(Transaction, data)
    first = transaction.bodies[0]
    assert first is not None
    changed = msgspec.structs.replace(first, body=encode(PatientNoted("autre chose")))
    return encode(msgspec.structs.replace(transaction, bodies=(changed, *transaction.bodies[1:])))


def other_signature(data: bytes, _scene: Scene) -> bytes:
    """A signature put where there was none, or another one."""
    transaction = decode(Transaction, data)
    bodies = tuple(msgspec.structs.replace(one, signature=b"\x07" * 64) for one in transaction.bodies if one)
    return encode(msgspec.structs.replace(transaction, bodies=bodies))


def digest_too(data: bytes, scene: Scene) -> bytes:
    """Another content, the header agreeing with it, sealed by the only key it has: its own."""
    transaction = decode(Transaction, data)
    core = decode(Core, transaction.core)
    body = Body(b"\x05" * 32, encode(PatientNoted("autre chose")), None)
    header = msgspec.structs.replace(core.headers[0], digest=body_digest(body.salt, body.body, None))
    changed = encode(msgspec.structs.replace(transaction, bodies=(body, *transaction.bodies[1:])))
    return resealed(changed, scene.hostile.seal_key, headers=(header, *core.headers[1:]))


def with_core(**changes: object) -> Callable[[bytes, Scene], bytes]:
    """Fields of the core changed, sealed by its own key."""
    return lambda data, scene: resealed(data, scene.hostile.seal_key, **changes)


def renumbered(data: bytes, scene: Scene) -> bytes:
    """Put further down the chain."""
    core = decode(Core, decode(Transaction, data).core)
    return resealed(data, scene.hostile.seal_key, seq=core.seq + 1)


def headers_changed(**changes: object) -> Callable[[bytes, Scene], bytes]:
    """The first header changed, sealed by its own key."""

    def change(data: bytes, scene: Scene) -> bytes:
        headers = decode(Core, decode(Transaction, data).core).headers
        first: Header = msgspec.structs.replace(headers[0], **changes)
        return resealed(data, scene.hostile.seal_key, headers=(first, *headers[1:]))

    return change


ALTERED: dict[str, tuple[Callable[[bytes, Scene], bytes], str]] = {
    "array in long form": (lambda data, _: long_form(data), "bytes"),
    "bytes after the core": (long_core, "bytes"),
    "bytes after the transaction": (lambda data, _: data + b"\x00", "bytes"),
    "cut short": (lambda data, _: data[:-1], "bytes"),
    "a body dropped": (
        lambda data, _: encode(msgspec.structs.replace(decode(Transaction, data), bodies=(None,))),
        "bytes",
    ),
    "all bodies dropped": (
        lambda data, _: encode(msgspec.structs.replace(decode(Transaction, data), bodies=())),
        "bytes",
    ),
    "another body": (other_body, "bytes"),
    "another signature": (other_signature, "bytes"),
    "another body, its digest too": (digest_too, "seal"),
    "no good seal": (lambda data, _: spoilt(data), "seal"),
    "sealed by another member": (with_core(), "seal"),
    "another hour": (with_core(at=1), "seal"),
    "a doubt added": (with_core(doubtful=True), "seal"),
    "another past": (with_core(saw=()), "seal or order"),
    "an order far ahead": (with_core(order=2**53 - 1), "order"),
    "an order far behind": (with_core(order=1), "order"),
    "further down its chain": (renumbered, "waits"),
    "after what nobody wrote": (with_core(prev=b"\x09" * 32), "waits"),
    "at the beginning": (with_core(seq=1, prev=bytes(32)), "order or seal"),
    "of another site": (with_core(site=b"\x03" * 16), "site"),
    "of another version": (with_core(version=2), "version"),
    "another person's": (headers_changed(actor=b"\x04" * 16), "seal"),
    "another right": (headers_changed(right="release"), "seal"),
    "another kind": (headers_changed(kind="patient.noted/1"), "seal"),
    "saw itself": (
        lambda data, scene: resealed(
            data, scene.hostile.seal_key, saw=(Tip(scene.journal, 1, b"\x00" * 32),)
        ),
        "chain",
    ),
}
"""What it makes of a transaction of somebody else, and what becomes of that."""


def test_what_it_alters_is_evidence_or_waits_and_the_true_one_is_taken(scene: Scene) -> None:
    before = scene.other.replica.digests()
    first = scene.fresh[0]
    for name, (alter, expected) in ALTERED.items():
        altered = alter(first, scene)
        assert altered != first, name
        outcome = tell(scene.other, altered)
        assert outcome.new == 0, name
        codes = [one.code for one in outcome.evidence]
        if expected == "waits":
            assert not codes, (name, codes)
        else:
            assert len(codes) == 1, (name, codes)
            assert codes[0] in expected.split(" or "), (name, codes)
        assert scene.other.replica.digests() == before, name
        assert altered not in everything(scene.other), name
    outcome = tell(scene.other, *scene.fresh)
    assert (outcome.new, outcome.evidence) == (len(scene.fresh), ())
    journals = [scene.journal]
    assert intact(scene.other, journals) == intact(scene.author, journals)


def test_no_flipped_bit_is_taken_for_what_was_written(scene: Scene) -> None:
    """Wherever it lies: in the core, in a body, in a signature; in the seal it is one that nobody made."""
    *rest, last = scene.fresh
    tell(scene.other, *rest)
    before = scene.other.replica.digests()
    for place in range(0, len(last), 11):
        broken = bytearray(last)
        broken[place] ^= 1 << place % 8
        outcome = tell(scene.other, bytes(broken))
        assert outcome.new == 0, place
        assert scene.other.replica.digests() == before, place
    assert tell(scene.other, last).new == 1


def test_the_order_in_which_it_passes_things_on_changes_nothing(scene: Scene) -> None:
    """Backwards, doubled, one at a time: what comes before its past waits."""
    for data in (*reversed(scene.fresh), *scene.fresh):
        assert not tell(scene.other, data).evidence
    journals = [scene.journal]
    assert intact(scene.other, journals) == intact(scene.author, journals)


def test_a_seal_spoilt_on_the_way_does_not_push_out_what_waits(scene: Scene) -> None:
    """The true one came first and waits for its past; or came later; or both came at once."""
    first, second, *rest = scene.fresh
    for batch in ([second], [spoilt(second)], [second, spoilt(second)], [spoilt(second), second]):
        assert tell(scene.other, *batch).waiting
    tell(scene.other, first)
    assert second in everything(scene.other)
    assert not tell(scene.other, *rest).evidence
    journals = [scene.journal]
    assert intact(scene.other, journals) == intact(scene.author, journals)


def test_what_it_withholds_comes_from_elsewhere_and_shows_in_the_vector(scene: Scene) -> None:
    """Nothing of the pharmacy: the hospital sees that it lacks it, and gets it from the author."""
    names = [row.strand for row in scene.other.replica.chain.everything() if row.strand != scene.journal]
    held = {name: tip.seq for name, tip in scene.other.replica.vector("all").items()}
    withheld = [
        data
        for data in scene.hostile.station.replica.relay.after(held, "all", 2**30)
        if data not in scene.fresh
    ]
    outcome = tell(scene.other, *withheld)
    assert outcome.evidence == ()
    theirs, ours = scene.author.replica.vector("all"), scene.other.replica.vector("all")
    assert theirs[scene.journal].seq - ours[scene.journal].seq == sum(
        decode(Core, decode(Transaction, data).core).journal == scene.journal for data in scene.fresh
    )
    assert names
    meet(scene.author, scene.other)
    assert intact(scene.other, [scene.journal]) == intact(scene.author, [scene.journal])
