"""Ready-made states: a fictive course with one 5-FU dose, as far on as a test wants it."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from node.domain.decision import Decided, Refusal, Who
from node.domain.rights import RIGHTS
from node.domain.state import Bag, Conflict, CourseState, Dose, Version
from schema.acts.base import DoseRevision, Told
from schema.acts.course import CourseIncluded
from schema.acts.preparation import PreparationClaimed, VialUsed
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import Indication
from schema.computation import Computation, Figure
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef
from tests.node.domain.acts import an_id

TODAY = date(2026, 3, 10)
NOW = 1_773_144_000_000
"""10 March 2026, 12:00 UTC."""
HOUR = 3_600_000
DAY = 24 * HOUR
COURSE, PATIENT, DOSE, BAG, PRODUCT = (an_id(name) for name in ("course", "patient", "dose", "bag", "5-FU"))


def ref(name: str) -> ActRef:
    """The reference of a fictive act."""
    return ActRef(an_id(f"journal of {name}"), 1, 0, hashlib.sha256(name.encode()).digest())


def who(name: str = "zoe", rights: Any = RIGHTS) -> Who:
    """Somebody at the pharmacy's workstation, by default with every right."""
    return Who(an_id(name), frozenset(rights), an_id("PUI-1"), an_id("journal PUI-1"))


def told(source: str = "seen", at: int = NOW, by: str | None = None) -> Told:
    """An account's origin."""
    return Told(at, False, an_id(by) if by else None, source)


def mg(number: str) -> Quantity:
    """Milligrams."""
    return Quantity(number, Unit.MG)


def order(**changes: Any) -> DoseOrder:
    """700 mg of fluorouracil in 100 mL, day 1, planned today."""
    amount = mg("700")
    fields: dict[str, Any] = {
        "dose": DOSE,
        "line": "L1",
        "rank": 1,
        "day": 1,
        "planned": TODAY.isoformat(),
        "substance": "fluorouracile",
        "basis": "per_m2",
        "amount": Quantity("400", Unit.MG_PER_M2),
        "theoretical": amount,
        "reduction_percent": "0",
        "reduction_reason": "",
        "prescribed": amount,
        "route": "iv",
        "diluent": "NaCl 0,9 %",
        "volume": Quantity("100", Unit.ML),
        "duration_minutes": 30,
        "container": "poche",
        "instructions": "",
        "computation": Computation(
            "dose.per_m2/1", (Figure("amount", amount),), (), (), None, None, None, amount
        ),
    }
    return DoseOrder(**{**fields, **changes})


ORDERED = ref("ordered")
ITEM = DoseRevision(DOSE, ORDERED)


def dose_state(written: DoseOrder | None = None, **changes: Any) -> Dose:
    """A dose as prescribed, with the mention; nothing else happened yet."""
    content = written or order()
    fields: dict[str, Any] = {
        "dose": content.dose,
        "cycle": 1,
        "versions": (Version(ORDERED, content, ("uracilemia",)),),
        "prescribed": (ORDERED,),
        "validated": None,
        "validation_mentions": (),
        "held": None,
        "go_ahead": None,
        "deferred": None,
        "stops": (),
        "bags": (),
        "given": (),
        "not_given": (),
        "derogations": (),
        "status": "prescribed",
        "waits_for": (),
        "blocks": (),
    }
    return Dose(**{**fields, **changes})


def ready_dose(**changes: Any) -> Dose:
    """A dose validated and with its go-ahead."""
    return dose_state(**{"validated": ref("validated"), "go_ahead": ref("go-ahead"), **changes})


def vial(**changes: Any) -> VialUsed:
    """A vial in date."""
    fields: dict[str, Any] = {
        "product": PRODUCT,
        "label": "Fluorouracile fictif 50 mg/mL",
        "cip13": "",
        "lot": "LOT1",
        "expiry": "2027-01-31",
        "count": 1,
    }
    return VialUsed(**{**fields, **changes})


