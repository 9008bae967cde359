"""The program's state of a workstation beside the model's, course by course."""

from collections.abc import Iterable, Mapping

from node.domain.state import Bag, CourseState, Dose
from ops.simulate.model import Model, Set, Tx
from ops.simulate.model_doses import Stands, doses
from ops.simulate.station import Station
from schema.ids import Id
from schema.transaction import FileType

COMPARED = frozenset(
    {
        "divergent",
        "claimed_twice",
        "made_twice",
        "told_twice",
        "given_twice",
        "given_and_not_given",
        "stopped",
    }
)
"""The rules of which the model knows."""


class Comparer:
    """Remembers what every workstation holds, as bits, and what the model said of it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._held: dict[str, Set] = {}
        self._reached: dict[str, dict[Id, int]] = {}
        self._touching: dict[Id, list[Tx]] = {}
        """By course: the transactions with an act of it, whoever holds them."""
        self._indexed = 0
        self._said: dict[tuple[Id, Set, Set], Mapping[Id, Stands]] = {}

    def held(self, station: Station) -> Set:
        """The transactions that a workstation holds."""
        held = self._held.get(station.name, 0)
        reached = self._reached.setdefault(station.name, {})
        for journal, tip in station.replica.vector("all").items():
            if tip.seq > reached.get(journal, 0):
                tx = self._model.known[tip.hash]
                held |= tx.past | tx.bit
                reached[journal] = tip.seq
        self._held[station.name] = held
        return held

    def forget(self, station: Station) -> None:
        """Its disk may hold less than was believed."""
        self._held.pop(station.name, None)
        self._reached.pop(station.name, None)

    def courses_of(self, txs: Iterable[Tx]) -> set[Id]:
        """The courses these transactions touch."""
        return {
            header.file.id for tx in txs for header in tx.core.headers if header.file.type == FileType.COURSE
        }

    def course(self, station: Station, course: Id) -> list[str]:
        """What the two do not agree on."""
        self._index()
        held = self.held(station)
        txs = [tx for tx in self._touching.get(course, ()) if tx.bit & held]
        state = station.course(course)
        if state is None:
            return [f"course {course.hex()[:8]} cannot be read"] if txs else []
        key = (course, sum(tx.bit for tx in txs), held & self._model.membership)
        if key not in self._said:
            self._said[key] = doses(self._model, held, course, txs)
        found = _differences(state, self._said[key])
        aside = {tx.hash for tx in txs if self._model.why_aside(tx, held)}
        if {one.act.core for one in state.set_aside} != aside:
            said = {(one.act.core, one.why) for one in state.set_aside if one.act.core not in aside}
            shown = {self._model.known[core].core.seq: why for core, why in said}
            core_said = {one.act.core for one in state.set_aside}
            why = {
                tx.core.seq: self._model.why_aside(tx, held)
                for tx in txs
                if tx.hash in aside and tx.hash not in core_said
            }
            found.append(f"set aside: program alone {shown}, model alone {why}")
        return [f"course {course.hex()[:8]}: {one}" for one in found]

    def _index(self) -> None:
        for tx in self._model.since(self._indexed):
            self._indexed += 1
            for course in self.courses_of([tx]):
                self._touching.setdefault(course, []).append(tx)


def _differences(state: CourseState, model: Mapping[Id, Stands]) -> list[str]:
    found = []
    program = {dose.dose: _stands(dose, state) for dose in state.doses}
    for dose in sorted({*program, *model}):
        ours, theirs = program.get(dose), model.get(dose)
        if ours is None or theirs is None:
            found.append(f"dose {dose.hex()[:8]} is known to only one of them")
            continue
        for field in Stands.__struct_fields__:
            one, other = getattr(ours, field), getattr(theirs, field)
            if one != other:
                found.append(f"dose {dose.hex()[:8]}: {field}: {_shown(one, other)}")
    return found


def _shown(program: object, model: object) -> str:
    if isinstance(program, frozenset) and isinstance(model, frozenset):
        only, missing = sorted(map(_short, program - model)), sorted(map(_short, model - program))
        return f"program alone {only}, model alone {missing}"
    return f"program {program}, model {model}"


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_short, value)) + ")"
    return value.hex()[:8] if isinstance(value, bytes) else str(value)


def _stands(dose: Dose, state: CourseState) -> Stands:
    return Stands(
        versions=frozenset(version.act for version in dose.versions),
        validated=dose.validated is not None,
        go_ahead=dose.go_ahead is not None,
        stopped=bool(dose.stops),
        given=len(dose.given),
        bags=frozenset((bag.bag, _bag(bag)) for bag in state.bags if bag.dose == dose.dose),
        conflicts=frozenset(
            (one.rule, one.subject, one.settled is None and bool(one.owners))
            for one in state.conflicts
            if one.dose == dose.dose and one.rule in COMPARED
        ),
    )


def _bag(bag: Bag) -> str:
    if (bag.destroyed or bag.recalled or bag.rejected or bag.voided) and not bag.given:
        return "ended"
    if bag.yielded:
        return "yields"
    return "released" if bag.released else "live"
