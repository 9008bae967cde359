"""What people say outside treatments: of patients, of reference data, and of whatever waits in their inbox.

What contradicts itself in a patient's file is compared with the model; all else, folded afresh in the end.
"""

from collections.abc import Callable

from node.api.base import Command
from node.api.course import ListRegimens, Regimens
from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    CorrectIdentity,
    CreatePatient,
    GetPatient,
    KeepApart,
    LinkPatients,
    LookAlike,
    PatientRecord,
    RecordAllergy,
    RecordResult,
    RemoveAllergy,
    TakePatientBack,
    TellPatientLeft,
    UnlinkPatients,
)
from node.api.reference import RetireVersion, SignReference
from node.api.settlement import Conflicts, ListConflicts, Settle
from node.domain.patient import PatientState
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.model_settled import REVIEWS
from ops.simulate.station import Station
from schema.acts.base import Told
from schema.acts.patient import FieldValue
from schema.ids import Id
from schema.quantity import Quantity
from schema.transaction import FileRef, FileType

Wanted = tuple[str, Command]
DOCTORS, NURSES, PHARMACISTS = (
    ("prescriber", "prescriber2"),
    ("nurse", "nurse2"),
    ("pharmacist", "pharmacist2"),
)
ANYBODY = (*DOCTORS, *NURSES, *PHARMACISTS)
SUBSTANCES = ("latex", "oxaliplatine")
FIELDS = ("used_name", "first_names")


def about_a_patient(station: Station, chance: Chance, told: Told, patient: Id) -> Wanted | None:
    """Something about somebody who is known here."""
    record = station.ask("nurse", GetPatient(patient=patient))
    if not isinstance(record, PatientRecord):
        return None
    heads, entries = record.heads, record.banner.allergies
    gates = record.gates
    ways: list[tuple[float, Callable[[], Wanted | None]]] = [
        (
            3,
            lambda: (
                chance.pick(NURSES),
                RecordAllergy(patient=patient, none_known=False, substance=chance.pick(SUBSTANCES)),
            ),
        ),
        (2, lambda: (chance.pick(NURSES), RecordAllergy(patient=patient, none_known=True))),
        (3, lambda: (chance.pick(ANYBODY), _corrected(chance, record, patient))),
        (0.2, lambda: (chance.pick(NURSES), TellPatientLeft(patient=patient, how="deceased", told=told))),
    ]
    if entries:
        entry = chance.pick(entries).entry
        remove = RemoveAllergy(patient=patient, entry=entry, reason="erreur", pin=PIN, based_on=heads)
        ways.append((2, lambda: (chance.pick(DOCTORS), remove)))
    if gates:
        gate = chance.pick(gates)
        unit = next(limit.unit for limit in (gate.low, gate.high) if limit is not None)
        value = Quantity(chance.pick(("0.5", "2", "40", "200")), unit)
        result = RecordResult(patient=patient, what=gate.what, value=value, told=told)
        ways.append((3, lambda: (chance.pick(NURSES), result)))
    if record.banner.gone:
        back = TakePatientBack(patient=patient, reason="erreur de dossier", pin=PIN, based_on=heads)
        ways.append((6, lambda: (chance.pick(DOCTORS), back)))
    if record.look_alikes:
        other = chance.pick(record.look_alikes)
        ways.append((8, lambda: (chance.pick(ANYBODY), _linked(chance, record, patient, other))))
    return chance.weighed([way for _, way in ways], [weight for weight, _ in ways])()


def contradicted(station: Station, chance: Chance, patient: Id) -> Wanted | None:
    """A word on somebody to which another workstation may well say the contrary."""
    record = station.ask("nurse", GetPatient(patient=patient))
    if not isinstance(record, PatientRecord):
        return None
    if record.look_alikes and chance.happens(0.7):
        return chance.pick(ANYBODY), _linked(chance, record, patient, chance.pick(record.look_alikes))
    if chance.happens(0.1):
        return chance.pick(NURSES), CreatePatient(identity=record.banner.identity)
    ways: list[Callable[[], Wanted]] = [
        lambda: (chance.pick(ANYBODY), _corrected(chance, record, patient)),
        lambda: (
            chance.pick(NURSES),
            RecordAllergy(patient=patient, none_known=False, substance=SUBSTANCES[0]),
        ),
        lambda: (chance.pick(NURSES), RecordAllergy(patient=patient, none_known=True)),
    ]
    return chance.pick(ways)()


