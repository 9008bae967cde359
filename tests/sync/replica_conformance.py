"""What every replica owes the network, as tests that run on any `ReplicaPort`.

A test class inherits `ReplicaConformance` and gives `world`: a context that opens replicas of one
site and writes acts as a person there would. The suite looks at replicas through the port alone.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, Protocol, TypeVar

from schema.ids import Id
from schema.transaction import Tip
from sync.glance import place_of
from sync.ports import Lacking, Rank, Record, ReplicaPort
from sync.record import ANY

R = TypeVar("R", bound=ReplicaPort)


class World(Protocol[R]):
    """Opens replicas of one site."""

    async def open(self) -> R:
        """A further workstation's replica. Membership that all need to know may be in it already."""
        ...

    async def write(self, replica: R, text: str) -> None:
        """One clinical transaction by a person there."""
        ...

    async def write_member(self, replica: R, text: str) -> None:
        """One membership transaction by a person there."""
        ...


async def everything(replica: ReplicaPort, theirs: Iterable[Tip], scope: str = "all") -> list[bytes]:
    """All that the owner of these tips lacks, in small batches, as the network reads it."""
    tips, sent = tuple(theirs), dict[Id, int]()
    first = {tip.journal: tip.seq for tip in tips}
    found: list[bytes] = []
    while batch := (await replica.read_after(tips, sent, scope, 4096)).transactions:
        for one in batch:
            journal, seq = place_of(one.data)
            assert (one.strand, one.seq) == (journal, seq)
            assert seq == sent.get(journal, first.get(journal, 0)) + 1, "each journal comes without gaps"
            sent[journal] = seq
            found.append(one.data)
    return found


async def tips(replica: ReplicaPort) -> tuple[Tip, ...]:
    """What a replica holds."""
    return tuple((await replica.vector("all")).values())


async def pour(source: ReplicaPort, target: ReplicaPort) -> None:
    """Give `target` what it lacks of `source`: membership first."""
    for scope in ("membership", "all"):
        result = await target.integrate(await everything(source, await tips(target), scope), None)
        assert not result.evidence


