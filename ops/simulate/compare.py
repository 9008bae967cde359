"""The program's state of a workstation beside the model's, course by course."""

from collections.abc import Iterable, Mapping, Sequence

from node.domain.state import Bag, Conflict, CourseState, Dose
from ops.simulate.history import Set, Tx
from ops.simulate.model import Model
from ops.simulate.model_acts import ENDS, Act, acts_of
from ops.simulate.model_doses import Stands
from ops.simulate.model_files import FILE_RULES, Torn, acts_in, settlements, torn
from ops.simulate.model_said import Disagreement
from ops.simulate.model_settled import Course, course_of
from ops.simulate.model_waiting import Standing
from ops.simulate.station import WITHOUT_DOSES, Station
from schema.ids import Hash, Id
from schema.transaction import ActRef, FileRef, FileType


class Comparer:
    """Remembers what every workstation holds, as bits, and what the model said of it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._held: dict[str, Set] = {}
        self._touching: dict[Id, list[Tx]] = {}
        """By file: the transactions with an act of it, whoever holds them."""
        self._indexed = 0
        self._said: dict[object, tuple[Mapping[Id, Stands], frozenset[Disagreement]]] = {}

    def held(self, station: Station) -> Set:
        """The transactions that a workstation holds, or held when it was switched off."""
        held = self._held.get(station.name, 0)
        if station.runs:
            for tip in station.replica.vector("all").values():
                tx = self._model.known[tip.hash]
                held |= tx.past | tx.bit
            self._held[station.name] = held
        return held

    def forget(self, station: Station) -> None:
        """Its disk may hold less than was believed."""
        self._held.pop(station.name, None)

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
        it = course_of(self._model, held, course, txs)
        key = (
            course,
            *map(_named, (it.acts, it.aside, it.beyond, it.withdrawn, it.careful, it.claimed)),
            frozenset(it.by_two.items()),
        )
        if key not in self._said:
            self._said[key] = said_of(course, it)
        found = differences(state, *self._said[key])
        found += self._aside(state, txs, held)
        found += [*map(str, settled_in_silence(self._model.known, state))]
        return [f"course {course.hex()[:8]}: {one}" for one in found]

    def files_of(self, txs: Iterable[Tx]) -> set[FileRef]:
        """The files without doses that these transactions touch."""
        return {header.file for tx in txs for header in tx.core.headers if header.file.type in WITHOUT_DOSES}

    def file(self, station: Station, file: FileRef) -> list[str]:
        """What the two do not agree on of such a file, as long as nothing in it was set aside."""
        self._index()
        held = self.held(station)
        txs = [tx for tx in self._touching.get(file.id, ()) if tx.bit & held]
        state = station.file(file)
        if state is None or any(self._model.why_aside(tx, held) for tx in txs):
            return []
        named = f"{FileType(file.type).name.lower()} {file.id.hex()[:8]}"
        return [f"{named}: {one}" for one in tears(state.conflicts, acts_in(txs, file.id))]

    def _aside(self, state: CourseState, txs: Iterable[Tx], held: Set) -> Iterable[str]:
        program = {one.act.core: one.why for one in state.set_aside}
        model = {tx.hash: why for tx in txs if (why := self._model.why_aside(tx, held))}
        for named in sorted({*program} ^ {*model}):
            tx = self._model.known[named].core
            yield (
                f"set aside: {tx.journal.hex()[:8]}/{tx.seq}: "
                f"program {program.get(named, 'counts')}, model {model.get(named, 'counts')}"
            )

    def _index(self) -> None:
        for tx in self._model.since(self._indexed):
            self._indexed += 1
            for file in {header.file.id for header in tx.core.headers}:
                self._touching.setdefault(file, []).append(tx)


def tears(conflicts: Iterable[Conflict], acts: Sequence[Act]) -> list[str]:
    """What disagrees in a file without doses, as the program has it and as the model has it."""
    settled, expected = settlements(acts), torn(acts)
    program = {
        Torn(one.rule, frozenset(one.acts) - settled, one.alarm)
        for one in conflicts
        if one.rule in FILE_RULES
    }
    return [
        f"{who} alone: {one.rule} {_short(one.acts)}{' alarm' if one.alarm else ''}"
        for who, some in (("program", program - expected), ("model", expected - program))
        for one in sorted(some, key=str)
    ]


def _named(acts: Sequence[Act]) -> tuple[tuple[Set, int], ...]:
    return tuple((act.tx.bit, act.index) for act in acts)


def said_of(course: Id, sorted_out: Course) -> tuple[Mapping[Id, Stands], frozenset[Disagreement]]:
    """What the model makes of a course."""
    it = Standing(course, sorted_out)
    return {dose: one.stands() for dose, one in it.doses.items()}, frozenset(it.disagreements())


def differences(
    state: CourseState, model: Mapping[Id, Stands], expected: frozenset[Disagreement]
) -> list[str]:
    """Where doses stand and what disagrees, as the program has it and as the model has it."""
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
                found.append(f"dose {dose.hex()[:8]}: {field}: program {_short(one)}, model {_short(other)}")
    said = disagreements(state)
    for who, these in (("program", said - expected), ("model", expected - said)):
        found += [f"{who} alone: {text}" for text in sorted(map(_short, these))]
    return found


def disagreements(state: CourseState) -> frozenset[Disagreement]:
    """Every conflict of a course in the model's words, less the settlements among the acts of others."""
    settlements = frozenset(one.act for one in state.settlements)
    return frozenset(
        Disagreement(
            rule=one.rule,
            subject=one.subject,
            dose=one.dose,
            acts=frozenset(one.acts) - (frozenset() if one.rule == "settled_apart" else settlements),
            owners=one.owners,
            choices=one.choices,
            alarm=one.alarm,
            blocks=one.blocks,
            over=one.settled is not None,
            heard=frozenset(word.by for word in one.heard),
        )
        for one in state.conflicts
    )


