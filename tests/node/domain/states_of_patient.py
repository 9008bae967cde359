"""Ready-made patients: a fictive identity, what was measured, and their files."""

from __future__ import annotations

from typing import Any

from node.domain.patient import Measurement, PatientState
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.node.domain.states import DAY, NOW, ref, told


def identity(**changes: Any) -> Identity:
    """A fictive patient."""
    fields: dict[str, Any] = {
        "birth_name": "EXEMPLE",
        "used_name": "",
        "first_names": "Camille",
        "birth_date": "1960-05-04",
        "sex": "F",
        "ipp": "",
        "ins": "",
    }
    return Identity(**{**fields, **changes})


def measured(what: str, value: str, unit: Unit, at: int = NOW - DAY) -> Measurement:
    """One measurement in a patient's state."""
    return Measurement(ref(f"{what} {value}"), what, Quantity(value, unit), told("seen", at), ())


def patient_state(**changes: Any) -> PatientState:
    """A patient of 70 kg and 170 cm with a creatinine of 80."""
    fields: dict[str, Any] = {
        "created": ref("created"),
        "identity": identity(),
        "identity_disputed": (),
        "measurements": (
            measured("weight", "70", Unit.KG),
            measured("height", "170", Unit.CM),
            measured("creatinine", "80", Unit.UMOL_PER_L),
        ),
        "allergies": (),
        "allergy_state": "not_recorded",
        "allergies_disputed": False,
        "notes": (),
        "edges": (),
        "heads": (ref("created"),),
        "anomalies": (),
        "set_aside": (),
        "known_in_part": False,
    }
    return PatientState(**{**fields, **changes})