class ReplicaConformance(ABC, Generic[R]):
    """Inherit, and give `world`."""

    @abstractmethod
    def world(self) -> AbstractAsyncContextManager[World[R]]:
        """A fresh world; closed at the end of each test."""

    def run(self, play: Callable[[World[R]], Coroutine[Any, Any, None]]) -> None:
        """Play one test in one event loop."""

        async def whole() -> None:
            async with self.world() as world:
                await play(world)

        asyncio.run(whole())

    def test_own_acts_are_in_the_vector_and_readable_in_order(self) -> None:
        async def play(world: World[R]) -> None:
            a = await world.open()
            before = await tips(a)
            for number in range(5):
                await world.write(a, f"act {number}")
            after = await tips(a)
            grown = {tip.journal for tip in set(after) - set(before)}
            assert sum(tip.seq for tip in after) - sum(tip.seq for tip in before) >= 5
            places = [place_of(data) for data in await everything(a, before)]
            assert {journal for journal, _ in places} == grown
            assert places == sorted(places, key=lambda place: place[1]) or len(grown) > 1
            assert await a.read_after(after, {}, "all", 1 << 20) == Lacking(())

        self.run(play)

    def test_a_journal_of_which_only_unknown_tips_are_named_is_not_read(self) -> None:
        async def play(world: World[R]) -> None:
            a = await world.open()
            await world.write(a, "first")
            before = await tips(a)
            for number in range(9):
                await world.write(a, f"act {number}")
            (tip,) = set(await tips(a)) - set(before)
            lacking = await a.read_after((Tip(tip.journal, 2, b"x" * 32),), {}, "all", 1 << 20)
            assert lacking.strange == {tip.journal}
            assert tip.journal not in {one.strand for one in lacking.transactions}
            rungs = await a.ladder(tip.journal)
            assert rungs[0] == tip
            below = [tip.seq - one.seq for one in rungs[1:]]
            assert below == [n for n in (1, 2, 4, 8, 16) if n < tip.seq - 1] + [tip.seq - 1]
            assert (await a.read_after((rungs[-1],), {}, "all", 1 << 20)).strange == frozenset()
            assert tip.journal in await a.own_journals()

        self.run(play)

    def test_membership_alone_holds_no_clinical_journal(self) -> None:
        async def play(world: World[R]) -> None:
            a = await world.open()
            await world.write(a, "clinical")
            await world.write_member(a, "member")
            membership = await a.vector("membership")
            assert set(membership) < set(await a.vector("all"))
            read = {place_of(data)[0] for data in await everything(a, (), "membership")}
            assert read == set(membership)

        self.run(play)

    def test_at_least_one_transaction_comes_however_small_the_limit(self) -> None:
        async def play(world: World[R]) -> None:
            a = await world.open()
            await world.write(a, "x" * 200)
            assert len((await a.read_after((), {}, "all", 1)).transactions) == 1

        self.run(play)

    def test_two_replicas_hold_the_same_after_an_exchange(self) -> None:
        async def play(world: World[R]) -> None:
            a, b = await world.open(), await world.open()
            await world.write_member(a, "member")
            for number in range(3):
                await world.write(a, f"a{number}")
                await world.write(b, f"b{number}")
            await pour(a, b)
            await pour(b, a)
            assert dict(await a.vector("all")) == dict(await b.vector("all"))
            assert dict(await a.vector("membership")) == dict(await b.vector("membership"))

        self.run(play)

    def test_bytes_are_relayed_verbatim(self) -> None:
        async def play(world: World[R]) -> None:
            a, b, c = await world.open(), await world.open(), await world.open()
            await world.write(a, "from a")
            await pour(a, b)
            known = await tips(c)
            await pour(b, c)
            relayed = await everything(c, known)
            assert set(relayed) <= set(await everything(a, ())) | set(await everything(b, ()))
            own = set(await everything(a, known))
            assert own <= set(relayed)

        self.run(play)

    def test_duplicates_and_any_order_are_harmless(self) -> None:
        async def play(world: World[R]) -> None:
            a, b = await world.open(), await world.open()
            for number in range(6):
                await world.write(a, f"act {number}")
            await pour_membership(a, b)
            lacked = await everything(a, await tips(b))
            await b.integrate(lacked[3:], None)
            await b.integrate(list(reversed(lacked)), None)
            again = await b.integrate(lacked, None)
            assert again.new == 0
            assert again.known == len(lacked)
            assert not again.evidence
            vector = await b.vector("all")
            assert all(vector[journal] == tip for journal, tip in (await a.vector("all")).items())

        self.run(play)

    def test_garbage_is_evidence_and_the_rest_is_kept(self) -> None:
        async def play(world: World[R]) -> None:
            a, b = await world.open(), await world.open()
            await world.write(a, "good")
            await pour_membership(a, b)
            lacked = await everything(a, await tips(b))
            poison = [b"", b"\x93", b"\x91" * 2000, b"\xff" * 300, lacked[0][:-1], lacked[0] + b"\x00"]
            result = await b.integrate([*poison, *lacked], None)
            assert len(result.evidence) >= len(poison)
            assert result.new == len(lacked)

        self.run(play)

    def test_something_new_calls_back_and_unsubscribing_stops_it(self) -> None:
        async def play(world: World[R]) -> None:
            a, b = await world.open(), await world.open()
            calls: list[int] = []
            stop = b.subscribe(lambda: calls.append(1))
            await world.write(a, "one")
            await pour(a, b)
            await until(lambda: bool(calls))
            stop()
            await asyncio.sleep(0)
            heard = len(calls)
            await world.write(a, "two")
            await pour(a, b)
            await asyncio.sleep(0.05)
            assert len(calls) == heard

        self.run(play)

    def test_receipts_are_records_that_travel(self) -> None:
        async def play(world: World[R]) -> None:
            a, b = await world.open(), await world.open()
            await world.write(a, "one")
            await pour(a, b)
            await a.publish_receipt()
            first = await a.records({})
            assert first
            await b.accept_records(first)
            await b.accept_records(first)
            assert await a.records(counters(first)) == []
            held = counters(await b.records({}))
            assert all(held[key] == counter for key, counter in counters(first).items())
            await a.publish_receipt()
            assert await a.records(counters(first)) == [], "nothing changed, so nothing new is said"
            await world.write(a, "two")
            await a.publish_receipt()
            assert await a.records(counters(first)), "a newer vector is a newer receipt"

        self.run(play)


def counters(records: Sequence[Record]) -> dict[tuple[Id, str], Rank]:
    """Records as `records` takes them."""
    return {(record.owner, record.name): (record.counter, ANY) for record in records}


async def pour_membership(source: ReplicaPort, target: ReplicaPort) -> None:
    """Let `target` know whose journals to expect."""
    lacked = await everything(source, await tips(target), "membership")
    if lacked:
        await target.integrate(lacked, None)


async def until(condition: Callable[[], bool], turns: int = 500) -> None:
    """Wait for something that another task does; fails after `turns` hundredths of a second."""
    for _ in range(turns):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")
