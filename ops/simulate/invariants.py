"""What must hold whatever happened: one rule a function, named after the hazard it guards against.

Each looks at one workstation (the first, at all of them) and yields what does not hold.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, product

import msgspec

from node.domain.merge.doubled_number import RULE as DOUBLED_NUMBER
from node.domain.register import RegisterState
from node.domain.state import Bag, Conflict, CourseState
from node.store.verify import verify
from ops.simulate.history import Set, Tx
from ops.simulate.model import Model
from ops.simulate.station import Station
from schema.acts import KINDS
from schema.acts.membership import WorkstationEnrolled
from schema.acts.preparation import NumberTaken, PreparationClaimed
from schema.acts.reattribution import BagTakenOver
from schema.acts.settlement import DerogationAgreed, DerogationAsked
from schema.ids import Id
from schema.transaction import ActRef, FileType
from sync.receipts import RECEIPT, read_receipt


class Broken(msgspec.Struct, frozen=True):
    """An invariant that does not hold."""

    hazard: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.hazard} at {self.where}: {self.detail}"


def two_truths(stations: Sequence[Station]) -> Iterable[Broken]:
    """Two wards act on different files of one patient: once they can talk, both hold the same, and agree."""
    said = [(station.name, *station.replica.digests()) for station in stations]
    for name, journal, state in said[1:]:
        if journal != said[0][1]:
            yield Broken("two_truths", name, f"other journals than {said[0][0]}")
        elif state != said[0][2]:
            yield Broken("two_truths", name, f"the same journals as {said[0][0]}, another state")


def invented(station: Station, model: Model) -> Iterable[Broken]:
    """Something stands in a journal that nobody who writes it ever wrote."""
    for tip in station.replica.vector("all").values():
        if tip.hash not in model.known:
            yield Broken("invented", station.name, f"{tip.journal.hex()[:8]}/{tip.seq}")


def forgotten(station: Station, held: Set, acknowledged: Iterable[Tx]) -> Iterable[Broken]:
    """Somebody was told that it is recorded, and it is gone: it is wherever it could be heard of."""
    for tx in acknowledged:
        if not tx.bit & held:
            yield Broken("forgotten", station.name, f"{tx.core.journal.hex()[:8]}/{tx.core.seq}")


def loss_not_shown(station: Station, alone: Iterable[Tx]) -> Iterable[Broken]:
    """A disk is destroyed and nobody knew what it alone held: it had said how many acts were nowhere else."""
    journal = station.desk.journal()
    lost = sum(len(tx.core.headers) for tx in alone if tx.core.journal == journal)
    shown = station.desk.only_here()
    if lost > shown:
        yield Broken("loss_not_shown", station.name, f"{lost} acts lost, {shown} shown as held here alone")


def stale_picture(station: Station) -> Iterable[Broken]:
    """A screen shows what the journals do not say: states kept up act by act equal those folded afresh."""
    for finding in verify(station.replica).findings:
        yield Broken("stale_picture", station.name, f"{finding.code} {dict(finding.values)}")


def courses(station: Station) -> Iterable[tuple[Id, CourseState]]:
    """Every course held that can be read."""
    for course in station.courses():
        state = station.course(course)
        if state is not None:
            yield course, state


def second_bag_unnoticed(station: Station) -> Iterable[Broken]:
    """A patient is given a dose twice: of two released bags of one dose, neither ended, people were told.

    By a conflict that names both, as made twice or as made after it was given up; no other will do, and none
    without an alarm once one of them has left the pharmacy.
    """
    for course, state in courses(station):
        usable = [bag for bag in state.bags if bag.status in USABLE and not bag.yielded]
        for one, other in combinations(usable, 2):
            if one.dose == other.dose and not any(_tells_of_both(it, one, other) for it in state.conflicts):
                told = sorted({it.rule for it in state.conflicts if it.dose == one.dose})
                yield Broken("second_bag_unnoticed", station.name, f"{course.hex()[:8]} {told}")


USABLE = frozenset({"released", "dispensed", "received"})
"""What somebody might give next."""


def _tells_of_both(conflict: Conflict, one: Bag, other: Bag) -> bool:
    """Both are held and shown; it is an alarm as soon as one has left the pharmacy, for it may be given."""
    told = [{*bag.made, *bag.checked, *taken_away(bag)} for bag in (one, other)]
    both = all(not accounts.isdisjoint(conflict.acts) for accounts in told)
    up = conflict.rule == "taken_over" and conflict.subject in {one.bag, other.bag}
    # Of one made after it was given up only that very bag is too many.
    out = any(bag.dispensed or bag.received for bag in (one, other) if not up or bag.bag == conflict.subject)
    return (up or (conflict.rule == "made_twice" and both)) and (conflict.alarm or not out)


def taken_away(bag: Bag) -> tuple[ActRef, ...]:
    """Accounts of it outside the pharmacy, and of its way back."""
    there = (*bag.dispensed, *bag.received, *bag.brought_back)
    return (*there, *bag.returned, *bag.given, *bag.interrupted)


def silent_winner(station: Station, model: Model) -> Iterable[Broken]:
    """One of two orders made apart is dropped without a word: both are in a conflict that people see."""
    for course, state in courses(station):
        for dose in state.doses:
            shown = [{*one.acts} for one in state.conflicts if one.dose == dose.dose]
            for one, other in combinations(dose.versions, 2):
                if not any({one.act, other.act} <= acts for acts in shown):
                    yield Broken(
                        "silent_winner", station.name, f"{course.hex()[:8]}: two orders, no conflict"
                    )
            for given, stop in product(dose.administered, dose.stops):
                if _apart(model, given, stop) and not any({given, stop} <= acts for acts in shown):
                    yield Broken(
                        "silent_winner", station.name, f"{course.hex()[:8]}: given apart from a stop"
                    )


def _apart(model: Model, one: ActRef, other: ActRef) -> bool:
    first, second = model.known[one.core], model.known[other.core]
    return first is not second and not (first.past & second.bit or second.past & first.bit)


def aside_advances(station: Station, aside: Set, model: Model) -> Iterable[Broken]:
    """Somebody without the right moves a dose on: nothing a state rests on was set aside."""
    for course, state in courses(station):
        for act in _resting_on(state):
            if model.known[act.core].bit & aside:
                yield Broken("aside_advances", station.name, f"{course.hex()[:8]} {act.seq}")


def _resting_on(state: CourseState) -> Iterable[ActRef]:
    for dose in state.doses:
        decided = (dose.validated, dose.go_ahead, dose.held, dose.deferred)
        told = (*dose.administered, *dose.not_given, *dose.prescribed, *dose.stops)
        yield from (act for act in (*decided, *told) if act is not None)
    for bag in state.bags:
        told = (*bag.made, *bag.checked, *taken_away(bag), *bag.destroyed)
        yield from (act for act in (bag.claim, bag.released, bag.rejected, *told) if act is not None)


def unknown_advances(station: Station, txs: Iterable[Tx], aside: Set) -> Iterable[Broken]:
    """An older program goes on with a dose that a newer one changed: known in part, nothing advances.

    But a dose of which two people said that it shall.
    """
    counted = [tx for tx in txs if not tx.bit & aside]
    headers = [header for tx in counted for header in tx.core.headers]
    passed = _passed(counted)
    strange = {header.file.id for header in headers if header.critical and header.kind not in KINDS}
    for course, state in courses(station):
        if course in strange and not state.known_in_part:
            yield Broken("unknown_advances", station.name, f"{course.hex()[:8]} passes for wholly known")
        held = [dose for dose in state.doses if passed.isdisjoint({dose.dose, *dose.bags})]
        waited = {step for dose in held for step in dose.waits_for}
        unknown = {one.act for one in state.anomalies if one.code == "unknown_kind"}
        if state.known_in_part and waited - {"settle"}:
            yield Broken("unknown_advances", station.name, f"{course.hex()[:8]} {sorted(waited)}")
        if state.known_in_part and not unknown and not state.blocks:
            yield Broken("unknown_advances", station.name, f"{course.hex()[:8]} without a reason")


def _passed(txs: Iterable[Tx]) -> set[Id]:
    """Doses and bags for which two people pass what cannot be read."""
    asked: dict[ActRef, Id] = {}
    found: set[Id] = set()
    for tx in txs:
        for index, body in enumerate(tx.bodies):
            if isinstance(body, DerogationAsked) and body.rule == "course.known_in_part":
                asked[tx.ref(index)] = body.subject
            elif isinstance(body, DerogationAgreed) and body.asked in asked:
                found.add(asked[body.asked])
    return found


def register_torn(station: Station, txs: Iterable[Tx]) -> Iterable[Broken]:
    """A number is missing or borne by two bags: in a journal they follow each other, one line to each bag."""
    claims: dict[Id, list[int]] = {}
    lines: dict[tuple[Id, int], int] = {}
    for tx in sorted(txs, key=lambda tx: (tx.core.journal, tx.core.seq)):
        for body in tx.bodies:
            # A bag that goes to another dose is given a number there.
            bag = body.content if isinstance(body, BagTakenOver) else body
            if isinstance(bag, PreparationClaimed):
                claims.setdefault(bag.series, []).append(bag.number)
            elif isinstance(body, NumberTaken):
                lines[body.series, body.number] = lines.get((body.series, body.number), 0) + 1
    for series, numbers in sorted(claims.items()):
        if sorted({*numbers}) != list(range(1, len({*numbers}) + 1)):
            yield Broken("register_torn", station.name, f"{series.hex()[:8]}: {numbers}")
        if any(lines.get((series, number)) != numbers.count(number) for number in numbers):
            yield Broken("register_torn", station.name, f"{series.hex()[:8]}: lines and bags differ")
    registers = [state for _, state in station.replica.states.all(RegisterState, FileType.REGISTER)]
    kept = sum(len(state.lines) for state in registers)
    if kept != sum(lines.values()):
        yield Broken("register_torn", station.name, f"{kept} lines kept of {sum(lines.values())}")


def number_doubled_unnoticed(station: Station, txs: Iterable[Tx]) -> Iterable[Broken]:
    """Two sheets bear one number, after a clone: an alarm on each wherever both are known, and only there.

    A branch set aside has its sheet on a bench all the same.
    """
    sheets: dict[tuple[Id, int], set[Id]] = {}
    for tx in txs:
        for body in tx.bodies:
            if isinstance(body, NumberTaken):
                sheets.setdefault((body.series, body.number), set()).add(body.bag)
    rows = station.replica.connection.rows(
        "SELECT subject FROM conflicts WHERE rule = ? AND alarm = 1", (DOUBLED_NUMBER,)
    )
    told = {bytes(bag) for (bag,) in rows}
    doubled = {bag for bags in sheets.values() if len(bags) > 1 for bag in bags}
    for bag in sorted(told ^ doubled):
        detail = f"{bag.hex()[:8]}: doubled {bag in doubled}, alarm {bag in told}"
        yield Broken("number_doubled_unnoticed", station.name, detail)


def impostor_unnoticed(station: Station, counted: Iterable[Tx]) -> Iterable[Broken]:
    """A machine passes for another: who was enrolled first stays who it is, and people are told."""
    enrolled: dict[Id, list[tuple[bytes, bytes]]] = {}
    for tx in counted:
        for body in tx.bodies:
            if isinstance(body, WorkstationEnrolled):
                enrolled.setdefault(body.workstation, []).append((body.seal_key, body.certificate))
    for one, keys in sorted(enrolled.items()):
        member = station.desk.members.workstations.get(one)
        shown = member and ((member.seal_key, member.certificate), member.doubled)
        if shown != (keys[0], len({*keys}) > 1):
            detail = f"{one.hex()[:8]}: {len(keys)} enrolments, alarm {member is not None and member.doubled}"
            yield Broken("impostor_unnoticed", station.name, detail)


def unreadable(station: Station) -> Iterable[Broken]:
    """A file cannot be shown at all, when it is needed most: no fold may fail."""
    rows = station.replica.connection.rows("SELECT trouble FROM states WHERE trouble != ''")
    for (trouble,) in rows:
        yield Broken("unreadable", station.name, str(trouble))


def receipt_boasts(station: Station, owners: Iterable[Station], model: Model) -> Iterable[Broken]:
    """People rely on a copy that is not there: what a receipt says a workstation holds, it holds."""
    for owner in owners:
        record = station.replica.records.get(owner.id, RECEIPT)
        receipt = read_receipt(record.payload) if record else None
        held = 0
        for tip in owner.replica.vector("all").values():
            held |= model.known[tip.hash].to_here
        for tip in receipt.tips if receipt else ():
            if not model.known[tip.hash].bit & held:
                yield Broken("receipt_boasts", station.name, f"{owner.name} {tip.journal.hex()[:8]}")
