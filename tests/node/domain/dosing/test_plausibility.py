"""70 kg must not become 7.0 kg; what is believable is the site's business, given as limits."""

from __future__ import annotations

import pytest

from node.domain.dosing.errors import UnitError
from node.domain.dosing.plausibility import Finding, PlausibilityLimits, doubts
from schema.quantity import Quantity, Unit

LIMITS = PlausibilityLimits(
    lowest=Quantity("2", Unit.KG),
    highest=Quantity("250", Unit.KG),
    change_percent=Quantity("10", Unit.PERCENT),
)
NONE = PlausibilityLimits(lowest=None, highest=None, change_percent=None)


def kg(value: str) -> Quantity:
    return Quantity(value, Unit.KG)


def codes(entered: str, previous: str | None = None, limits: PlausibilityLimits = LIMITS) -> list[str]:
    return [
        finding.code for finding in doubts(kg(entered), limits, None if previous is None else kg(previous))
    ]


@pytest.mark.parametrize(
    ("entered", "previous", "expected"),
    [
        ("70", None, []),
        ("70", "71.5", []),
        ("7", "70", ["factor_of_ten", "changed"]),
        ("700", "70", ["above", "factor_of_ten", "changed"]),
        ("6.9", "70.4", ["factor_of_ten", "changed"]),
        ("1.5", None, ["below"]),
        ("77.000001", "70", ["changed"]),
        ("77", "70", []),
        ("63", "70", []),
        ("62.9", "70", ["changed"]),
        ("2", None, []),
        ("250", None, []),
        ("0", "70", ["not_positive"]),
        ("-70", None, ["not_positive"]),
    ],
)
def test_doubts(entered: str, previous: str | None, expected: list[str]) -> None:
    assert codes(entered, previous) == expected


def test_without_limits_only_the_slipped_comma_shows() -> None:
    assert codes("7", "70", NONE) == ["factor_of_ten"]
    assert codes("5000", None, NONE) == []


def test_a_finding_names_the_limit_it_broke() -> None:
    assert doubts(kg("300"), LIMITS) == (Finding("above", kg("250")),)


def test_units_must_agree() -> None:
    with pytest.raises(UnitError):
        doubts(Quantity("170", Unit.CM), LIMITS)
    with pytest.raises(UnitError):
        doubts(kg("70"), NONE, Quantity("170", Unit.CM))
