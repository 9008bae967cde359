"""Opening a patient's file, and saying which files are one person: two people link, one keeps apart."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    CreatePatient,
    KeepApart,
    LinkPatients,
    UnlinkPatients,
)
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, first, stale
from node.domain.identity import identity_trouble, look_alikes, relation
from node.domain.rights import right_missing
from node.domain.situation import PatientsSituation
from schema.acts.patient import (
    PatientCreated,
    PatientKeptApart,
    PatientLinkConfirmed,
    PatientLinked,
    PatientUnlinkConfirmed,
    PatientUnlinked,
)
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType

OnTwoFiles: TypeAlias = LinkPatients | ConfirmLink | KeepApart | UnlinkPatients | ConfirmUnlink


def patient_file(patient: Id) -> FileRef:
    """The file of a patient."""
    return FileRef(FileType.PATIENT, patient)


def decide_create_patient(
    command: CreatePatient, situation: PatientsSituation, who: Who, new_id: Id
) -> Decided | Refusal:
    """Open a file, once every file that may be the same person was looked at."""
    refusal = first(
        right_missing(who, "identify"), identity_trouble(command.identity, situation.today)
    ) or _not_looked_at(command, situation)
    if refusal:
        return refusal
    mentions = tuple(patient_file(other) for other in sorted(set(command.looked_at)))
    draft = Draft(patient_file(new_id), PatientCreated(command.identity), mentions=mentions)
    return Decided((draft,), created=(new_id,))


def _not_looked_at(command: CreatePatient, situation: PatientsSituation) -> Refusal | None:
    alike = look_alikes(command.identity, situation.patients)
    missed = [why for other, why in alike.items() if other not in command.looked_at]
    if not missed:
        return None
    return Refusal("patient.probable_duplicate", {"count": str(len(missed)), "alike": missed[0]})


def decide_link_patients(command: LinkPatients, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """Ask that two files be one person; nothing changes before a second person confirms."""
    already = {"linked": "link.already_linked", "asked": "link.already_asked"}
    return _not_to_say_anew(command, situation, who, already) or _of_each_other(command, PatientLinked)


def decide_confirm_link(command: ConfirmLink, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """The second person's agreement with a link asked for by another."""
    refusal = _not_to_say(command, situation, who)
    if refusal:
        return refusal
    here = situation.patients[command.patient].edge(command.other)
    there = situation.patients[command.other].edge(command.patient)
    if here is None or there is None or here.pending is None or there.pending is None:
        said = relation(command.patient, command.other, situation.patients)
        return Refusal("link.already_linked" if said == "linked" else "link.not_asked")
    if who.person in (here.pending_by, there.pending_by):
        return Refusal("link.same_person")
    return _in_both(command, PatientLinkConfirmed(here.pending), PatientLinkConfirmed(there.pending))


def decide_keep_apart(command: KeepApart, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """Two files that look alike are two persons; a link of two people is not undone by one."""
    already = {"linked": "link.already_linked", "kept_apart": "link.already_apart"}
    refusal = _not_to_say_anew(command, situation, who, already)
    return refusal or _alone_against_two(command, situation, who) or _of_each_other(command, PatientKeptApart)


def _alone_against_two(command: KeepApart, situation: PatientsSituation, who: Who) -> Refusal | None:
    """Of a disputed link somebody else has to say "apart" too: two linked the files."""
    edges = (
        situation.patients[command.patient].edge(command.other),
        situation.patients[command.other].edge(command.patient),
    )
    alone = any(edge.state == "disputed" and edge.apart_by == (who.person,) for edge in edges if edge)
    return Refusal("link.said_apart_already") if alone else None


def decide_unlink_patients(
    command: UnlinkPatients, situation: PatientsSituation, who: Who
) -> Decided | Refusal:
    """Ask that two linked files be two persons; nothing changes before a second person confirms."""
    refusal = _not_to_say(command, situation, who) or blank(command.reason, "reason.missing")
    if refusal:
        return refusal
    here = situation.patients[command.patient].edge(command.other)
    if here is None or here.state != "linked":
        return Refusal("link.not_linked")
    if here.unlink_pending is not None:
        return Refusal("link.already_asked")
    return _of_each_other(command, PatientUnlinked)


def decide_confirm_unlink(
    command: ConfirmUnlink, situation: PatientsSituation, who: Who
) -> Decided | Refusal:
    """The second person's agreement with a separation asked for by another."""
    refusal = _not_to_say(command, situation, who)
    if refusal:
        return refusal
    here = situation.patients[command.patient].edge(command.other)
    there = situation.patients[command.other].edge(command.patient)
    if here is None or there is None or here.unlink_pending is None or there.unlink_pending is None:
        return Refusal("link.not_asked")
    if who.person in (here.unlink_pending_by, there.unlink_pending_by):
        return Refusal("link.same_person")
    return _in_both(
        command, PatientUnlinkConfirmed(here.unlink_pending), PatientUnlinkConfirmed(there.unlink_pending)
    )


def _not_to_say(command: OnTwoFiles, situation: PatientsSituation, who: Who) -> Refusal | None:
    """Why this person may say nothing now of whether these two files are one person."""
    state = situation.patients.get(command.patient)
    return first(
        right_missing(who, "identify"),
        _two_known_files(command, situation),
        stale(command.based_on, state.heads) if state else None,
    )


def _not_to_say_anew(
    command: LinkPatients | KeepApart, situation: PatientsSituation, who: Who, already: Mapping[str, str]
) -> Refusal | None:
    """The same, and the refusal of what was said already, by how the two files stand to each other."""
    said = relation(command.patient, command.other, situation.patients)
    return first(
        _not_to_say(command, situation, who),
        blank(command.reason, "reason.missing"),
        Refusal(already[said]) if said in already else None,
    )


def _two_known_files(command: OnTwoFiles, situation: PatientsSituation) -> Refusal | None:
    if command.patient == command.other:
        return Refusal("link.same_file")
    known = command.patient in situation.patients and command.other in situation.patients
    return None if known else Refusal("patient.unknown")


def _of_each_other(
    command: LinkPatients | KeepApart | UnlinkPatients, said: Callable[[Id, str], Wire]
) -> Decided:
    """The same said of each file in the other."""
    return _in_both(command, said(command.other, command.reason), said(command.patient, command.reason))


def _in_both(command: OnTwoFiles, here: Wire, there: Wire) -> Decided:
    """What touches two files is one act in each, in one transaction."""
    mine, other = patient_file(command.patient), patient_file(command.other)
    return Decided(
        (
            Draft(mine, here, based_on=command.based_on, mentions=(other,)),
            Draft(other, there, mentions=(mine,)),
        )
    )
