"""What the fictive node says of patients: found, measured, corrected, linked."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from node.api.base import Answer, Command, Refused
from node.api.patient import (
    CorrectIdentity,
    CourseRow,
    CreatePatient,
    GetLinkConsequences,
    GetPatient,
    GoneView,
    LinkConsequences,
    LookAlike,
    Measure,
    Measured,
    NotePatient,
    NoteView,
    PatientHits,
    PatientRecord,
    RecordAllergy,
    RecordResult,
    RemoveAllergy,
    SearchPatients,
    TakePatientBack,
    TellPatientLeft,
)
from tests.ui import fake_site as site
from tests.ui.fake_hospital import FakeHospital
from tests.ui.fake_site import Patient, act, stamp
from ui.format import matches


class FakePatients(FakeHospital):
    """Handlers about patients' files."""

    def _search_patients(self, command: SearchPatients) -> Answer:
        found = [
            self._row(one)
            for one in self.patients
            if matches(
                command.text,
                one.identity.birth_name,
                one.identity.first_names,
                one.identity.used_name,
                one.identity.ipp,
            )
        ]
        return PatientHits(total=len(found), rows=tuple(found))

    def _create_patient(self, command: CreatePatient) -> Answer:
        alike = [one for one in self.patients if one.identity.birth_name == command.identity.birth_name]
        if {one.id for one in alike} - set(command.looked_at):
            return Refused(
                code="patient.probable_duplicate", values={"count": str(len(alike)), "alike": "same_traits"}
            )
        self.patients.append(Patient(command.identity, 50, "70", "170", "not_recorded"))
        return self._recorded(None, self.patients[-1].id)

    def _get_patient(self, command: GetPatient) -> Answer:
        one = self.patient(command.patient)
        alike = [
            LookAlike(other.id, other.identity, "same_traits", "probable")
            for other in self.patients
            if other is not one and other.identity.birth_name == one.identity.birth_name
        ]
        rows = [
            CourseRow(
                course.id,
                one.id,
                course.regimen.name,
                course.regimen.indications[0].label,
                "2026-11-07",
                course.regimen.cycles,
                "HDJ oncologie",
                course.view().state,
            )
            for course in self.courses
            if course.patient is one
        ]
        return PatientRecord(
            banner=one.banner(),
            heads=(act(f"patient{one.id.hex()}"),),
            measurements=tuple(one.measured),
            notes=tuple(one.notes),
            courses=tuple(rows),
            look_alikes=tuple(alike),
            gates=site.GATES,
            disputes=one.disputes,
        )

    def _measure(self, command: Measure) -> Answer:
        one = self.patient(command.patient)
        last = one.latest(command.what)
        if last is not None and not command.confirmed:
            ratio = command.value.decimal / last.value.decimal
            if not Decimal("0.7") < ratio < Decimal("1.4"):
                values = {
                    "what": command.what,
                    "value": f"{command.value.value} {command.value.unit}",
                    "doubt": "changed",
                }
                return Refused(code="patient.implausible", values=values)
        one.measured.append(Measured(command.what, command.value, stamp(3, 0)))
        return self._recorded()

    def _record_allergy(self, command: RecordAllergy) -> Answer:
        one = self.patient(command.patient)
        one.allergy_state = "none_known" if command.none_known else "known"
        if not command.none_known:
            one.allergies += ((command.substance, command.reaction),)
        return self._recorded()

    def _note_patient(self, command: NotePatient) -> Answer:
        self.patient(command.patient).notes.append(NoteView(command.text, stamp(0, 0)))
        return self._recorded()

    def _pair(self, _: Command) -> Answer:
        return self._recorded()

    _link_patients = _confirm_link = _keep_apart = _unlink_patients = _confirm_unlink = _pair

    def _get_link_consequences(self, _: GetLinkConsequences) -> Answer:
        return LinkConsequences(allergies=("latex",), courses=2, back_to_validation=3)

    def _record_result(self, command: RecordResult) -> Answer:
        self.patient(command.patient).measured.append(Measured(command.what, command.value, stamp(3, 0)))
        return self._recorded()

    def _correct_identity(self, command: CorrectIdentity) -> Answer:
        one = self.patient(command.patient)
        values = {change.field: change.value for change in command.changes}
        one.identity = msgspec.structs.replace(one.identity, **values)
        one.disputes = tuple(dispute for dispute in one.disputes if dispute.field not in values)
        return self._recorded()

    def _remove_allergy(self, command: RemoveAllergy) -> Answer:
        self.patient(command.patient).allergies = ()
        return self._recorded()

    def _tell_patient_left(self, command: TellPatientLeft) -> Answer:
        self.patient(command.patient).gone = (GoneView(command.how, command.remark, stamp(3, 0)),)
        return self._recorded()

    def _take_patient_back(self, command: TakePatientBack) -> Answer:
        self.patient(command.patient).gone = ()
        return self._recorded()
