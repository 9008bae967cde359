"""Deliberate mistakes, one at a time, to see whether the simulator would notice: it must notice every one.

Each plant changes one function of the program in this process, for ever: use a process of its own
(`python -m ops.simulate.mutants`).
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from node.domain import course, history
from node.domain.fold import case, preparation, prescription, validation
from node.domain.fold import lot as fold_lot
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge import (
    interrupted,
    judge,
    judging,
    made_twice,
    row,
    settled_beyond_rights,
    settling,
    table,
    withdrawn_since,
)
from node.store import chain, files, opened, replica, runs
from sync import causality, journal, membership, roll, standing, strands
from sync.conversation import machine, outflow
from sync.membership import effects, needs

Any_ = Any
"""Plants handle what they are given without looking at it."""


def _plant(where: Any_, name: str, what: Any_) -> None:
    getattr(where, name)  # a plant where nothing grows would survive for the wrong reason
    setattr(where, name, what)


def order_by_clock() -> None:
    """Clock: folding goes by the authors' wall clocks instead of the order that no clock can jump."""
    _plant(Act, "place", property(lambda act: (act.at, act.ref.journal, act.ref.seq, act.ref.index)))


def latest_clock_wins() -> None:
    """Clock: of two orders of one dose made apart, the later wall clock wins and nobody is told."""
    real = prescription.versions_of

    def versions_of(orders: Any_) -> Any_:
        newest = max(orders, key=lambda order: order.act.at)
        return real([order for order in orders if order is newest or history.before(order.act, newest.act)])

    _plant(case, "versions_of", versions_of)


def order_without_saw() -> None:
    """Chain: a new transaction's order grows from its own journal alone."""
    real = journal.write

    def write(acts: Any_, *, saw: Any_, **rest: Any_) -> Any_:
        return real(acts, saw=[(tip, 0) for tip, _ in saw], **rest)

    _plant(replica, "write", write)


def seals_unchecked() -> None:
    """Chain: any seal will do."""
    _plant(runs, "sealed_by", lambda *_: True)


def bodies_unchecked() -> None:
    """Chain: a body need not be the one its header vouches for."""
    _plant(opened, "bodies_match", lambda *_: True)


def prev_unchecked() -> None:
    """Chain: a transaction may follow any head of its number."""
    _plant(chain, "follows", lambda head, core: core.seq == head.seq + 1)


def past_without_others() -> None:
    """Causality: what a transaction saw of other journals is in its past, but not what those had seen."""
    real = chain.Chain.past_after

    def past_after(self: Any_, own: Any_, saw: Any_) -> Any_:
        number, past = real(self, own, saw)
        direct = {tip.journal: tip.seq for tip in saw}
        kept = {other: seq for other, seq in past.seqs.items() if direct.get(other, seq) == seq}
        return number, causality.Past({o: s for o, s in kept.items() if o in direct or not direct})

    _plant(chain.Chain, "past_after", past_after)


def saw_forgotten() -> None:
    """Causality: what this workstation integrated is not named by what it writes next."""
    _plant(chain.Chain, "unseen", lambda *_: [])


def concurrent_is_before() -> None:
    """Causality: of two acts made apart, the first in fold order counts as known to the second."""
    _plant(judging, "concurrent", lambda *_: False)


def one_too_far() -> None:
    """Conversation: the peer is believed to hold one transaction more than it says."""
    real = chain.Chain.lacking

    def lacking(self: Any_, theirs: Any_, sent: Any_, scope: Any_, size: Any_) -> Any_:
        return real(self, theirs, {**sent, **{tip.journal: tip.seq + 1 for tip in theirs}}, scope, size)

    _plant(chain.Chain, "lacking", lacking)


def no_news() -> None:
    """Conversation: heads of third workstations are not passed on while a connection stands."""
    real = machine.Conversation.replica_changed

    def replica_changed(self: Any_, heads: Any_) -> Any_:
        return real(self, heads) if len(heads.all) % 2 else []

    _plant(machine.Conversation, "replica_changed", replica_changed)


def batch_cut_short() -> None:
    """Conversation: the last of each batch is left out and believed sent."""
    real = outflow.Outflow.pack

    def pack(self: Any_, transactions: Any_) -> Any_:
        batch = real(self, transactions)
        return batch[:-1] if len(batch) > 1 else batch

    _plant(outflow.Outflow, "pack", pack)
    _plant(outflow.Outflow, "send_again", lambda *_: None)


