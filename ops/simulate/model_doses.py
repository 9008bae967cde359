"""What must come out, said a second time: where each dose of a course stands, coarsely.

From the acts that count (`model.py` says which) and the merge rules alone; see there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations, permutations

import msgspec

from ops.simulate.model import Model, Set, Tx
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.acts.course import CourseResumed, CourseStopped, CyclePlanned
from schema.acts.dispensing import BagDispensed, BagReceived
from schema.acts.preparation import PreparationChecked, PreparationClaimed, PreparationMade, PreparationVoided
from schema.acts.prescription import DoseOrder, PrescriptionSigned
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.acts.settlement import ConflictSettled
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld, PrescriptionValidated
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import ActRef

HOW_IT_CAME_ABOUT = {"basis", "amount", "theoretical", "reduction_percent", "reduction_reason", "computation"}
EXISTS = (PreparationMade, PreparationChecked, BagDispensed, BagReceived, DoseGiven)


class Act(msgspec.Struct, frozen=True):
    """An act of a course that counts."""

    tx: Tx
    index: int
    body: Wire

    @property
    def ref(self) -> ActRef:
        """Its id."""
        return ActRef(self.tx.core.journal, self.tx.core.seq, self.index, self.tx.hash)

    @property
    def place(self) -> tuple[int, bytes, int, int]:
        """Its place in fold order."""
        return (*self.tx.place, self.index)

    def knew(self, other: "Act") -> bool:
        """Whether its author had the other in their past."""
        if self.tx is other.tx:
            return other.index < self.index
        return bool(self.tx.past & other.tx.bit)

    def apart(self, other: "Act") -> bool:
        """Whether neither knew of the other."""
        return self.tx is not other.tx and not self.knew(other) and not other.knew(self)


class Stands(msgspec.Struct, frozen=True):
    """Where a dose stands."""

    versions: frozenset[ActRef]
    """Orders that no other replaced, the first of each different content."""
    validated: bool
    go_ahead: bool
    stopped: bool
    given: int
    bags: frozenset[tuple[Id, str]]
    """`ended`, `yields`, `released` or `live`."""
    conflicts: frozenset[tuple[str, Id, bool]]
    """(rule, subject, open)."""


def doses(model: Model, held: Set, course: Id, txs: Iterable[Tx]) -> Mapping[Id, Stands]:
    """Every dose of a course by the transactions held, of which `txs` touch the course."""
    acts = []
    for tx in sorted(txs, key=lambda tx: tx.place):
        if not model.why_aside(tx, held):
            for index, header in enumerate(tx.core.headers):
                body = tx.body(index)
                if header.file.id == course and body is not None:
                    acts.append(Act(tx, index, body))
    found = _Course(acts)
    return {dose: _Dose(found, dose).stands() for dose in found.orders}


class _Course:
    """The acts of a course, by sort."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts = acts
        self.orders: dict[Id, list[tuple[Act, DoseOrder]]] = {}
        self.claims: dict[Id, tuple[Act, PreparationClaimed]] = {}
        for act in acts:
            if isinstance(act.body, PrescriptionSigned):
                for order in {order.dose: order for order in reversed(act.body.orders)}.values():
                    self.orders.setdefault(order.dose, []).append((act, order))
            elif isinstance(act.body, PreparationClaimed):
                self.claims.setdefault(act.body.bag, (act, act.body))

    def of(self, *kinds: type[Wire]) -> list[Act]:
        """Acts with these bodies."""
        return [act for act in self.acts if isinstance(act.body, kinds)]

    def on_bag(self, bag: Id, *kinds: type[Wire]) -> list[Act]:
        """Acts with these bodies on a bag."""
        return [act for act in self.of(*kinds) if getattr(act.body, "bag", None) == bag]


