"""What must hold whatever happened, each rule named after the hazard it guards against."""

from collections.abc import Iterable

import msgspec

from node.domain.crosscheck import DOUBLED_NUMBER
from node.domain.register import RegisterState
from node.domain.state import CourseState
from node.store.verify import verify
from ops.simulate.model import Tx
from ops.simulate.station import Station
from schema.acts.preparation import NumberTaken, PreparationClaimed
from schema.ids import Id
from schema.transaction import ActClass, ActRef, FileType
from sync.receipts import RECEIPT, read_receipt

ALARMS = frozenset({"made_twice", "claimed_twice", "outdated_bag", "taken_over", "given_twice", "day_moved"})
"""Conflicts that tell people of a second bag of one dose."""


class Broken(msgspec.Struct, frozen=True):
    """An invariant that does not hold."""

    hazard: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.hazard} at {self.where}: {self.detail}"


def diverged(stations: Iterable[Station]) -> Iterable[Broken]:
    """Two workstations that can talk end with the same journals and the same state."""
    said = [(station.name, *station.replica.digests()) for station in stations]
    for name, journal, state in said[1:]:
        if journal != said[0][1]:
            yield Broken("diverged", name, f"other journals than {said[0][0]}")
        elif state != said[0][2]:
            yield Broken("diverged", name, f"the same journals as {said[0][0]}, another state")


def acknowledged_lost(station: Station, held: int, acknowledged: Iterable[Tx]) -> Iterable[Broken]:
    """What somebody was told is recorded is on every workstation that could hear of it."""
    for tx in acknowledged:
        if not tx.bit & held:
            yield Broken("acknowledged_lost", station.name, f"{tx.core.journal.hex()[:8]}/{tx.core.seq}")


def loss_not_shown(station: Station, alone: Iterable[Tx]) -> Iterable[Broken]:
    """What only a disk now destroyed held: it had said that at least so many acts were nowhere else."""
    journal = station.desk.journal()
    lost = sum(len(tx.core.headers) for tx in alone if tx.core.journal == journal)
    shown = station.desk.only_here()
    if lost > shown:
        yield Broken("loss_not_shown", station.name, f"{lost} acts lost, {shown} shown as held here alone")


def not_refolded(station: Station) -> Iterable[Broken]:
    """States kept up act by act equal those folded from nothing; chains, seals and tables hold."""
    for finding in verify(station.replica).findings:
        yield Broken("not_refolded", station.name, f"{finding.code} {dict(finding.values)}")


def courses(station: Station) -> Iterable[tuple[Id, CourseState]]:
    """Every course held that can be read."""
    for course in station.courses():
        state = station.course(course)
        if state is not None:
            yield course, state


def second_bag_unnoticed(station: Station) -> Iterable[Broken]:
    """Two released bags of one dose, neither ended: somebody must have been told."""
    for course, state in courses(station):
        for dose in state.doses:
            bags = [bag for bag in state.bags if bag.dose == dose.dose and _usable(bag.status)]
            told = {one.rule for one in state.conflicts if one.dose == dose.dose}
            if len(bags) > 1 and not told & ALARMS:
                yield Broken("second_bag_unnoticed", station.name, f"{course.hex()[:8]} {sorted(told)}")


def _usable(status: str) -> bool:
    return status in {"released", "dispensed", "received"}


def account_hidden(station: Station, txs: Iterable[Tx]) -> Iterable[Broken]:
    """Every account of what happened is to be seen in its course, whatever else was recorded."""
    shown = {course: _shown(state) for course, state in courses(station)}
    for tx in txs:
        for index, header in enumerate(tx.core.headers):
            if header.cls != ActClass.ACCOUNT or header.file.type != FileType.COURSE:
                continue
            act = ActRef(tx.core.journal, tx.core.seq, index, tx.hash)
            if act not in shown.get(header.file.id, ()):
                yield Broken("account_hidden", station.name, f"{header.kind} {act.seq}")


def _shown(state: CourseState) -> set[ActRef]:
    shown = {act for dose in state.doses for act in (*dose.given, *dose.not_given)}
    for bag in state.bags:
        for told in (bag.made, bag.checked, bag.dispensed, bag.received, bag.given, bag.destroyed):
            shown.update(told)
    shown.update(one.act for some in (state.anomalies, state.set_aside, state.breaches) for one in some)
    return shown


def register_torn(station: Station, txs: Iterable[Tx]) -> Iterable[Broken]:
    """Within a journal numbers follow each other, each borne by one bag, each with its line and no other."""
    claims: dict[Id, list[int]] = {}
    lines: dict[tuple[Id, int], int] = {}
    for tx in sorted(txs, key=lambda tx: (tx.core.journal, tx.core.seq)):
        bodies = [tx.body(index) for index in range(len(tx.core.headers))]
        for body in bodies:
            if isinstance(body, PreparationClaimed):
                claims.setdefault(body.series, []).append(body.number)
            elif isinstance(body, NumberTaken):
                lines[body.series, body.number] = lines.get((body.series, body.number), 0) + 1
    for series, numbers in sorted(claims.items()):
        if numbers != list(range(1, len(numbers) + 1)):
            yield Broken("register_torn", station.name, f"{series.hex()[:8]}: {numbers}")
        if any(lines.get((series, number)) != 1 for number in numbers):
            yield Broken("register_torn", station.name, f"{series.hex()[:8]}: lines and bags differ")
    kept = sum(len(s.lines) for _, s in station.replica.states.all(RegisterState, FileType.REGISTER))
    aside = sum(len(s.set_aside) for _, s in station.replica.states.all(RegisterState, FileType.REGISTER))
    if kept + aside != sum(lines.values()):
        yield Broken("register_torn", station.name, f"{kept} + {aside} lines kept of {sum(lines.values())}")
    rules = station.replica.connection.exec_driver_sql("SELECT rule FROM conflicts").fetchall()
    if any(rule == DOUBLED_NUMBER for (rule,) in rules) and all(n == 1 for n in lines.values()):
        yield Broken("register_torn", station.name, "an alarm without a doubled number")


def unreadable(station: Station) -> Iterable[Broken]:
    """No fold may fail."""
    rows = station.replica.connection.exec_driver_sql("SELECT trouble FROM states WHERE trouble != ''")
    for (trouble,) in rows.fetchall():
        yield Broken("unreadable", station.name, str(trouble))


def receipt_boasts(station: Station, owners: Iterable[Station]) -> Iterable[Broken]:
    """What a workstation's receipt says it holds, it holds: *known by* is never hope."""
    for owner in owners:
        record = station.replica.records.get(owner.id, RECEIPT)
        receipt = read_receipt(record.payload) if record else None
        held = owner.replica.vector("all")
        for tip in receipt.tips if receipt else ():
            if tip.journal not in held or held[tip.journal].seq < tip.seq:
                yield Broken("receipt_boasts", station.name, f"{owner.name} {tip.journal.hex()[:8]}")