def rights_unchecked() -> None:
    """Membership: everybody may do everything."""
    _plant(membership.Membership, "may", lambda *_: True)


def signatures_unchecked() -> None:
    """Membership: any signature of a person will do."""
    _plant(roll, "signed_by", lambda *_: True)


def branches_count() -> None:
    """Forks: every branch of a journal counts, whoever built on it."""
    _plant(strands.Built, "admits", lambda *_: True)


def clone_vouches() -> None:
    """Forks: whoever holds a branch has built on it, although they hold the other one too."""
    real = strands.Strands.top

    def top(self: Any_, past: Any_, journal: Any_) -> Any_:
        held = [one for one in self.of(journal) if past.seqs.get(one, 0) >= self.since(one)]
        return real(self, past, journal) or (causality.Spot(held[-1], past.seqs[held[-1]]) if held else None)

    _plant(strands.Strands, "top", top)


def witness_stays() -> None:
    """Forks: whoever is shut out, or rests on what does not count, is a witness for a branch too."""

    judging: Any_ = getattr(standing, "_Judging")  # noqa: B009  # somebody's inside
    real = getattr(judging, "_forked")  # noqa: B009

    def forked(self: Any_, now: Any_) -> Any_:
        aside, self._aside = self._aside, {}
        found = real(self, now)
        self._aside = aside
        return {spot: why for spot, why in found.items() if spot not in aside}

    _plant(judging, "_forked", forked)


def last_pair_settles() -> None:
    """Forks: of two settlements of a fork signed apart, the last in fold order stands alone."""
    real = getattr(effects, "_settle")  # noqa: B009  # somebody's inside

    def settle(state: Any_, content: Any_, when: Any_) -> Any_:
        return real(msgspec.structs.replace(state, settlements={}), content, when)

    _plant(effects, "_settle", settle)


def second_enrolment_wins() -> None:
    """Membership: whoever is enrolled under a name that is taken becomes the one of that name."""
    real = getattr(effects, "_enrol")  # noqa: B009  # somebody's inside
    _plant(effects, "_enrol", lambda state, body: real(_without(state, body.workstation), body))


def _without(state: Any_, workstation: bytes) -> Any_:
    others = {one: info for one, info in state.workstations.items() if one != workstation}
    return msgspec.structs.replace(state, workstations=others)


def suspension_ignored() -> None:
    """Membership: what a suspended workstation writes counts all the same."""
    real = standing.held_back

    def held_back(*args: Any_) -> Any_:
        return msgspec.structs.replace(real(*args), suspended={})

    _plant(standing, "held_back", held_back)


def one_is_enough() -> None:
    """Membership: what takes two people is done by the one who proposes it."""
    real = needs
    _plant(effects, "needs", lambda content: msgspec.structs.replace(real(content), two=False))


def anybody_settles() -> None:
    """Rules: whoever may settle anything settles what is not theirs to decide."""
    _plant(settled_beyond_rights, "_owns", lambda *_: True)


def first_settlement_wins() -> None:
    """Rules: of two settlements made apart that disagree, the first in fold order stands."""
    real = settling._latest  # noqa: SLF001  # what is planted is always somebody's inside
    _plant(settling, "_latest", lambda pairs: real(pairs)[:1])


def withdrawn_unheard() -> None:
    """Membership: what somebody did apart from the withdrawal of their right counts as ever."""
    _plant(standing.Held, "person", lambda *_: None)


def withdrawn_vanishes() -> None:
    """Rules: what somebody did apart from the withdrawal of their right is set aside without a word."""
    _plant(course, "sort_out", lambda acts: withdrawn_since.Sorted(acts, acts, ()))


def unknown_is_harmless() -> None:
    """Rules: acts that this program does not know are passed over."""
    real = course._course_blocks  # noqa: SLF001  # what is planted is always somebody's inside
    _plant(course, "_course_blocks", lambda *how: tuple(b for b in real(*how) if b != "known_in_part"))


def ledger_forgets() -> None:
    """Rules: what was counted on the shelf is no line of the book."""
    _plant(
        fold_lot.LotCase,
        "balance",
        property(lambda case: sum(s.change for s in case.of(fold_lot.LEDGER)[1:])),
    )


