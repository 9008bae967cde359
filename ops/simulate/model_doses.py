"""Where each dose of a course stands and which acts disagree, said a second time from the merge rules alone.

From the acts that count (`model_settled.py`) and the table of disagreements (`model_rules.py`), pair by
pair, from the beginning each time; the program's state of a dose is compared with all of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from types import MappingProxyType

import msgspec
from msgspec import structs

from ops.simulate.model_acts import EXISTS, GIVEN, GONE, Act, content_of, covers, last
from ops.simulate.model_rules import MEET, Rule
from ops.simulate.model_said import Disagreement, Found, Said, settled_apart
from ops.simulate.model_two import Rights, Words
from schema.acts.base import DoseRevision
from schema.acts.prescription import DoseOrder
from schema.ids import Id
from schema.transaction import ActRef


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
    bags: frozenset[tuple[Id, str, bool]]
    """`ended`, `yields`, `returned`, `released` or `live`; and whether it is held back."""


def doses(acts: Sequence[Act], by_two: Rights = MappingProxyType({})) -> Mapping[Id, "Dose"]:
    """Every dose of a course, by its acts that count; with the rights of words that take another."""
    first = {act.bag: act.ref for act in reversed(acts) if act.role == "claimed"}
    # Of one bag claimed twice, the first claim counts.
    acts = [act for act in acts if not act.says("item") or act.ref == first[act.bag]]
    orders: dict[Id, list[tuple[Act, DoseOrder]]] = {}
    for act in acts:
        # Of a dose ordered twice by one act, the first counts.
        for order in {order.dose: order for order in reversed(act.says("orders", ()))}.values():
            orders.setdefault(order.dose, []).append((act, order))
    days = {dose: {(act.says("cycle"), one.day) for act, one in its} for dose, its in orders.items()}
    return {dose: Dose(acts, dose, its, days, by_two) for dose, its in orders.items()}


def _doses(items: set[DoseRevision]) -> set[Id]:
    return {item.dose for item in items}


class Dose:
    """One dose: its orders, its bags, and every act that is about it."""

    def __init__(
        self,
        acts: Sequence[Act],
        dose: Id,
        orders: Sequence[tuple[Act, DoseOrder]],
        days: Mapping[Id, set[tuple[int, int]]],
        by_two: Rights,
    ) -> None:
        self.dose = dose
        self._by_two = by_two
        self.days = days
        self.every = acts
        self.written = orders
        self.orders = [act for act, _ in orders]
        self.order_of = {act.ref: order for act, order in orders}
        self.content = {act.ref: content_of(act, order) for act, order in orders}
        claims = [act for act in acts if act.role == "claimed" and act.says("item").dose == dose]
        self.claims = {act.bag: act for act in claims}
        self.stops = {act.ref for act in acts if act.role == "stopped" and self._is_about(act)}
        about = [act for act in acts if self._is_about(act)]
        self.acts = sorted([*about, *self._partly(), *self._elsewhere(about)], key=lambda act: act.place)
        heads = last(self.orders)
        first = {self.content[head.ref]: head.ref for head in reversed(heads)}
        self.versions = frozenset(first.values())
        same = frozenset.intersection(*map(self._said_again, heads)) | {one.ref for one in heads}
        self.in_force = same if len(first) == 1 else frozenset()

    def _is_about(self, act: Act) -> bool:
        if act.role in {"stopped", "planned"}:
            return any(covers(act, cycle, order) for cycle, order in self._relied_on(act))
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
            bags=frozenset((bag, self.state_of(bag), self._is_held(bag)) for bag in self.claims),
        )

    def disagreements(self) -> Iterator[Disagreement]:
        """Acts on it that disagree, and people who settled that apart."""
        for found in self.found:
            yield from (found.disagreement, *found.notes)

    def _said_again(self, act: Act) -> frozenset[ActRef]:
        """This order and those before it that it only says again, with nothing else in between."""
        nearest = last([one for one in self.orders if act.knew(one)])
        if any(self.content[one.ref] != self.content[act.ref] for one in nearest):
            return frozenset({act.ref})
        return frozenset({act.ref}).union(*map(self._said_again, nearest))

    def decided_on(self, act: Act) -> set[ActRef]:
        """The versions of this dose that a decision names."""
        return {item.revision for item in act.says("items", ()) if item.dose == self.dose}

    def alike(self, version: ActRef, order: Act) -> bool:
        """Whether what is named is that order, or orders the same."""
        return version == order.ref or self.content.get(version) == self.content[order.ref]

    def _in_force(self, role: str) -> list[Act]:
        """Its decisions on the version in force."""
        return [act for act in self.of(role) if self.decided_on(act) & self.in_force]

    # -- going on ----------------------------------------

    def _may_go(self) -> bool:
        """All who gave it last gave it for one day."""
        against = [*self.of("deferred"), *filter(self.moves, self.of("planned"))]
        partly = self.of("left_out")
        good = [
            go for go in self._in_force("go_ahead") if go.knew_all(against) and not any(map(go.apart, partly))
        ]
        return len({go.says("day") for go in last(good)}) == 1

    def moves(self, plan: Act) -> bool:
        """Planned for another day than before, or than somebody else did apart."""
        plans = self.of("planned")
        others = [*last([one for one in plans if plan.knew(one)]), *filter(plan.apart, plans)]
        return any(one.says("day_one") != plan.says("day_one") for one in others)

    def _partly(self) -> Iterator[Act]:
        """Go-aheads for other doses of the same days, on a side that did not give this one, as the other side
        did with some of those.
        """
        goes = {act: {*act.says("items")} for act in self.every if act.role == "go_ahead"}

        def in_all(act: Act, but: Act) -> set[DoseRevision]:
            return {item for one in goes if one.apart(but) and not one.apart(act) for item in goes[one]}

        for act, few in goes.items():
            named = _doses(few)
            days = {day for one in named for day in self.days.get(one, ())}
            others = [other for other, many in goes.items() if self.dose in _doses(many) and act.apart(other)]
            if (
                self.dose not in named
                and days & self.days[self.dose]
                and any(self._lacks(act, in_all(act, other), in_all(other, act)) for other in others)
            ):
                yield structs.replace(act, role="left_out")

    def _lacks(self, act: Act, here: set[DoseRevision], there: set[DoseRevision]) -> bool:
        """Whether the first side gave this dose not as the other did; of an order it knew, if it gave one."""
        news = {item.revision for item in there - here if item.dose == self.dose}
        known = {order.ref for order in self.orders if act.knew(order)}
        return bool(_doses(here) & _doses(there) and news and (self.dose not in _doses(here) or news & known))

    def _elsewhere(self, about: Sequence[Act]) -> Iterator[Act]:
        """Claims of bags made for another dose, of which a part was given as this one."""
        given = {act.bag for act in about if act.role == "interrupted"} - {*self.claims}
        for act in self.every:
            if act.role == "claimed" and act.bag in given:
                given.discard(act.bag)
                yield structs.replace(act, role="elsewhere")

    def lifted(self, stop: Act) -> bool:
        """By a resumption that names it and knew of it."""
        return bool(self._lifts(stop))

    def _lifts(self, stop: Act) -> set[Act]:
        return {one for one in self.of("resumed") if one.knew(stop) and stop.ref in one.says("stops")}

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
        ends = [*self.of(*GONE, "reassigned", bag=bag), *refused, *voided]
        return bool(self.of(*GIVEN, bag=bag)) or not ends

    def is_out(self, bag: Id) -> bool:
        """It left the pharmacy, and nobody who knew of that told that it came back."""
        back = self.of("returned", bag=bag)
        return any(
            not any(one.knew(act) for one in back) for act in self.of("dispensed", "received", bag=bag)
        )

    def _is_held(self, bag: Id) -> bool:
        """Nobody takes it further: something open is about it, or another was kept, or given."""
        if not self.live(bag) or self.of(*GIVEN, bag=bag):
            return False
        given = [act for act in self.of(*GIVEN) if act.bag != bag]
        return bool(given) or any(found.holds(bag, self.dose) for found in self.found)

    def state_of(self, bag: Id) -> str:
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

    @cached_property
    def found(self) -> list[Found]:
        """All of them, each with what people said."""
        pairs: dict[tuple[str, Id], list[tuple[Rule, Act, Act]]] = {}
        for one, other in combinations(self.acts, 2):
            for name, rule in MEET[one.role, other.role]:
                if self._meet(rule, one, other):
                    # Not given may name a bag: what is moved or held is the other's.
                    bags = [act.bag for act in (one, other) if act.bag and act.role != "not_given"]
                    subject = bags[0] if rule.of_bag else self.dose
                    pairs.setdefault((name, subject), []).append((rule, one, other))
        return [self._found(name, subject, its) for (name, subject), its in pairs.items()]

    def _meet(self, rule: Rule, one: Act, other: Act) -> bool:
        if not (one.apart(other) or (rule.known_too and (other.knew(one) or one.knew(other)))):
            return False
        two = bool(one.bag and other.bag and one.bag != other.bag) and "not_given" not in {
            one.role,
            other.role,
        }
        if rule.of_bag and not (one.bag or other.bag):
            return False
        return rule.bags in {"any", "two" if two else "one"} and rule.when(self, one, other)

    def _found(self, name: str, subject: Id, pairs: Sequence[tuple[Rule, Act, Act]]) -> Found:
        """Over by the latest settlements that named all of it, unless they differ; else by another act."""
        rule = pairs[0][0]
        named = {act.ref: act for _, *two in pairs for act in two if act.role in rule.left or not rule.alone}
        acts = [*named.values()]
        looked = rule.owners and (self.of(*GIVEN, "not_given") or self.is_stopped)
        choices = rule.choices or (("reviewed",) if looked else ())
        said = Said(self.every, name, subject, named, choices, self._keeps(subject, acts))
        over = said.settled or (not said.apart and rule.over(self, subject, acts))
        two = self._two(rule, acts, said)
        over = two.enough if two else over
        blocks = not over and any(rule.blocks(self, *two) for rule, *two in pairs)
        disagreement = Disagreement(
            rule=name,
            subject=subject,
            dose=self.dose,
            acts=frozenset(named),
            owners=two.wanted if two and not over else tuple(rule.owners),
            choices=tuple(choices),
            alarm=any(rule.alarm(self, *two) for rule, *two in pairs),
            blocks=blocks,
            over=over,
            heard=two.heard if two and not over else frozenset(),
        )
        kept = said.keep if name == "made_twice" and said.settled else None
        others = frozenset(act.bag for act in acts if kept not in {None, act.bag})
        holds = rule.holds_bags and blocks and bool(rule.owners)
        return Found(disagreement, tuple(settled_apart(said, subject, self.dose)), holds, others)

    def _two(self, rule: Rule, acts: Sequence[Act], said: Said) -> Words | None:
        """The words of two, where it takes two and nobody's is enough alone."""
        if not rule.by_two or self.is_stopped or self.of(*GIVEN, "not_given"):
            return None
        words = [*said.words, *(act for act in self.of("resumed") if act.knew_all(acts))]
        if any(act.ref not in self._by_two for act in words):
            return None
        ends = [self._lifts(stop) for stop in acts if stop.role == "stopped"]
        # Said of a dose that was stopped: nothing of its going on.
        late = [act for act in words if all(act in its or any(map(act.knew, its)) for its in ends)]
        return Words(late, self._by_two)

    def _keeps(self, subject: Id, acts: Sequence[Act]) -> set[Id]:
        """What a settlement may keep: the bag it is about under any of its numbers, or one of those named."""
        if subject not in self.claims:
            return {act.bag for act in acts}
        return {subject, *(act.says("to_bag") for act in self.of("reassigned", bag=subject))}
