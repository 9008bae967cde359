"""Where each dose of a course stands and which acts disagree, said a second time from the merge rules alone.

From the acts that count (`model.py`) and the table of disagreements (`model_rules.py`), pair by pair, from
the beginning each time; the program's state of a dose is compared with all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

import msgspec

from ops.simulate.history import Set, Tx
from ops.simulate.model import Model
from ops.simulate.model_acts import ENDS, EXISTS, GONE, Act, acts_of, knew_all, last
from ops.simulate.model_rules import RULES, Rule, owners_of, settles
from schema.acts.course import CourseStopped, CyclePlanned
from schema.acts.prescription import DoseOrder, PrescriptionSigned
from schema.ids import Id
from schema.transaction import ActRef

HOW_IT_CAME_ABOUT = {"basis", "amount", "theoretical", "reduction_percent", "reduction_reason", "computation"}
"""Fields of an order that say nothing of what is to be given."""
Disagreement: TypeAlias = tuple[frozenset[ActRef], bool]
"""The acts of every pair that disagrees, settlements left out, and whether it is over."""


class Stands(msgspec.Struct, frozen=True):
    """Where a dose stands."""

    versions: frozenset[ActRef]
    """Orders that no other replaced, the first of each different content."""
    validated: bool
    may_go: bool
    """Somebody gave the go-ahead for the version in force, knowing of all that spoke against it."""
    stopped: bool
    given: int
    bags: frozenset[tuple[Id, str]]
    """`ended`, `yields`, `released` or `live`."""
    disagree: Mapping[tuple[str, Id], Disagreement]
    """By rule and subject, a dose or a bag."""


def counted(model: Model, held: Set, course: Id, txs: Iterable[Tx]) -> list[Act]:
    """The acts of a course that count among the transactions held, of which `txs` touch the course.

    What was done apart from the withdrawal of the right to: an account until dismissed, with its claim; a
    decision once admitted. A settlement, when its author owned the decision.
    """
    txs = sorted(txs, key=lambda tx: tx.place)
    aside = {tx.hash for tx in txs if model.why_aside(tx, held)}
    review = {tx.hash for tx in txs if model.for_review(tx, held)}
    acts = [act for tx in txs if tx.hash not in aside or tx.hash in review for act in acts_of(tx, course)]
    said = [act for act in acts if act.role == "settled" and act.tx.hash not in aside]
    said = [act for act in said if _owned(model, act, held)]
    told = {act.bag for act in acts if act.is_account} - {b""}
    found = []
    for act in acts:
        if act.tx.hash in review:
            accounts = act.is_account or (act.role == "claimed" and act.bag in told)
            order = act.header.right in {"prescribe", "go_ahead"}
            rule = "withdrawn_since" if accounts else "withdrawn_order" if order else "withdrawn_decision"
            latest = last([one for one in said if settles(one, rule, None, {act.ref}, {"admit", "dismiss"})])
            choices = {getattr(one.body, "choice", "") for one in latest}
            if choices != {"admit"} and not (accounts and choices != {"dismiss"}):
                continue
        found += [act] if act.role != "settled" or act in said else []
    return found


def _owned(model: Model, act: Act, held: Set) -> bool:
    owners = owners_of(getattr(act.body, "rule", ""))
    free = not owners or not model.has_rule(act.tx, "settled_by_owners", held)
    return free or model.owns(act.tx, act.header.actor, owners, held)


def doses(acts: Sequence[Act]) -> Mapping[Id, Stands]:
    """Where every dose of a course stands, by its acts that count."""
    orders: dict[Id, list[tuple[Act, DoseOrder]]] = {}
    for act in acts:
        if isinstance(act.body, PrescriptionSigned):
            for order in {order.dose: order for order in reversed(act.body.orders)}.values():
                orders.setdefault(order.dose, []).append((act, order))
    days = {
        dose: {(getattr(act.body, "cycle", 0), order.day) for act, order in its}
        for dose, its in orders.items()
    }
    return {dose: Dose(acts, dose, its, days).stands() for dose, its in orders.items()}


class Dose:
    """One dose: its orders, its bags, and every act that is about it."""

    def __init__(
        self,
        acts: Sequence[Act],
        dose: Id,
        orders: Sequence[tuple[Act, DoseOrder]],
        days: Mapping[Id, set[tuple[int, int]]],
    ) -> None:
        self.dose = dose
        self.days = days
        self.every = acts
        self.orders = [act for act, _ in orders]
        self.written = orders
        self.content = {act.ref: _content(act, order) for act, order in orders}
        claims = [act for act in acts if getattr(getattr(act.body, "item", None), "dose", None) == dose]
        self.claims = {act.bag: act for act in reversed(claims) if act.role == "claimed"}
        self.stops = {act.ref for act in acts if act.role == "stopped" and self._is_about(act)}
        self.acts = [act for act in acts if self._is_about(act)]
        heads = last(self.orders)
        first = {self.content[head.ref]: head.ref for head in reversed(heads)}
        self.versions = frozenset(first.values())
        same = [self._said_again(head) for head in heads]
        self.in_force = frozenset.intersection(*same) | {one.ref for one in heads}
        if len(first) > 1:
            self.in_force = frozenset()

    def _is_about(self, act: Act) -> bool:
        body = act.body
        if isinstance(body, CourseStopped | CyclePlanned):
            return any(_covers(body, cycle, order) for cycle, order in self._relied_on(act))
        named = [getattr(body, "dose", None), *(item.dose for item in getattr(body, "items", ()))]
        # A bag given counts for the dose it was made for and for the one it was given as.
        bag = act.bag in self.claims and act.role != "not_given"
        # A resumption is about the stops that it names.
        lifts = not self.stops.isdisjoint(getattr(body, "stops", ()))
        return act in self.orders or self.dose in named or bag or lifts

    def _relied_on(self, act: Act) -> Iterator[tuple[int, DoseOrder]]:
        """Its orders, but for a stop those that another replaced, which it knew of or that knew of it."""
        for one, order in self.written:
            later = [other for other in self.orders if other.knew(one)]
            replaced = any(not other.apart(act) for other in later)
            if act.role == "planned" or not replaced:
                yield getattr(one.body, "cycle", 0), order

    def of(self, *roles: str, bag: Id | None = None) -> list[Act]:
        """Its acts in these roles, on one bag if it is named."""
        return [act for act in self.acts if act.role in roles and bag in {None, act.bag}]

    def stands(self) -> Stands:
        """All of it."""
        return Stands(
            versions=self.versions,
            validated=any(knew_all(one, self.of("held")) for one in self._in_force("validated")),
            may_go=self._may_go(),
            stopped=self.is_stopped,
            given=len(self.of("given")),
            bags=frozenset((bag, self._bag(bag)) for bag in self.claims),
            disagree=self._disagree(),
        )

    def _said_again(self, act: Act) -> frozenset[ActRef]:
        """This order and those before it that it only says again, with nothing else in between."""
        nearest = last([one for one in self.orders if act.knew(one)])
        if any(self.content[one.ref] != self.content[act.ref] for one in nearest):
            return frozenset({act.ref})
        return frozenset({act.ref}).union(*map(self._said_again, nearest))

    def _in_force(self, role: str) -> Iterator[Act]:
        for act in self.of(role):
            items = getattr(act.body, "items", ())
            if self.in_force & {item.revision for item in items if item.dose == self.dose}:
                yield act

    # -- going on ----------------------------------------

    def _may_go(self) -> bool:
        """All who gave it last gave it for one day."""
        against = [*self.of("deferred"), *filter(self._moves, self.of("planned"))]
        good = [go for go in self._in_force("go_ahead") if knew_all(go, against) and not self._left_out(go)]
        return len({getattr(go.body, "day", "") for go in last(good)}) == 1

    def _moves(self, plan: Act) -> bool:
        """Planned for another day than before, or than somebody else did apart."""
        plans = self.of("planned")
        others = [
            *last([one for one in plans if plan.knew(one)]),
            *(one for one in plans if one.apart(plan)),
        ]
        return any(getattr(one.body, "day_one", "") != getattr(plan.body, "day_one", "") for one in others)

    def _left_out(self, go: Act) -> bool:
        """By a go-ahead for fewer doses of the same days, given apart from it and from one for more."""
        goes = {
            act: {item.dose for item in getattr(act.body, "items", ())}
            for act in self.every
            if act.role == "go_ahead"
        }
        return any(
            few < many
            and self.dose in many - few
            and partly.apart(full)
            and partly.apart(go)
            and any(self.days.get(one, set()) & self.days[self.dose] for one in few)
            for partly, few in goes.items()
            for full, many in goes.items()
        )

    def lifted(self, stop: Act) -> bool:
        """By a resumption that names it and knew of it."""
        resumed = self.of("resumed")
        return any(one.knew(stop) and stop.ref in getattr(one.body, "stops", ()) for one in resumed)

    @property
    def is_stopped(self) -> bool:
        """Some stop that covers it holds."""
        return any(not self.lifted(stop) for stop in self.of("stopped"))

    # -- bags ----------------------------------------

    def exists(self, bag: Id) -> bool:
        """Somebody told of it as a thing."""
        return bool(self.of(*EXISTS, bag=bag))

    def live(self, bag: Id) -> bool:
        """Given, or not ended: refused over released, and what exists is not given up."""
        released = self.of("released", bag=bag)
        refused = [no for no in self.of("rejected", bag=bag) if not any(yes.knew(no) for yes in released)]
        voided = [] if self.exists(bag) else self.of("voided", bag=bag)
        return bool(self.of("given", bag=bag)) or not [*self.of(*GONE, bag=bag), *refused, *voided]

    def _bag(self, bag: Id) -> str:
        """Of several claims that nobody gave up, the first keeps; a bag that exists never yields."""
        if not self.live(bag):
            return "ended"

        def rank(one: Id) -> tuple[object, ...]:
            revision = getattr(self.claims[one].body, "item").revision  # noqa: B009  # a claim has one
            return (not self.exists(one), revision not in self.in_force, self.claims[one].place)

        if not self.exists(bag) and bag != min(filter(self.live, self.claims), key=rank):
            return "yields"
        rejected = self.of("rejected", bag=bag)
        released = any(knew_all(one, rejected) for one in self.of("released", bag=bag))
        return "released" if released else "live"

    def tellers(self, bag: Id) -> list[Act]:
        """Who told that it was made, else the first who told of it as a thing."""
        return self.of("made", bag=bag) or self.of(*EXISTS, bag=bag)[:1]

    def replaces(self, act: Act, before: Act) -> bool:
        """Its author knew that the other bag had ended."""
        return act.knew(before) and any(act.knew(end) for end in self.of(*ENDS, bag=before.bag))

    # -- disagreements ----------------------------------------

    def _disagree(self) -> Mapping[tuple[str, Id], Disagreement]:
        found: dict[tuple[str, Id], dict[ActRef, Act]] = {}
        for one, other in combinations(self.acts, 2):
            for name, rule in RULES.items():
                if self._meet(rule, one, other):
                    subject = (one.bag or other.bag) if rule.of_bag else self.dose
                    found.setdefault((name, subject), {}).update({one.ref: one, other.ref: other})
        return {key: (frozenset(acts), self._over(*key, acts)) for key, acts in found.items()}

    def _meet(self, rule: Rule, one: Act, other: Act) -> bool:
        fits = (one.role in rule.left and other.role in rule.right) or (
            other.role in rule.left and one.role in rule.right
        )
        if not fits or not (one.apart(other) or (rule.known_too and one.tx is not other.tx)):
            return False
        two = bool(one.bag and other.bag and one.bag != other.bag)
        return rule.bags in {"any", "two" if two else "one"} and rule.when(self, one, other)

    def _over(self, name: str, subject: Id, acts: Mapping[ActRef, Act]) -> bool:
        """By the latest settlements that named all of it, unless they differ; else by another act."""
        rule, bags = RULES[name], {act.bag for act in acts.values()}
        looked = rule.owners and (self.of("given", "not_given") or self.is_stopped)
        choices = rule.choices or (("reviewed",) if looked else ())
        keeps = {subject} if subject in self.claims else bags
        settling = [one for one in self.every if settles(one, name, subject, acts, choices)]
        said = {_said(one) for one in last([one for one in settling if _said(one)[1] in {None, *keeps}])}
        return len(said) == 1 or (not said and rule.over(self, subject, [*acts.values()]))


def _covers(body: CourseStopped | CyclePlanned, cycle: int, order: DoseOrder) -> bool:
    if isinstance(body, CyclePlanned):
        return body.cycle == cycle
    return {
        "course": True,
        "cycle": body.cycle == cycle,
        "day": (body.cycle, body.day) == (cycle, order.day),
        "line": body.line == order.line and body.cycle in {0, cycle},
    }[body.level]


def _said(settlement: Act) -> tuple[str, Id | None]:
    """The choice, and what it keeps where that is the choice."""
    choice = getattr(settlement.body, "choice", "")
    return choice, getattr(settlement.body, "keep", None) or b"" if choice == "keep" else None


def _content(act: Act, order: DoseOrder) -> tuple[object, ...]:
    fields = [field for field in DoseOrder.__struct_fields__ if field not in HOW_IT_CAME_ABOUT]
    return (getattr(act.body, "cycle", 0), *(getattr(order, field) for field in fields))