def aside_counts() -> None:
    """Rules: what is set aside advances the state all the same."""
    opened_row: Any_ = getattr(files, "_Opened")  # noqa: B009  # somebody's inside
    build = opened_row.act

    def act(self: Any_, position: int) -> Any_:
        return msgspec.structs.replace(build(self, position), set_aside="")

    _plant(opened_row, "act", act)


def first_validation_stays() -> None:
    """Rules: a validation holds although the dose was revised since."""
    real = validation.decisions_of

    def decisions_of(versions: Any_, by_role: Any_) -> Any_:
        every = frozenset(order.ref for order in versions.orders)
        return real(msgspec.structs.replace(versions, in_force=every), by_role)

    _plant(case, "decisions_of", decisions_of)


def settled_by_anything() -> None:
    """Rules: a settlement settles acts it did not name."""
    real = settling.verdict

    def verdict(rule: Any_, subject: Any_, _acts: Any_, *rest: Any_) -> Any_:
        return real(rule, subject, (), *rest)

    _plant(judging, "verdict", verdict)


def last_claim_keeps() -> None:
    """Rules: of two claims of a dose, whichever arrived last at this workstation keeps it."""

    def yielding(bags: Any_, _in_force: Any_) -> Any_:
        live = [bag for bag in bags if bag.live]
        return frozenset(bag.bag for bag in live[:-1] if not bag.exists)

    _plant(case, "yielding", yielding)


def second_bag_harmless() -> None:
    """Rules: two bags of one dose, both made, are no conflict."""
    _finds_nothing(made_twice.ROW)


def interruption_forgotten() -> None:
    """Rules: a dose given in part is nobody's to decide about."""
    _finds_nothing(interrupted.ROW)


def _finds_nothing(which: row.Row) -> None:
    lost = msgspec.structs.replace(which, find=lambda *_: None)
    real = table.row_for

    def row_for(*args: Any_, **how: Any_) -> row.Row | None:
        found = real(*args, **how)
        return lost if found is which else found

    _plant(judge, "row_for", row_for)


def return_unheard() -> None:
    """Rules: a bag that came back is still released, as it was before it left."""
    real = preparation.bag_case

    def bag_case(bag: Any_, claim: Any_, content: Any_, steps: Any_) -> Any_:
        found = real(bag, claim, content, steps)
        stayed = real(bag, claim, content, [step for step in steps if step.role is not Role.RETURNED])
        return msgspec.structs.replace(found, released=stayed.released)

    _plant(case, "bag_case", bag_case)


def rejection_loses() -> None:
    """Rules: released wins over rejected."""
    real = preparation.bag_case

    def bag_case(*args: Any_) -> Any_:
        found = real(*args)
        first = next(iter(found.by_role.get(Role.RELEASED, ())), None)
        return msgspec.structs.replace(found, released=first, rejected=None if first else found.rejected)

    _plant(case, "bag_case", bag_case)


def receive_unfolded() -> None:
    """Store: what arrives is not folded where its file was folded before."""
    _plant(files.Files, "write_out", _write_out_without_marks(files.Files.write_out))


def _write_out_without_marks(real: Any_) -> Any_:
    def write_out(self: Any_) -> None:
        rows = self._connection.rows("SELECT file FROM states WHERE stale = 0")
        known = sorted(row[0] for row in rows)
        self._touched -= set(known[::3])
        real(self)

    return write_out


PLANTS: Mapping[str, Callable[[], None]] = {
    plant.__name__: plant
    for plant in (
        order_by_clock,
        latest_clock_wins,
        order_without_saw,
        seals_unchecked,
        bodies_unchecked,
        prev_unchecked,
        past_without_others,
        saw_forgotten,
        concurrent_is_before,
        one_too_far,
        no_news,
        batch_cut_short,
        rights_unchecked,
        signatures_unchecked,
        branches_count,
        clone_vouches,
        witness_stays,
        last_pair_settles,
        second_enrolment_wins,
        suspension_ignored,
        one_is_enough,
        withdrawn_unheard,
        withdrawn_vanishes,
        anybody_settles,
        first_settlement_wins,
        unknown_is_harmless,
        ledger_forgets,
        aside_counts,
        first_validation_stays,
        settled_by_anything,
        last_claim_keeps,
        second_bag_harmless,
        interruption_forgotten,
        return_unheard,
        rejection_loses,
        receive_unfolded,
    )
}
"""By name."""