def claimed(**changes: Any) -> PreparationClaimed:
    """What was claimed."""
    fields: dict[str, Any] = {
        "bag": BAG,
        "item": ITEM,
        "series": an_id("journal PUI-1"),
        "number": 42,
        "vials": (vial(),),
        "draw": Quantity("14", Unit.ML),
        "withdraw": False,
        "diluent": "NaCl 0,9 %",
        "diluent_lot": "LOT2",
        "final_volume": Quantity("114", Unit.ML),
        "final_concentration": Quantity("6.140351", Unit.MG_PER_ML),
        "use_by": NOW + DAY,
        "storage": "",
    }
    return PreparationClaimed(**{**fields, **changes})


def bag_state(content: PreparationClaimed | None = None, **changes: Any) -> Bag:
    """A bag as claimed."""
    fields: dict[str, Any] = {
        "bag": BAG,
        "dose": DOSE,
        "revision": ORDERED,
        "claim": ref("claim"),
        "content": content or claimed(),
        "made": (),
        "checked": (),
        "released": None,
        "rejected": None,
        "dispensed": (),
        "received": (),
        "given": (),
        "destroyed": (),
        "recalled": (),
        "voided": None,
        "yielded": False,
        "derogations": (),
        "held": False,
        "status": "claimed",
    }
    return Bag(**{**fields, **changes})


UP_TO: dict[str, dict[str, Any]] = {
    "claimed": {},
    "made": {"made": (ref("made"),)},
    "checked": {"made": (ref("made"),), "checked": (ref("checked"),)},
}
UP_TO["released"] = {**UP_TO["checked"], "released": ref("released")}
UP_TO["dispensed"] = {**UP_TO["released"], "dispensed": (ref("dispensed"),)}
UP_TO["received"] = {**UP_TO["dispensed"], "received": (ref("received"),)}
UP_TO["given"] = {**UP_TO["received"], "given": (ref("given"),)}
DOERS = {
    ORDERED: an_id("paul the prescriber"),
    ref("made"): an_id("max the maker"),
    ref("checked"): an_id("cleo the checker"),
}


def bag_at(step: str, **changes: Any) -> Bag:
    """A bag up to this step of the circuit."""
    fields: dict[str, Any] = {**UP_TO[step], "status": step, **changes}
    return bag_state(**fields)


def course_state(*doses: Dose, bags: tuple[Bag, ...] = (), **changes: Any) -> CourseState:
    """A course with these doses."""
    fields: dict[str, Any] = {
        "included": CourseIncluded(
            patient=PATIENT,
            regimen=an_id("regimen"),
            version=ref("regimen"),
            regimen_name="Protocole fictif",
            indication=Indication("I1", "Indication fictive"),
            intent="",
            first_day=TODAY.isoformat(),
            planned_cycles=6,
            ward="HDJ",
        ),
        "included_by": ref("included"),
        "cycles": (),
        "doses": doses,
        "bags": bags,
        "stops": (),
        "conflicts": (),
        "breaches": (),
        "anomalies": (),
        "set_aside": (),
        "notes": (),
        "heads": (ref("head"),),
        "known_in_part": False,
    }
    return CourseState(**{**fields, **changes})


HEADS = (ref("head"),)


def conflict(rule: str = "made_twice", subject: Id = DOSE, **changes: Any) -> Conflict:
    """An open conflict that blocks."""
    fields: dict[str, Any] = {
        "rule": rule,
        "subject": subject,
        "dose": DOSE,
        "acts": (ref("one side"), ref("other side")),
        "owners": ("release",),
        "choices": ("keep",),
        "alarm": False,
        "blocks": True,
        "settled": None,
    }
    return Conflict(**{**fields, **changes})


def code_of(refusal: Refusal | None) -> str | None:
    """Which rule a gate named, if any."""
    return refusal.code if refusal else None


def outcome(result: object) -> str:
    """`refused <code>`, `recorded`, or `recorded, <codes of the breaches>`."""
    if isinstance(result, Refusal):
        return f"refused {result.code}"
    assert isinstance(result, Decided), result
    assert result.drafts
    return ", ".join(("recorded", *(warning.code for warning in result.warnings)))
