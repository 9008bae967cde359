"""Deliberate mistakes in clocks and clinical rules: what a mistaken fold would make of acts."""

import msgspec

from node.domain import course, history, narcotics
from node.domain.fold import case, preparation, prescription, validation
from node.domain.fold import lot as fold_lot
from node.domain.fold.steps import Role
from node.domain.history import Act
from node.domain.merge import by_two, judging, settled_beyond_rights, settling, withdrawn_since
from node.store import files
from ops.simulate.planting import Unseen, plant


def order_by_clock() -> None:
    """Clock: folding goes by the authors' wall clocks instead of the order that no clock can jump."""
    plant(Act, "place", property(lambda act: (act.at, act.ref.journal, act.ref.seq, act.ref.index)))


def latest_clock_wins() -> None:
    """Clock: of two orders of one dose made apart, the later wall clock wins and nobody is told."""
    real = prescription.versions_of

    def versions_of(orders: Unseen) -> Unseen:
        newest = max(orders, key=lambda order: order.act.at)
        return real([order for order in orders if order is newest or history.before(order.act, newest.act)])

    plant(case, "versions_of", versions_of)


def anybody_settles() -> None:
    """Rules: whoever may settle anything settles what is not theirs to decide."""
    plant(settled_beyond_rights, "_owns", lambda *_: True)


def one_lets_go_on() -> None:
    """Rules: one person's word lets a dose go on that advanced apart from a stop."""
    plant(judging, "hear", lambda owners, words: by_two.Heard(next(iter(words), None), (), owners))


def first_settlement_wins() -> None:
    """Rules: of two settlements made apart that disagree, the first in fold order stands."""
    real = settling._latest  # noqa: SLF001  # what is planted is always somebody's inside
    plant(settling, "_latest", lambda pairs: real(pairs)[:1])


def withdrawn_vanishes() -> None:
    """Rules: what somebody did apart from the withdrawal of their right is set aside without a word."""
    plant(course, "sort_out", lambda acts: withdrawn_since.Sorted(acts, acts, {}, {}))


def careful_vanishes() -> None:
    """Rules: a stop made at a workstation that is shut out or cloned is set aside without a word."""
    plant(course, "careful", lambda acts: (acts, ()))


def unknown_is_harmless() -> None:
    """Rules: acts that this program does not know are passed over."""
    real = course._course_blocks  # noqa: SLF001  # what is planted is always somebody's inside
    plant(course, "_course_blocks", lambda *how: tuple(b for b in real(*how) if b != "known_in_part"))


def ledger_forgets() -> None:
    """Rules: what was counted on the shelf is no line of the book."""
    plant(
        fold_lot.LotCase,
        "balance",
        property(lambda case: sum(s.change for s in case.of(fold_lot.LEDGER)[1:])),
    )


def vault_counts_twice() -> None:
    """Rules: the first line of a vault stands in its sum twice."""
    real = narcotics._lines  # noqa: SLF001  # what is planted is always somebody's inside

    def lines(*how: Unseen) -> Unseen:
        found = [*real(*how)]
        return [*found[:1], *found]

    plant(narcotics, "_lines", lines)


def aside_counts() -> None:
    """Rules: what is set aside advances the state all the same."""
    opened_row: Unseen = getattr(files, "_Opened")  # noqa: B009  # somebody's inside
    build = opened_row.act

    def act(self: Unseen, position: int) -> Unseen:
        return msgspec.structs.replace(build(self, position), set_aside="")

    plant(opened_row, "act", act)


def first_validation_stays() -> None:
    """Rules: a validation holds although the dose was revised since."""
    real = validation.decisions_of

    def decisions_of(versions: Unseen, by_role: Unseen) -> Unseen:
        every = frozenset(order.ref for order in versions.orders)
        return real(msgspec.structs.replace(versions, in_force=every), by_role)

    plant(case, "decisions_of", decisions_of)


def settled_by_anything() -> None:
    """Rules: a settlement settles acts it did not name."""
    real = settling.verdict

    def verdict(rule: Unseen, subject: Unseen, _acts: Unseen, *rest: Unseen) -> Unseen:
        return real(rule, subject, (), *rest)

    plant(judging, "verdict", verdict)


def last_claim_keeps() -> None:
    """Rules: of two claims of a dose, whichever arrived last at this workstation keeps it."""

    def yielding(bags: Unseen, _in_force: Unseen) -> Unseen:
        live = [bag for bag in bags if bag.live]
        return frozenset(bag.bag for bag in live[:-1] if not bag.exists)

    plant(case, "yielding", yielding)


def return_unheard() -> None:
    """Rules: a bag that came back is still released, as it was before it left."""
    real = preparation.bag_case

    def bag_case(bag: Unseen, claim: Unseen, content: Unseen, steps: Unseen) -> Unseen:
        found = real(bag, claim, content, steps)
        stayed = real(bag, claim, content, [step for step in steps if step.role is not Role.RETURNED])
        return msgspec.structs.replace(found, released=stayed.released)

    plant(case, "bag_case", bag_case)


def rejection_loses() -> None:
    """Rules: released wins over rejected."""
    real = preparation.bag_case

    def bag_case(*args: Unseen) -> Unseen:
        found = real(*args)
        first = next(iter(found.by_role.get(Role.RELEASED, ())), None)
        return msgspec.structs.replace(found, released=first, rejected=None if first else found.rejected)

    plant(case, "bag_case", bag_case)