def next_word(station: Station, patient: Id, other: Id | None) -> Wanted | None:
    """The next of the words by which two files become one person, or two again; of one alone, a second."""
    record = station.ask("nurse", GetPatient(patient=patient))
    if not isinstance(record, PatientRecord):
        return None
    twins = [one for one in record.look_alikes if other in {None, one.patient}]
    if not twins:
        looked_at = (patient, *(one.patient for one in record.look_alikes))
        return NURSES[0], CreatePatient(identity=record.banner.identity, looked_at=looked_at)
    # Whoever asks does not agree.
    return NURSES[twins[0].state.endswith("_asked")], _said_next(record, patient, twins[0])


def linked_to(station: Station, patient: Id) -> set[Id]:
    """The files that two people said are the same person's."""
    state = station.file(FileRef(FileType.PATIENT, patient))
    edges = state.edges if isinstance(state, PatientState) else ()
    return {edge.other for edge in edges if edge.state == "linked"}


def _corrected(chance: Chance, record: PatientRecord, patient: Id) -> Command:
    field = chance.pick(FIELDS)
    change = FieldValue(field, chance.pick(("Essai-Fictif", "Essai-Inventé")))
    return CorrectIdentity(
        patient=patient, changes=(change,), reason="pièce d’identité", pin=PIN, based_on=record.heads
    )


def _linked(chance: Chance, record: PatientRecord, patient: Id, other: LookAlike) -> Command:
    """The next word on whether two files are one person, now and then the contrary."""
    if other.state in {"probable", "disputed"} and chance.happens(0.2):
        return KeepApart(
            patient=patient, other=other.patient, reason="deux personnes", pin=PIN, based_on=record.heads
        )
    return _said_next(record, patient, other)


def _said_next(record: PatientRecord, patient: Id, other: LookAlike) -> Command:
    if other.state == "link_asked":
        return ConfirmLink(patient=patient, other=other.patient, pin=PIN, based_on=record.heads)
    if other.state == "unlink_asked":
        return ConfirmUnlink(patient=patient, other=other.patient, pin=PIN, based_on=record.heads)
    if other.state == "linked":
        return UnlinkPatients(
            patient=patient, other=other.patient, reason="deux personnes", pin=PIN, based_on=record.heads
        )
    return LinkPatients(
        patient=patient, other=other.patient, reason="une personne", pin=PIN, based_on=record.heads
    )


def about_reference(station: Station, chance: Chance) -> Wanted | None:
    """A version of a regimen is found wrong or old; what is signed no more is signed again."""
    who = chance.pick(PHARMACISTS)
    regimens = station.ask(who, ListRegimens())
    if not isinstance(regimens, Regimens) or not regimens.rows or chance.happens(0.8):
        return who, SignReference(names=(), pin=PIN)
    row, wrong = chance.pick(regimens.rows), chance.happens(0.5)
    file = FileRef(FileType.REGIMEN, row.regimen)
    return who, RetireVersion(file=file, version=row.version, wrong=wrong, reason="remplacée", pin=PIN)


def torn(station: Station, chance: Chance) -> Wanted | None:
    """What waits in somebody's inbox, on whatever file it hangs."""
    who = chance.pick(ANYBODY)
    inbox = station.ask(who, ListConflicts(mine=True))
    rows = inbox.rows if isinstance(inbox, Conflicts) else ()
    # Whether an account of a ledger counts is said by nobody here: its sum is known, then.
    books = (FileType.LOT, FileType.VAULT)
    waiting = [row for row in rows if row.choices and not (row.file.type in books and row.rule in REVIEWS)]
    if not waiting:
        return None
    row = chance.pick(waiting)
    choice = chance.pick(row.choices)
    command = Settle(
        file=row.file,
        rule=row.rule,
        subject=row.subject,
        heads=tuple(side.act for side in row.sides),
        choice=choice.choice,
        keep=choice.keep,
        reason="vu ensemble",
        pin=PIN,
        based_on=row.heads,
    )
    return who, command
