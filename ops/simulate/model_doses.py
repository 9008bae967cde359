"""What must come out, said a second time: where each dose of a course stands, and which acts disagree.

From the acts that count (`model.py` says which) and the merge rules alone: it shares the words of
`schema/` with the program and nothing else. Everything is worked out from the beginning, pair by pair.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

import msgspec

from ops.simulate.history import Set, Tx
from ops.simulate.model import Model
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.acts.course import CourseResumed, CourseStopped
from schema.acts.dispensing import BagDispensed, BagReceived
from schema.acts.preparation import PreparationChecked, PreparationClaimed, PreparationMade, PreparationVoided
from schema.acts.prescription import DoseOrder, PrescriptionSigned
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.acts.settlement import ConflictSettled
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld, PrescriptionValidated
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActClass, ActRef, Header

HOW_IT_CAME_ABOUT = {"basis", "amount", "theoretical", "reduction_percent", "reduction_reason", "computation"}
"""Fields of an order that say nothing of what is to be given."""
ROLES: Mapping[type[Wire], str] = {
    PrescriptionSigned: "ordered",
    PrescriptionValidated: "validated",
    PrescriptionHeld: "held",
    GoAheadGiven: "go_ahead",
    GoAheadDeferred: "deferred",
    CourseStopped: "stopped",
    CourseResumed: "resumed",
    PreparationClaimed: "claimed",
    PreparationMade: "made",
    PreparationChecked: "checked",
    PreparationVoided: "voided",
    ReleaseDecided: "released",
    BagDispensed: "dispensed",
    BagReceived: "received",
    BagDestroyed: "destroyed",
    BagRecalled: "recalled",
    DoseGiven: "given",
    DoseNotGiven: "not_given",
    ConflictSettled: "settled",
}
EXISTS = ("made", "checked", "dispensed", "received", "given")
"""Accounts of a bag that is there."""
GONE, ENDS = ("destroyed", "recalled"), ("destroyed", "recalled", "rejected", "voided")
ADVANCES = ("ordered", "validated", "go_ahead", "resumed", "claimed", "released", *EXISTS)
"""What a stop made apart disagrees with."""


class Act(msgspec.Struct, frozen=True, eq=False):
    """An act of a course that counts."""

    tx: Tx
    index: int
    role: str
    body: Wire

    @property
    def ref(self) -> ActRef:
        """Its id."""
        return ActRef(self.tx.core.journal, self.tx.core.seq, self.index, self.tx.hash)

    @property
    def place(self) -> tuple[int, bytes, int, bytes, int]:
        """Its place in fold order."""
        return (*self.tx.place, self.index)

    @property
    def header(self) -> Header:
        """Its header."""
        return self.tx.core.headers[self.index]

    @property
    def is_account(self) -> bool:
        """It tells what happened."""
        return self.header.cls == ActClass.ACCOUNT

    @property
    def bag(self) -> Id:
        """The bag it names; empty when it names none."""
        return bytes(getattr(self.body, "bag", None) or b"")

    def knew(self, other: "Act") -> bool:
        """Whether its author had the other in their past."""
        return other.index < self.index if self.tx is other.tx else bool(self.tx.past & other.tx.bit)

    def apart(self, other: "Act") -> bool:
        """Whether neither knew of the other."""
        return self.tx is not other.tx and not self.knew(other) and not other.knew(self)


class Stands(msgspec.Struct, frozen=True):
    """Where a dose stands."""

    versions: frozenset[ActRef]
    """Orders that no other replaced, the first of each different content."""
    validated: bool
    may_go: bool
    """Somebody gave the go-ahead for the version in force, knowing of every deferral."""
    stopped: bool
    given: int
    bags: frozenset[tuple[Id, str]]
    """`ended`, `yields`, `released` or `live`."""
    disagree: Mapping[str, frozenset[ActRef]]
    """By rule: the acts of every pair that disagrees."""


def counted(model: Model, held: Set, course: Id, txs: Iterable[Tx]) -> list[Act]:
    """The acts of a course that count among the transactions held, of which `txs` touch the course.

    What was done apart from the withdrawal of the right to: an account until dismissed, with its claim; a
    decision once admitted.
    """
    txs = sorted(txs, key=lambda tx: tx.place)
    aside = {tx.hash for tx in txs if model.why_aside(tx, held)}
    review = {tx.hash for tx in txs if model.for_review(tx, held)}
    acts = [act for tx in txs if tx.hash not in aside or tx.hash in review for act in _acts(tx, course)]
    said = [(act, act.body) for act in acts if act.tx.hash not in aside and act.role == "settled"]
    told = {act.bag for act in acts if act.is_account} - {b""}
    found = []
    for act in acts:
        if act.tx.hash in review:
            accounts = act.is_account or (act.role == "claimed" and act.bag in told)
            mine = (
                "withdrawn_order" if act.header.right in {"prescribe", "go_ahead"} else "withdrawn_decision"
            )
            last = _last(
                [by for by, one in said if _names(one, "withdrawn_since" if accounts else mine, act)]
            )
            choices = {getattr(by.body, "choice", "") for by in last}
            if choices != {"admit"} and not (accounts and choices != {"dismiss"}):
                continue
        found += [act] if act.role != "settled" else []
    return found


def _acts(tx: Tx, course: Id) -> Iterator[Act]:
    for index, header in enumerate(tx.core.headers):
        body = tx.bodies[index]
        if header.file.id == course and type(body) in ROLES and body is not None:
            rejected = isinstance(body, ReleaseDecided) and not body.released
            yield Act(tx, index, "rejected" if rejected else ROLES[type(body)], body)


def _names(settlement: Wire, rule: str, act: Act) -> bool:
    return (
        isinstance(settlement, ConflictSettled)
        and settlement.rule == rule
        and settlement.choice in {"admit", "dismiss"}
        and act.ref in settlement.heads
    )


def doses(acts: Sequence[Act]) -> Mapping[Id, Stands]:
    """Where every dose of a course stands, by its acts that count."""
    orders: dict[Id, list[tuple[Act, DoseOrder]]] = {}
    for act in acts:
        if isinstance(act.body, PrescriptionSigned):
            for order in {order.dose: order for order in reversed(act.body.orders)}.values():
                orders.setdefault(order.dose, []).append((act, order))
    return {dose: _Dose(acts, dose, its).stands() for dose, its in orders.items()}


class _Dose:
    """One dose: its orders, its bags, and every act that is about it."""

    def __init__(self, acts: Sequence[Act], dose: Id, orders: Sequence[tuple[Act, DoseOrder]]) -> None:
        self.dose = dose
        self.orders = [act for act, _ in orders]
        self.content = {act.ref: _content(act, order) for act, order in orders}
        self.lines = {(getattr(act.body, "cycle", 0), order.day, order.line) for act, order in orders}
        claims = [act for act in acts if getattr(getattr(act.body, "item", None), "dose", None) == dose]
        self.claims = {act.bag: act for act in reversed(claims) if act.role == "claimed"}
        self.acts = [act for act in acts if self._is_about(act, dose)]
        heads = _last(self.orders)
        first = {self.content[head.ref]: head.ref for head in reversed(heads)}
        self.versions = frozenset(first.values())
        same = [self._said_again(head) for head in heads]
        self.in_force = frozenset.intersection(*same) | {one.ref for one in heads}
        if len(first) > 1:
            self.in_force = frozenset()

    def _is_about(self, act: Act, dose: Id) -> bool:
        body = act.body
        if isinstance(body, CourseStopped):
            return any(
                body.level == "course"
                or (body.level == "cycle" and body.cycle == cycle)
                or (body.level == "day" and (body.cycle, body.day) == (cycle, day))
                or (body.level == "line" and body.line == line and body.cycle in {0, cycle})
                for cycle, day, line in self.lines
            )
        named = [getattr(body, "dose", None), *(item.dose for item in getattr(body, "items", ()))]
        # A bag given counts for the dose it was made for and for the one it was given as.
        return act in self.orders or dose in named or act.bag in self.claims or act.role == "resumed"

    def of(self, *roles: str, bag: Id | None = None) -> list[Act]:
        """Its acts in these roles, on one bag if it is named."""
        return [act for act in self.acts if act.role in roles and bag in {None, act.bag}]

    def stands(self) -> Stands:
        """All of it."""
        stays = self.of("deferred")
        return Stands(
            versions=self.versions,
            validated=any(_knew_all(one, self.of("held")) for one in self._in_force("validated")),
            may_go=any(_knew_all(one, stays) for one in self._in_force("go_ahead")),
            stopped=any(not self._lifted(stop) for stop in self.of("stopped")),
            given=len(self.of("given")),
            bags=frozenset((bag, self._bag(bag)) for bag in self.claims),
            disagree=self._disagree(),
        )

    def _said_again(self, act: Act) -> frozenset[ActRef]:
        """This order and those before it that it only says again, with nothing else in between."""
        nearest = _last([one for one in self.orders if act.knew(one)])
        if any(self.content[one.ref] != self.content[act.ref] for one in nearest):
            return frozenset({act.ref})
        return frozenset({act.ref}).union(*map(self._said_again, nearest))

    def _in_force(self, role: str) -> Iterator[Act]:
        for act in self.of(role):
            items = getattr(act.body, "items", ())
            if self.in_force & {item.revision for item in items if item.dose == self.dose}:
                yield act

    def _lifted(self, stop: Act) -> bool:
        return any(
            one.knew(stop) and stop.ref in getattr(one.body, "stops", ()) for one in self.of("resumed")
        )

    # -- bags ----------------------------------------

    def _exists(self, bag: Id) -> bool:
        return bool(self.of(*EXISTS, bag=bag))

    def _live(self, bag: Id) -> bool:
        """Given, or not ended: refused over released, and what exists is not given up."""
        released = self.of("released", bag=bag)
        refused = [no for no in self.of("rejected", bag=bag) if not any(yes.knew(no) for yes in released)]
        voided = [] if self._exists(bag) else self.of("voided", bag=bag)
        return bool(self.of("given", bag=bag)) or not [*self.of(*GONE, bag=bag), *refused, *voided]

    def _bag(self, bag: Id) -> str:
        """Of several claims that nobody gave up, the first keeps; a bag that exists never yields."""
        if not self._live(bag):
            return "ended"

        def rank(one: Id) -> tuple[object, ...]:
            revision = getattr(self.claims[one].body, "item").revision  # noqa: B009  # a claim has one
            return (not self._exists(one), revision not in self.in_force, self.claims[one].place)

        if not self._exists(bag) and bag != min(filter(self._live, self.claims), key=rank):
            return "yields"
        rejected = self.of("rejected", bag=bag)
        released = any(_knew_all(one, rejected) for one in self.of("released", bag=bag))
        return "released" if released else "live"

    # -- disagreements ----------------------------------------

    def _disagree(self) -> Mapping[str, frozenset[ActRef]]:
        found: dict[str, set[ActRef]] = {}
        for one, other in combinations(self.acts, 2):
            rule = self._rule(one, other)
            if rule:
                found.setdefault(rule, set()).update((one.ref, other.ref))
        return {rule: frozenset(acts) for rule, acts in found.items()}

    def _rule(self, one: Act, other: Act) -> str:
        """The rule under which two acts disagree, the first in fold order first; empty when they do not."""
        roles = {one.role, other.role}
        if roles == {"ordered"}:
            differ = self.content[one.ref] != self.content[other.ref]
            return "divergent" if differ and one.apart(other) else ""
        if roles == {"given"}:
            return "told_twice" if one.bag == other.bag else "given_twice"
        if roles == {"given", "not_given"}:
            return "given_and_not_given"
        if "stopped" in roles and roles & set(ADVANCES):
            return "stopped" if one.apart(other) and self._about_its_own(one, other) else ""
        if not (one.bag and other.bag and one.bag != other.bag):
            return ""
        if {one.bag, other.bag} <= set(self.claims) and not self._replaces(other, one):
            exist = self._exists(one.bag) and self._exists(other.bag)
            if roles == {"claimed"} and not exist:
                return "claimed_twice"
            if exist and all(act in self._tellers(act.bag) for act in (one, other)):
                return "made_twice"
        return ""

    def _tellers(self, bag: Id) -> list[Act]:
        return self.of("made", bag=bag) or self.of(*EXISTS, bag=bag)[:1]

    def _about_its_own(self, *acts: Act) -> bool:
        """A resumption is about the stops that it names."""
        stops = {stop.ref for stop in self.of("stopped")}
        return all(act.role != "resumed" or stops & set(getattr(act.body, "stops", ())) for act in acts)

    def _replaces(self, act: Act, before: Act) -> bool:
        """Its author knew that the other bag had ended."""
        return act.knew(before) and any(act.knew(end) for end in self.of(*ENDS, bag=before.bag))


def _last(acts: Sequence[Act]) -> list[Act]:
    """Those that no other of them knew."""
    return [act for act in acts if not any(other.knew(act) for other in acts)]


def _knew_all(act: Act, others: Collection[Act]) -> bool:
    return all(act.knew(other) for other in others)


def _content(act: Act, order: DoseOrder) -> tuple[object, ...]:
    fields = [field for field in DoseOrder.__struct_fields__ if field not in HOW_IT_CAME_ABOUT]
    return (getattr(act.body, "cycle", 0), *(getattr(order, field) for field in fields))