def settled_in_silence(known: Mapping[Hash, Tx], state: CourseState) -> Iterable[str]:
    """A disagreement is over only by somebody who knew all of it, or when one of the bags is gone."""
    settlements = {one.act: one for one in state.settlements}
    for conflict in state.conflicts:
        end = conflict.settled
        if end is None:
            continue
        by, settlement = known[end.core], settlements.get(end)
        if settlement is not None:
            good = set(conflict.acts) - {*settlements} <= set(settlement.heads)
        else:
            # A second act of its own sort it need not know: validated anew is validated.
            sort = _sort(known, end)
            others = [act for act in conflict.acts if _sort(known, act) != sort]
            good = sort in ENDS or all(by.past & known[act.core].bit for act in others)
        if not good:
            yield f"{conflict.rule} on {conflict.subject.hex()[:8]} is settled by who did not know all"


def _sort(known: Mapping[Hash, Tx], act: ActRef) -> str:
    """What an act tells of, if it tells of a course."""
    tx = known[act.core]
    return next((one.role for one in acts_of(tx, tx.core.headers[act.index].file.id) if one.ref == act), "")


def _short(value: object) -> str:
    if isinstance(value, ActRef):
        return f"{value.journal.hex()[:4]}/{value.seq}"
    if isinstance(value, Disagreement):
        words = (value.rule, value.subject, value.acts, value.owners, value.choices, value.heard)
        flags = (name for name in ("alarm", "blocks", "over") if getattr(value, name))
        return " ".join((*map(_short, words), *flags))
    if isinstance(value, tuple | frozenset):
        return "(" + ", ".join(sorted(map(_short, value))) + ")"
    return value.hex()[:8] if isinstance(value, bytes) else str(value)


def _stands(dose: Dose, state: CourseState) -> Stands:
    return Stands(
        versions=frozenset(version.act for version in dose.versions),
        validated=dose.validated is not None,
        may_go=dose.go_ahead is not None,
        stopped=bool(dose.stops),
        given=len(dose.given),
        interrupted=len(dose.interrupted),
        bags=frozenset((bag.bag, _bag(bag), bag.held) for bag in state.bags if bag.dose == dose.dose),
    )


def _bag(bag: Bag) -> str:
    if (
        bag.destroyed or bag.recalled or bag.rejected or bag.voided or bag.reassigned
    ) and not bag.administered:
        return "ended"
    if bag.yielded:
        return "yields"
    if bag.status == "returned":
        return "returned"
    return "released" if bag.released else "live"
