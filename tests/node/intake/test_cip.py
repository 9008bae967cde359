"""CIP13 keys: codes of real boxes, every single mistyped digit, and UCD codes."""

from __future__ import annotations

import pytest

from node.intake.cip import check_digit, cip13_fault

REAL = [
    "3400957504151", "3400957504380", "3400955098096", "3400955098102", "3400955086741", "3400955050001",
    "3400955090243", "3400922432960", "3400957442835", "3400956620074", "3400957381998", "3400930116579",
    "3400937953948", "3400933587888", "3400949497294",
]  # fmt: skip


@pytest.mark.parametrize("code", REAL)
def test_real_codes_are_sound(code: str) -> None:
    assert cip13_fault(code) is None


@pytest.mark.parametrize("code", REAL[:4])
def test_any_single_wrong_digit_is_found(code: str) -> None:
    for position in range(4, 13):
        for digit in "0123456789":
            changed = code[:position] + digit + code[position + 1 :]
            expected = None if changed == code else "cip_ucd" if changed.startswith("34008") else "cip_key"
            assert cip13_fault(changed) == expected


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("3400893766521", "cip_ucd"),  # a sound UCD13
        ("4006381333931", "cip_prefix"),  # a sound EAN-13 of something else
        ("340095750415", "cip_format"),
        ("34009575041510", "cip_format"),
        ("340095750415X", "cip_format"),
        ("٣٤٠٠٩٥٧٥٠٤١٥١", "cip_format"),
        ("", "cip_format"),
    ],
)
def test_what_is_no_cip13(code: str, fault: str) -> None:
    assert cip13_fault(code) == fault


def test_the_key_by_its_definition() -> None:
    """Even ranks ×3, counted from 1; the whole sum with the key is a multiple of ten."""
    for code in REAL:
        total = sum(int(digit) * (1, 3)[rank % 2] for rank, digit in enumerate(code))
        assert total % 10 == 0
        assert check_digit(code[:12]) == code[12]
