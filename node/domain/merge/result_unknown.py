"""Go-ahead or validation ‖ a new allergy, or a result beyond its limit: to be confirmed.

Sequentially newer news are the same to the patient: the dose was decided upon without them. What was
made meanwhile is held by `made_before_result`.
"""

from collections.abc import Iterator, Sequence

from node.domain.dosing.inputs import exact_fraction
from node.domain.last_ones import last_ones
from node.domain.merge.across import Pending, on_dose, pending
from node.domain.patient import PatientState, Result
from node.domain.world import Found, Knew, World
from schema.acts.regimen import GateLimit
from schema.ids import Id
from schema.transaction import ActRef

RULE = "result_unknown"
MADE_BEFORE = "made_before_result"


def result_unknown(world: World) -> tuple[Found, ...]:
    """Doses decided upon without knowing of an allergy, or of a result beyond the site's limit."""
    return tuple(_to_confirm(world))


def made_before_result(world: World) -> tuple[Found, ...]:
    """Bags made without knowing of it: their dispensing is held."""
    return tuple(_held(world))


def _to_confirm(world: World) -> Iterator[Found]:
    for item, facts in _with_news(world):
        # Nobody has decided yet: whoever does has it before their eyes.
        if not item.decisions:
            continue
        news = [fact for fact in facts if not _prescriber_knew(item, fact, world)]
        blind = {act for act in item.decisions for fact in news if not world.knew(act, fact)}
        if news and blind:
            # It holds until a prescriber gives the go-ahead knowing of it, orders anew, or says so.
            yield on_dose(item, RULE, {*news, *blind})


def _prescriber_knew(item: Pending, fact: ActRef, world: World) -> bool:
    """The go-ahead in force was given, or the version in force ordered, by somebody who knew."""
    by_prescribers = [version.act for version in item.dose.versions]
    by_prescribers += [item.dose.go_ahead] if item.dose.go_ahead is not None else []
    return any(world.knew(act, fact) for act in by_prescribers)


def _held(world: World) -> Iterator[Found]:
    for item, facts in _with_news(world):
        for bag in item.bags:
            news = [
                fact
                for fact in facts
                # Made knowing of it, or released by a pharmacist who knew of it: somebody has looked.
                if bag.made
                and not all(world.knew(act, fact) for act in bag.made)
                and not (bag.released is not None and world.knew(bag.released, fact))
            ]
            if news:
                # On the ward already: somebody may connect it.
                alarm = bool(bag.dispensed or bag.received)
                yield on_dose(item, MADE_BEFORE, {*news, *bag.made}, subject=bag.bag, alarm=alarm)


def _with_news(world: World) -> Iterator[tuple[Pending, list[ActRef]]]:
    """Doses with the news of whom they are for, looked for once a person."""
    known: dict[tuple[Id, ...], list[ActRef]] = {}
    for item in pending(world):
        person = tuple(patient for patient, _ in item.person)
        if person not in known:
            known[person] = news_of(item, world)
        yield item, known[person]


def news_of(item: Pending, world: World) -> list[ActRef]:
    """Allergies of the whole person, and its last results that are beyond a limit."""
    allergies = [one.act for _, file in item.person for one in file.allergies if one.news]
    results = (act for files in item.either_way for act in beyond(files, world.gates, world.knew))
    return [*allergies, *dict.fromkeys(results)]


def beyond(files: Sequence[PatientState], gates: Sequence[GateLimit], knew: Knew) -> list[ActRef]:
    """The last results of each sort, where they are beyond a limit of the site."""
    limited = {gate.what for gate in gates}
    by_sort: dict[str, list[Result]] = {}
    for one in results_of(files):
        if one.what in limited:
            by_sort.setdefault(one.what, []).append(one)
    return [
        one.act
        for found in by_sort.values()
        for one in last_ones(found, knew)
        if any(breaks(one, gate) for gate in gates)
    ]


def results_of(files: Sequence[PatientState]) -> list[Result]:
    """Every result of a person; a creatinine is one too, wherever it was typed."""
    return [
        found
        for file in files
        for found in (
            *file.results,
            *(Result(one.act, one.what, one.value, one.told, one.recorded_at) for one in file.measurements),
        )
    ]


def breaks(result: Result, gate: GateLimit) -> bool:
    """Whether a result is beyond this limit; in another unit nobody can say, so somebody looks."""
    if result.what != gate.what:
        return False
    value = exact_fraction(result.value.value)
    for limit, low in ((gate.low, True), (gate.high, False)):
        if limit is None:
            continue
        if limit.unit is not result.value.unit:
            return True
        bound = exact_fraction(limit.value)
        if (value < bound) if low else (value > bound):
            return True
    return False