class _Dose:
    """One dose, worked out from the beginning."""

    def __init__(self, course: _Course, dose: Id) -> None:
        self.course = course
        self.dose = dose
        self.orders = course.orders[dose]
        self.cycles = {act.body.cycle for act, _ in self.orders if isinstance(act.body, PrescriptionSigned)}
        self.bags = {bag: claim for bag, claim in course.claims.items() if claim[1].item.dose == dose}
        last = _last([act for act, _ in self.orders])
        self.heads = [(act, order) for act, order in self.orders if act in last]
        self.contents: dict[tuple[object, ...], ActRef] = {}
        for act, order in self.heads:
            self.contents.setdefault(_content(act, order), act.ref)
        self.divergent = len(self.contents) > 1
        said_again = [self._said_again(act, order) for act, order in self.heads]
        self.in_force = (
            set() if self.divergent else set.intersection(*said_again) | {a.ref for a, _ in self.heads}
        )
        # A dose given counts for the dose it names and for the one its bag was made for.
        self.given = [
            act
            for act in course.of(DoseGiven)
            if isinstance(act.body, DoseGiven) and (act.body.dose == dose or act.body.bag in self.bags)
        ]
        self.not_given = [act for act in course.of(DoseNotGiven) if getattr(act.body, "dose", None) == dose]
        self.stops = [act for act in course.of(CourseStopped) if self._covers(act)]
        resumed = course.of(CourseResumed)
        self.lifted = {s.ref for s in self.stops for r in resumed if r.knew(s) and s.ref in _lifts(r)}
        self.resumed = [r for r in resumed if {s.ref for s in self.stops} & set(_lifts(r))]
        self.stopped = any(stop.ref not in self.lifted for stop in self.stops)

    def stands(self) -> Stands:
        """All of it."""
        return Stands(
            versions=frozenset(self.contents.values()),
            validated=self._validated(),
            go_ahead=self._go_ahead(),
            stopped=self.stopped,
            given=len(self.given),
            bags=frozenset((bag, self._bag(bag)) for bag in self.bags),
            conflicts=frozenset(self._conflicts()),
        )

    # -- versions and decisions ----------------------------------------

    def _said_again(self, act: Act, order: DoseOrder) -> set[ActRef]:
        """This order and those before it that it only says again, with nothing else in between."""
        earlier = [pair for pair in self.orders if act.knew(pair[0])]
        last = _last([one for one, _ in earlier])
        nearest = [pair for pair in earlier if pair[0] in last]
        if any(_content(*pair) != _content(act, order) for pair in nearest):
            return {act.ref}
        return {act.ref}.union(*(self._said_again(*pair) for pair in nearest))

    def _on(self, kind: type[Wire], *, in_force: bool = False) -> list[Act]:
        wanted = []
        for act in self.course.of(kind):
            items = getattr(act.body, "items", ())
            if any(i.dose == self.dose and (not in_force or i.revision in self.in_force) for i in items):
                wanted.append(act)
        return wanted

    def _validated(self) -> bool:
        holds = self._on(PrescriptionHeld)
        return any(all(v.knew(h) for h in holds) for v in self._on(PrescriptionValidated, in_force=True))

    def _go_ahead(self) -> bool:
        stays = [*self._on(GoAheadDeferred), *self._moved()]
        good = [
            go
            for go in self._on(GoAheadGiven, in_force=True)
            if all(go.knew(stay) for stay in stays) and not any(go.apart(less) for less in self._left_out())
        ]
        return len({getattr(go.body, "day", "") for go in _last(good)}) == 1

    def _plans(self) -> list[Act]:
        return [act for act in self.course.of(CyclePlanned) if getattr(act.body, "cycle", 0) in self.cycles]

    def _moved(self) -> list[Act]:
        """Plannings that say another day than the one before, or than one made apart."""
        plans, moved = self._plans(), []
        for plan in plans:
            others = [*_last([p for p in plans if plan.knew(p)]), *(p for p in plans if plan.apart(p))]
            if any(getattr(p.body, "day_one", "") != getattr(plan.body, "day_one", "") for p in others):
                moved.append(plan)
        return moved

    def _left_out(self) -> list[Act]:
        """Go-aheads that name other doses of a go-ahead given apart for the same days, but not this one."""
        found = []
        for less, more in permutations(self.course.of(GoAheadGiven), 2):
            few = {item.dose for item in getattr(less.body, "items", ())}
            many = {item.dose for item in getattr(more.body, "items", ())}
            days = self._days(few)
            if few < many and self.dose in many - few and less.apart(more) and days & self._days({self.dose}):
                found.append(less)
        return found

    def _days(self, doses_: Collection[Id]) -> set[tuple[int, int]]:
        return {
            (getattr(act.body, "cycle", 0), order.day)
            for dose in doses_
            for act, order in self.course.orders.get(dose, ())
        }

    def _covers(self, stop: Act) -> bool:
        body = stop.body
        if not isinstance(body, CourseStopped) or body.level == "course":
            return True
        return any(
            (body.level == "cycle" and body.cycle == cycle)
            or (body.level == "day" and (body.cycle, body.day) == (cycle, order.day))
            or (body.level == "line" and body.line == order.line and body.cycle in {0, cycle})
            for act, order in self.orders
            for cycle in (getattr(act.body, "cycle", 0),)
        )

    # -- bags ----------------------------------------

    def _exists(self, bag: Id) -> bool:
        return bool(self.course.on_bag(bag, *EXISTS))

    def _released(self, bag: Id) -> tuple[list[Act], list[Act]]:
        decided = self.course.on_bag(bag, ReleaseDecided)
        yes = [act for act in decided if isinstance(act.body, ReleaseDecided) and act.body.released]
        no = [act for act in decided if act not in yes]
        # Refused over released: a release stands only when it knew of every rejection.
        return [y for y in yes if all(y.knew(n) for n in no)], [
            n for n in no if not any(y.knew(n) for y in yes)
        ]

    def _ends(self, bag: Id) -> list[Act]:
        voided = [] if self._exists(bag) else self.course.on_bag(bag, PreparationVoided)
        return [*self.course.on_bag(bag, BagDestroyed, BagRecalled), *self._released(bag)[1], *voided]

    def _live(self, bag: Id) -> bool:
        return bool(self.course.on_bag(bag, DoseGiven)) or not self._ends(bag)

    def _bag(self, bag: Id) -> str:
        """Of several claims that nobody gave up, the first keeps; a bag that exists never yields."""
        if not self._live(bag):
            return "ended"
        live = [one for one in self.bags if self._live(one)]

        def rank(one: Id) -> tuple[bool, bool, tuple[int, bytes, int, int]]:
            claim, content = self.bags[one]
            return (not self._exists(one), content.item.revision not in self.in_force, claim.place)

        if bag != min(live, key=rank) and not self._exists(bag):
            return "yields"
        return "released" if self._released(bag)[0] else "live"

    # -- disagreements ----------------------------------------

    def _conflicts(self) -> Iterable[tuple[str, Id, bool]]:
        over = bool(self.given or self.not_given) or self.stopped
        instead = ("reviewed",) if over else ()
        orders = {
            act.ref: act
            for one, other in combinations(self.orders, 2)
            if one[0].apart(other[0]) and _content(*one) != _content(*other)
            for act in (one[0], other[0])
        }
        by_a_new_order = not self.divergent or _knowing([act for act, _ in self.orders], orders.values())
        yield from self._conflict("divergent", orders, instead, way_out=by_a_new_order)
        claimed = [(bag, claim) for bag, (claim, _) in self.bags.items()]
        claims = self._pairs(claimed, lambda a, b: not (self._exists(a) and self._exists(b)))
        yield from (("claimed_twice", self.dose, False) for _ in [0] if claims)
        made = self._pairs([(bag, act) for bag in self.bags for act in self._told_made(bag)])
        ended = [bag for bag in self._bags_of(made) if not self._live(bag)]
        one_left = bool(ended) and len(self._bags_of(made)) - len(ended) <= 1
        yield from self._conflict("made_twice", made, ("keep",), way_out=one_left, keeps=self._bags_of(made))
        given = list(combinations(self.given, 2))
        same = {act.ref: act for pair in given if _bag_of(pair[0]) == _bag_of(pair[1]) for act in pair}
        two = {act.ref: act for pair in given if _bag_of(pair[0]) != _bag_of(pair[1]) for act in pair}
        yield from self._conflict("told_twice", same, ("told_twice",))
        yield from self._conflict("given_twice", two, ("reviewed",))
        denied = [*self.given, *self.not_given] if self.given and self.not_given else []
        both = {act.ref: act for act in denied}
        yield from self._conflict("given_and_not_given", both, ("given", "not_given"))
        yield from self._stop_conflict()

    def _stop_conflict(self) -> Iterable[tuple[str, Id, bool]]:
        claims = [claim for claim, _ in self.bags.values()]
        advancing = [
            *(act for act, _ in self.orders),
            *self._on(PrescriptionValidated),
            *self._on(GoAheadGiven),
            *self.resumed,
            *claims,
            *(act for bag in self.bags for act in self.course.on_bag(bag, *EXISTS)),
            *(
                act
                for bag in self.bags
                for act in self.course.on_bag(bag, ReleaseDecided)
                if getattr(act.body, "released", False)
            ),
            *self.given,
        ]
        apart = {
            act.ref: act
            for stop in self.stops
            for other in advancing
            if stop.apart(other)
            for act in (stop, other)
        }
        lifted = all(act.ref in self.lifted for act in self.stops if act.ref in apart)
        out = lifted and _knowing(self.resumed, apart.values())
        yield from self._conflict("stopped", apart, ("reviewed",), way_out=out)

    def _told_made(self, bag: Id) -> list[Act]:
        """By whom it was made, else the first account that takes a made bag: it was made all the same."""
        made = self.course.on_bag(bag, PreparationMade)
        return made or sorted(self.course.on_bag(bag, *EXISTS), key=lambda act: act.place)[:1]

    def _pairs(
        self, steps: Sequence[tuple[Id, Act]], counts: Callable[[Id, Id], bool] = lambda _a, _b: True
    ) -> dict[ActRef, Act]:
        """Acts on two bags; not on a second bag that replaces one known to have ended."""
        found: dict[ActRef, Act] = {}
        for (one, act), (other, another) in combinations(steps, 2):
            bag, first, second = (one, act, another) if not act.knew(another) else (other, another, act)
            if one == other or not counts(one, other):
                continue
            if isinstance(act.body, DoseGiven) and isinstance(another.body, DoseGiven):
                continue  # two bags given are a graver matter
            if second.knew(first) and any(second.knew(end) for end in self._told_ends(bag)):
                continue
            found.update({first.ref: first, second.ref: second})
        return found

    def _told_ends(self, bag: Id) -> list[Act]:
        rejected = [
            a for a in self.course.on_bag(bag, ReleaseDecided) if not getattr(a.body, "released", True)
        ]
        return [*self.course.on_bag(bag, BagDestroyed, BagRecalled, PreparationVoided), *rejected]

    def _bags_of(self, acts: Mapping[ActRef, Act]) -> list[Id]:
        return list(dict.fromkeys(_bag_of(act) for act in acts.values()))

    def _conflict(
        self,
        rule: str,
        acts: Mapping[ActRef, Act],
        choices: Collection[str],
        *,
        way_out: bool = False,
        keeps: Collection[Id] = (),
    ) -> Iterable[tuple[str, Id, bool]]:
        """One conflict; settled by the latest that named all of it, unless they disagree, or by a way out."""
        if not acts:
            return
        answers = [
            act
            for act in self.course.of(ConflictSettled)
            if isinstance(act.body, ConflictSettled)
            and (act.body.rule, act.body.subject) == (rule, self.dose)
            and act.body.choice in choices
            and (act.body.choice != "keep" or act.body.keep in keeps)
            and set(acts) <= set(act.body.heads)
        ]
        said = {(getattr(a.body, "choice", ""), getattr(a.body, "keep", None)) for a in _last(answers)}
        yield rule, self.dose, len(said) > 1 or (not said and not way_out)


def _last(acts: Sequence[Act]) -> list[Act]:
    """Those that no other of them knew."""
    return [act for act in acts if not any(other.knew(act) for other in acts)]


def _knowing(steps: Iterable[Act], acts: Collection[Act]) -> bool:
    return any(all(step.knew(act) for act in acts) for step in steps)


def _content(act: Act, order: DoseOrder) -> tuple[object, ...]:
    fields = [f for f in DoseOrder.__struct_fields__ if f not in HOW_IT_CAME_ABOUT]
    return (getattr(act.body, "cycle", 0), *(getattr(order, field) for field in fields))


def _lifts(act: Act) -> tuple[ActRef, ...]:
    return act.body.stops if isinstance(act.body, CourseResumed) else ()


def _bag_of(act: Act) -> Id:
    return bytes(getattr(act.body, "bag", b""))
