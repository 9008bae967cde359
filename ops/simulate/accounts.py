"""Every account visible: of what was done or measured, nothing is missing from its file."""

from collections.abc import Iterable

import msgspec

from node.domain.state import CourseState
from ops.simulate.history import Tx
from ops.simulate.invariants import Broken, courses, taken_away
from ops.simulate.station import Station
from schema.acts.narcotics import VaultCounted, VaultWitnessed
from schema.codec import Wire
from schema.transaction import ActClass, ActRef, FileType

FILES = (FileType.COURSE, FileType.PATIENT, FileType.LOT, FileType.VAULT)
PASSING = {"allergy.recorded/1", "patient.left/1", "vault.witnessed/1"}
"""What may be taken back (an allergy, a departure), and a second signature, which shows in what it signs."""
NAMING = {"heads", "conflicts", "settlements"}


def account_hidden(station: Station, txs: Iterable[Tx]) -> Iterable[Broken]:
    """What was done at the bed is not to be seen: every account is in its file, counted or set aside."""
    shown = {course: _shown(state) for course, state in courses(station)}
    shown |= {file.id: _named_in(station.file(file)) for file in station.files()}
    held = tuple(txs)
    witnessed = {body.what for tx in held for body in tx.bodies if isinstance(body, VaultWitnessed)}
    for tx in held:
        for index, header in enumerate(tx.core.headers):
            if header.cls != ActClass.ACCOUNT or header.file.type not in FILES or header.kind in PASSING:
                continue
            act = tx.ref(index)
            if act in witnessed and _found_as_expected(tx.bodies[index]):
                continue
            if act not in shown.get(header.file.id, ()):
                yield Broken("account_hidden", station.name, f"{header.kind} {act.seq}")


def _found_as_expected(body: Wire | None) -> bool:
    """A count of narcotics that changes no sum: signed by two, it has its line in the register alone."""
    return isinstance(body, VaultCounted) and all(line.counted == line.expected for line in body.lines)


def _named_in(value: object) -> set[ActRef]:
    """Every act that a state shows, wherever in it: the last ones, and those of a conflict, it only names."""
    if isinstance(value, ActRef):
        return {value}
    if isinstance(value, msgspec.Struct):
        fields = (field for field in value.__struct_fields__ if field not in NAMING)
        return set().union(*(_named_in(getattr(value, field)) for field in fields))
    return set().union(*map(_named_in, value)) if isinstance(value, tuple) else set()


def _shown(state: CourseState) -> set[ActRef]:
    shown = {act for dose in state.doses for act in (*dose.administered, *dose.not_given)}
    for bag in state.bags:
        shown.update((*bag.made, *bag.checked, *taken_away(bag), *bag.destroyed))
    shown.update(one.act for some in (state.anomalies, state.set_aside, state.breaches) for one in some)
    return shown
