"""What one side of a conflict says."""

from __future__ import annotations

import pytest

from node.views.summary import aligned, summary
from node.views.teller import Teller
from node.views.wording import Wording
from schema.acts import KIND_OF_BODY
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.acts.base import Told
from schema.acts.course import CourseStopped
from schema.acts.release import ReleaseDecided
from schema.acts.settlement import SETTLEMENTS, ConflictSettled
from schema.codec import Wire
from schema.transaction import FileType
from tests.node.domain.acts import Site, an_id
from tests.node.views.test_teller import Book

BAG = an_id("bag")
AT = 1_780_639_200_000  # 2026-06-05 08:00 in Paris


def _words() -> Wording:
    return Wording(Teller(Book(Site())), {BAG: "PUI-1 000007"})


def _told(source: str = "seen") -> Told:
    return Told(AT, False, None, source)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            DoseGiven(an_id("d"), BAG, an_id("p"), _told("paper"), "bien toléré"),
            {
                "number": "PUI-1 000007",
                "happened_at": "05‑juin‑2026 08:00",
                "source": "reporté d’un papier",
                "remark": "bien toléré",
            },
        ),
        (
            DoseNotGiven(an_id("d"), None, "fièvre", _told()),
            {"happened_at": "05‑juin‑2026 08:00", "source": "vu", "reason": "fièvre"},
        ),
        (
            ReleaseDecided(BAG, released=False, reason="fuite"),
            {"number": "PUI-1 000007", "decision": "refusée", "reason": "fuite"},
        ),
        (
            CourseStopped("line", 1, 0, "L1", "neuropathie"),
            {"decision": "arrêt de la ligne", "reason": "neuropathie"},
        ),
        (
            ConflictSettled("made_twice", an_id("d"), (), "keep", BAG, "vu"),
            {"decision": "Garder", "number": "PUI-1 000007", "reason": "vu"},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_act_says_what_could_differ(body: Wire, said: dict[str, str]) -> None:
    found = summary(body, (), _words())
    assert dict(found) == {f"summary.{field}": value for field, value in said.items()}


def test_every_kind_in_a_file_that_may_disagree_says_something() -> None:
    from node.views.summary import _SAY

    silent = {
        body.__name__
        for body, kind in KIND_OF_BODY.items()
        if kind.file in {*SETTLEMENTS, FileType.REGISTER} and body not in _SAY
    }
    # Notes and requests never disagree; a prescription is told dose by dose; a derogation lifts one stop.
    assert silent == {
        "CourseNoted",
        "DerogationAgreed",
        "DerogationAsked",
        "PatientKeptApart",
        "PatientLinked",
        "PatientNoted",
        "PatientUnlinked",
        "PrescriptionSigned",
        "PrescriptionTranscribed",
    }


def test_what_cannot_be_read_says_nothing() -> None:
    assert summary(None, (), _words()) == ()
    assert _words().day("une date") == "une date"


def test_all_sides_have_the_same_fields() -> None:
    one, other = aligned([(("a", "1"), ("b", "2")), (("b", "3"), ("c", "4"))])
    assert one == (("a", "1"), ("b", "2"), ("c", "—"))
    assert other == (("a", "—"), ("b", "3"), ("c", "4"))
