"""Where each dose of a course stands and which acts disagree, said a second time from the merge rules alone.

From the acts that count (`model_settled.py`) and the table of disagreements (`model_rules.py`), pair by
pair, from the beginning each time; the program's state of a dose is compared with all of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

import msgspec

from ops.simulate.model_acts import EXISTS, GIVEN, GONE, Act, last
from ops.simulate.model_rules import MEET, RULES, Rule
from ops.simulate.model_settled import says, settles
from schema.acts.prescription import DoseOrder
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
    interrupted: int
    bags: frozenset[tuple[Id, str]]
    """`ended`, `yields`, `returned`, `released` or `live`."""
    disagree: Mapping[tuple[str, Id], Disagreement]
    """By rule and subject, a dose or a bag."""


def doses(acts: Sequence[Act]) -> Mapping[Id, Stands]:
    """Where every dose of a course stands, by its acts that count."""
    orders: dict[Id, list[tuple[Act, DoseOrder]]] = {}
    for act in acts:
        # Of a dose ordered twice by one act, the first counts.
        for order in {order.dose: order for order in reversed(act.says("orders", ()))}.values():
            orders.setdefault(order.dose, []).append((act, order))
    days = {dose: {(act.says("cycle"), one.day) for act, one in its} for dose, its in orders.items()}
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
        self.written = orders
        self.orders = [act for act, _ in orders]
        self.content = {act.ref: _content(act, order) for act, order in orders}
        claims = [act for act in acts if act.role == "claimed" and act.says("item").dose == dose]
        self.claims = {act.bag: act for act in reversed(claims)}
        self.stops = {act.ref for act in acts if act.role == "stopped" and self._is_about(act)}
        self.acts = [act for act in acts if self._is_about(act)]
        heads = last(self.orders)
        first = {self.content[head.ref]: head.ref for head in reversed(heads)}
        self.versions = frozenset(first.values())
        same = frozenset.intersection(*map(self._said_again, heads)) | {one.ref for one in heads}
        self.in_force = same if len(first) == 1 else frozenset()

    def _is_about(self, act: Act) -> bool:
        if act.role in {"stopped", "planned"}:
            return any(_covers(act, cycle, order) for cycle, order in self._relied_on(act))
        named = {act.says("dose"), *(item.dose for item in act.says("items", ()))}
        # A bag given counts for the dose it was made for and for the one it was given as.
        bag = act.bag in self.claims and act.role != "not_given"
        # A resumption is about the stops that it names.
        lifts = not self.stops.isdisjoint(act.says("stops", ()))
        return act in self.orders or self.dose in named or bag or lifts

    def _relied_on(self, act: Act) -> Iterator[tuple[int, DoseOrder]]:
        """Its orders, but for a stop those that another replaced, which it knew of or that knew of it."""
        for one, order in self.written:
            later = [other for other in self.orders if other.knew(one)]
            if act.role == "planned" or all(other.apart(act) for other in later):
                yield one.says("cycle"), order

    def of(self, *roles: str, bag: Id | None = None) -> list[Act]:
        """Its acts in these roles, on one bag if it is named."""
        return [act for act in self.acts if act.role in roles and bag in {None, act.bag}]

    def stands(self) -> Stands:
        """All of it."""
        return Stands(
            versions=self.versions,
            validated=any(one.knew_all(self.of("held")) for one in self._in_force("validated")),
            may_go=self._may_go(),
            stopped=self.is_stopped,
            given=len(self.of("given")),
            interrupted=len(self.of("interrupted")),
            bags=frozenset((bag, self._bag(bag)) for bag in self.claims),
            disagree=self._disagree(),
        )

    def _said_again(self, act: Act) -> frozenset[ActRef]:
        """This order and those before it that it only says again, with nothing else in between."""
        nearest = last([one for one in self.orders if act.knew(one)])
        if any(self.content[one.ref] != self.content[act.ref] for one in nearest):
            return frozenset({act.ref})
        return frozenset({act.ref}).union(*map(self._said_again, nearest))

    def _in_force(self, role: str) -> list[Act]:
        """Its decisions on the version in force."""
        items = {
            act: {one.revision for one in act.says("items") if one.dose == self.dose} for act in self.of(role)
        }
        return [act for act, revisions in items.items() if revisions & self.in_force]

    # -- going on ----------------------------------------

    def _may_go(self) -> bool:
        """All who gave it last gave it for one day."""
        against = [*self.of("deferred"), *filter(self._moves, self.of("planned"))]
        good = [go for go in self._in_force("go_ahead") if go.knew_all(against) and not self._left_out(go)]
        return len({go.says("day") for go in last(good)}) == 1

    def _moves(self, plan: Act) -> bool:
        """Planned for another day than before, or than somebody else did apart."""
        plans = self.of("planned")
        others = [*last([one for one in plans if plan.knew(one)]), *filter(plan.apart, plans)]
        return any(one.says("day_one") != plan.says("day_one") for one in others)

    def _left_out(self, go: Act) -> bool:
        """By a go-ahead for fewer doses of the same days, given apart from it and from one for more."""
        goes = {
            act: {item.dose for item in act.says("items")} for act in self.every if act.role == "go_ahead"
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
        return any(one.knew(stop) and stop.ref in one.says("stops") for one in self.of("resumed"))

    @property
    def is_stopped(self) -> bool:
        """Some stop that covers it holds."""
        return not all(map(self.lifted, self.of("stopped")))

    # -- bags ----------------------------------------

    def exists(self, bag: Id) -> bool:
        """Somebody told of it as a thing."""
        return bool(self.of(*EXISTS, bag=bag))

    def live(self, bag: Id) -> bool:
        """Given, or not ended: refused over released, and what exists is not given up."""
        released = self.of("released", bag=bag)
        refused = [no for no in self.of("rejected", bag=bag) if not any(yes.knew(no) for yes in released)]
        voided = [] if self.exists(bag) else self.of("voided", bag=bag)
        return bool(self.of(*GIVEN, bag=bag)) or not [*self.of(*GONE, bag=bag), *refused, *voided]

    def _bag(self, bag: Id) -> str:
        """Of several claims that nobody gave up, the first keeps; a bag that exists never yields."""
        if not self.live(bag):
            return "ended"

        def rank(one: Id) -> tuple[object, ...]:
            claim = self.claims[one]
            return (not self.exists(one), claim.says("item").revision not in self.in_force, claim.place)

        if not self.exists(bag) and bag != min(filter(self.live, self.claims), key=rank):
            return "yields"
        # One that came back waits until somebody who knew that looked at it, or handed it over again.
        back, looked = self.of("returned", bag=bag), self.of("released", "dispensed", bag=bag)
        if not self.of(*GIVEN, bag=bag) and not all(any(one.knew(came) for one in looked) for came in back):
            return "returned"
        against = [*back, *self.of("rejected", bag=bag)]
        return "released" if any(one.knew_all(against) for one in self.of("released", bag=bag)) else "live"

    # -- disagreements ----------------------------------------

    def _disagree(self) -> Mapping[tuple[str, Id], Disagreement]:
        found: dict[tuple[str, Id], dict[ActRef, Act]] = {}
        for one, other in combinations(self.acts, 2):
            for name in MEET[one.role, other.role]:
                if self._meet(rule := RULES[name], one, other):
                    subject = (one.bag or other.bag) if rule.of_bag else self.dose
                    named = [act for act in (one, other) if act.role in rule.left or not rule.alone]
                    found.setdefault((name, subject), {}).update({act.ref: act for act in named})
        return {key: (frozenset(acts), self._over(*key, acts)) for key, acts in found.items()}

    def _meet(self, rule: Rule, one: Act, other: Act) -> bool:
        if not (one.apart(other) or (rule.known_too and one.tx is not other.tx)):
            return False
        two = bool(one.bag and other.bag and one.bag != other.bag)
        return rule.bags in {"any", "two" if two else "one"} and rule.when(self, one, other)

    def _over(self, name: str, subject: Id, acts: Mapping[ActRef, Act]) -> bool:
        """By the latest settlements that named all of it, unless they differ; else by another act."""
        rule, bags = RULES[name], {act.bag for act in acts.values()}
        looked = rule.owners and (self.of(*GIVEN, "not_given") or self.is_stopped)
        choices = rule.choices or (("reviewed",) if looked else ())
        keeps = {subject} if subject in self.claims else bags
        settling = [one for one in self.every if settles(one, name, subject, acts, choices)]
        said = {says(one) for one in last([one for one in settling if says(one)[1] in {None, *keeps}])}
        return len(said) == 1 or (not said and rule.over(self, subject, [*acts.values()]))


def _covers(act: Act, cycle: int, order: DoseOrder) -> bool:
    """A stop at its level; a plan, its whole cycle."""
    levels: Mapping[str, bool] = {
        "course": True,
        "cycle": act.says("cycle") == cycle,
        "day": (act.says("cycle"), act.says("day")) == (cycle, order.day),
        "line": act.says("line") == order.line and act.says("cycle") in {0, cycle},
    }
    return levels[act.says("level", "cycle")]


def _content(act: Act, order: DoseOrder) -> tuple[object, ...]:
    fields = [field for field in DoseOrder.__struct_fields__ if field not in HOW_IT_CAME_ABOUT]
    return (act.says("cycle"), *(getattr(order, field) for field in fields))
