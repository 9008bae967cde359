"""What the fictive node says of the register: two series, one number voided, one doubled, one missing."""

from __future__ import annotations

from node.api.base import Answer
from node.api.register import GetRegister, Register, RegisterLine, SeriesView
from schema.quantity import Quantity, Unit
from tests.ui import fake_site as site
from tests.ui.fake_site import id16, stamp

OWN, OTHER = id16("series"), id16("other series")
SERIES = (
    SeriesView(OWN, "PUI-1", "PUI-1", "7Q4M2K9X", 42, True),
    SeriesView(OTHER, "PUI-2.7K3F", "PUI-2", "7K3F2R5T", 430, False),
)


def line(
    number: int, state: str, reason: str = "", *, doubled: bool = False, series: str = "PUI-1"
) -> RegisterLine:
    """One number; a missing one has nothing."""
    patient = site.patients()[number % 5]
    gone = state == "missing"
    return RegisterLine(
        number=number,
        shown=f"{series} {number:06}",
        bag=None if gone else id16(f"bag {number}"),
        course=None if gone else id16("c1"),
        dose=None if gone else id16("dose"),
        patient=None if gone else patient.id,
        identity=None if gone or state == "unseen" else patient.identity,
        substance="" if gone or state == "unseen" else "oxaliplatine",
        prescribed=None if gone or state == "unseen" else Quantity("140", Unit.MG),
        state=state,
        reason=reason,
        taken=None if gone else stamp(2, (50 - number) * site.HOUR),
        ended=stamp(0, site.HOUR) if reason else None,
        doubled=doubled,
        set_aside=state == "unseen",
    )


LINES = (
    line(42, "claimed"),
    line(41, "released"),
    line(40, "voided", "poche percée au montage"),
    line(39, "made", doubled=True),
    line(38, "unseen"),
    line(37, "missing"),
)


class FakeRegister:
    """Handlers of a node that keeps the register."""

    def _get_register(self, command: GetRegister) -> Answer:
        if command.series == OTHER:
            last = command.last or 430
            lines = tuple(line(n, "given", series="PUI-2.7K3F") for n in range(last, max(0, last - 3), -1))
            return Register(series=SERIES, shown=OTHER, lines=lines)
        return Register(series=SERIES, shown=OWN, lines=LINES)
