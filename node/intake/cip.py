"""CIP13 codes: 13 digits whose last one is a key, so that a mistyped code is found out.

Arrêté of 30 December 2021: begins with 3400, even ranks count three times, modulo 10 (as a GTIN-13);
the prefix 34008 is for UCD codes, which name a dispensing unit and not a box.
"""

from typing import Final, Literal, TypeAlias

CIP13_DIGITS: Final = 13

CipFault: TypeAlias = Literal["cip_format", "cip_prefix", "cip_ucd", "cip_key"]


def check_digit(first_twelve: str) -> str:
    """The 13th digit of a code, from its first twelve."""
    total = sum(int(digit) * (3 if rank % 2 else 1) for rank, digit in enumerate(first_twelve))
    return str(-total % 10)


def cip13_fault(code: str) -> CipFault | None:
    """What is wrong with a CIP13, or None when it is sound."""
    if len(code) != CIP13_DIGITS or not (code.isascii() and code.isdigit()):
        return "cip_format"
    if not code.startswith("3400"):
        return "cip_prefix"
    if code.startswith("34008"):
        return "cip_ucd"
    return None if check_digit(code[:-1]) == code[-1] else "cip_key"
