"""A replica under any history: acts here, deliveries in any order, twice, tampered with; failures, restarts.

The model is a set: of all that was ever handed over, what has its whole past in the set is integrated.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from node.store.replica import Replica
from node.store.verify import verify
from schema.acts.patient import PatientNoted
from schema.ids import ZERO_HASH, Hash, Id
from schema.transaction import Core, Tip, core_hash, open_transaction
from sync.causality import NOTHING, Past
from sync.journal import Head, Written, signer
from tests.node.store.builders import KEY, Ward

PATIENTS = 2


class FailedError(Exception):
    """A write that did not happen."""


class Model:
    """What was handed over, and hence what is integrated."""

    def __init__(self) -> None:
        self.offered: dict[Hash, Core] = {}

    def offer(self, data: bytes) -> None:
        """This was handed over, or written here."""
        transaction, core = open_transaction(data)
        self.offered[core_hash(transaction.core)] = core

    def integrated(self) -> set[Hash]:
        """The largest part that holds its own past."""
        found: set[Hash] = set()
        grown = -1
        while grown != len(found):
            grown = len(found)
            found |= {
                named
                for named, core in self.offered.items()
                if {core.prev, *(tip.hash for tip in core.saw)} - {ZERO_HASH} <= found
            }
        return found

    def heads(self) -> dict[Id, Tip]:
        """The last of each journal."""
        held = self.integrated()
        cores = sorted((self.offered[named].seq, named) for named in held)
        return {
            self.offered[named].journal: Tip(self.offered[named].journal, seq, named) for seq, named in cores
        }


class History(RuleBasedStateMachine):
    """One workstation, and another that writes elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="veilleuse-"))
        self.ward = Ward("history")
        self.model = Model()
        self.pool: list[bytes] = []
        """Written elsewhere."""
        self.fails_at = ""
        self.tampered = False

    @initialize()
    def begin(self) -> None:
        self.patients = [self.ward.patient(self.ward.clinical) for _ in range(PATIENTS)]
        self.pasts = {(self.ward.clinical.id, self.ward.clinical.head.seq): self.ward.clinical.past}
        for data in self.ward.everything():
            self.model.offer(data)
        self.replica = self.open(create=True)
        assert self.replica.receive(self.ward.everything(), None, 1).new == len(self.model.offered)

    def open(self, *, create: bool = False) -> Replica:
        """Open it, as the program does when it starts."""

        def at_point(name: str) -> None:
            if name == self.fails_at:
                raise FailedError

        folder, site = self.folder / "replica", self.ward.site
        return Replica(folder, KEY, site, lambda _content, _blob: True, create=create, at_point=at_point)

    # Elsewhere

    @rule(times=st.integers(1, 5), patient=st.integers(0, PATIENTS - 1), meets=st.booleans())
    def others_write(self, times: int, patient: int, meets: bool) -> None:
        for number in range(times):
            saw = (self.ward.clinical,) if meets and number == 0 else ()
            written = self.ward.note(self.ward.other, self.patients[patient], f"là {len(self.pool)}", saw=saw)
            self.pasts[written.core.journal, written.core.seq] = self.ward.other.past
            self.pool.append(written.data)

    # Here

    @rule(patient=st.integers(0, PATIENTS - 1))
    def write(self, patient: int) -> None:
        act = self.ward.act(PatientNoted("ici"), self.patients[patient])
        journal = self.ward.clinical
        written = self.replica.append(
            [act],
            journal=journal.id,
            at=1,
            doubtful=False,
            random=self.ward.random,
            seal=signer(journal.seal_key),
        )
        self.model.offer(written.data)
        self._author(written)

    def _author(self, written: Written) -> None:
        """The others may see it from now on."""
        journal, core = self.ward.clinical, written.core
        own = journal.past.with_tip(core.journal, core.seq - 1)
        seen: list[Past] = [
            self.pasts.get((tip.journal, tip.seq), NOTHING).with_tip(tip.journal, tip.seq) for tip in core.saw
        ]
        journal.past = own.joined(seen)
        journal.head = Head(core.seq, written.hash, core.order)
        self.pasts[core.journal, core.seq] = journal.past

    @precondition(lambda self: self.pool)
    @rule(data=st.data())
    def receive(self, data: st.DataObject) -> None:
        indices = data.draw(st.lists(st.integers(0, len(self.pool) - 1), min_size=1, max_size=12))
        outcome = self.replica.receive([self.pool[index] for index in indices], None, 2)
        # What was tampered with may have waited until now: its seal is looked at when its turn comes.
        assert self.tampered or not outcome.evidence
        for index in indices:
            self.model.offer(self.pool[index])

    @precondition(lambda self: self.pool)
    @rule(which=st.integers(0, 10**6), at=st.integers(0, 10**6), flip=st.integers(1, 255))
    def receive_tampered(self, which: int, at: int, flip: int) -> None:
        """Nothing of it stays but evidence; the genuine one is taken all the same, whenever it comes."""
        good = self.pool[which % len(self.pool)]
        place = at % len(good)
        bad = good[:place] + bytes([good[place] ^ flip]) + good[place + 1 :]
        seal = good.index(open_transaction(good)[0].seal)
        if seal <= place < seal + 64:
            return  # a later seal may cover it: it is the genuine one then, and its own counts for nothing
        before, self.tampered = self.replica.digests(), True
        self.replica.receive([bad], None, 2)
        assert self.replica.digests() == before

    @precondition(lambda self: self.pool)
    @rule(point=st.sampled_from(("begin", "stored", "folded", "commit")), here=st.booleans())
    def fail(self, point: str, here: bool) -> None:
        """A write that fails leaves nothing, in memory or on the disk."""
        attempt: Callable[[], object] = (
            (lambda: self.write(0)) if here else (lambda: self.replica.receive(self.pool, None, 2))
        )
        before = self.replica.digests()
        self.fails_at = point
        try:
            attempt()
        except FailedError:
            pass
        else:
            raise AssertionError("it should have failed")
        finally:
            self.fails_at = ""
        assert self.replica.digests() == before

    @rule()
    def restart(self) -> None:
        before = self.replica.digests()
        self.replica.close()
        self.replica = self.open()
        assert self.replica.digests() == before

    @rule()
    def check(self) -> None:
        assert verify(self.replica).findings == ()

    @invariant()
    def it_holds_what_the_model_holds(self) -> None:
        if hasattr(self, "replica"):
            assert dict(self.replica.vector("all")) == self.model.heads()
            assert self.replica.counts()[0] == len(self.model.integrated())

    def teardown(self) -> None:
        """All of it, in another order, at another workstation: the same."""
        try:
            if hasattr(self, "replica"):
                self.replica.receive(self.pool[::-1], None, 3)
                everything = self.replica.relay.after({}, "all", 2**40)
                other = Replica(
                    self.folder / "other", KEY, self.ward.site, lambda _content, _blob: True, create=True
                )
                other.receive(everything[::-1], None, 1)
                assert other.digests() == self.replica.digests()
                assert verify(self.replica).findings == verify(other).findings == ()
                other.close()
                self.replica.close()
        finally:
            shutil.rmtree(self.folder)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
