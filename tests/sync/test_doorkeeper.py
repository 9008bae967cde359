"""Refusals travel as numbers, and each has its sentences."""

import pytest

from schema.i18n import LANGUAGES, text
from sync.doorkeeper import RefusalCode, refusal_of


def test_refusal_codes_never_change() -> None:
    assert {code.name: code.value for code in RefusalCode} == {
        "UNKNOWN": 1,
        "USED": 2,
        "WITHDRAWN": 3,
        "INVALID": 4,
        "CLOSED": 5,
        "NO_CODE": 6,
        "WRONG_CODE": 7,
        "LATE": 8,
    }


def test_a_newer_programs_refusal_is_one_too() -> None:
    assert refusal_of(7) is RefusalCode.WRONG_CODE
    assert refusal_of(60_000) is RefusalCode.UNKNOWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RefusalCode)
def test_each_says_what_is_wrong_and_what_to_do(code: RefusalCode, language: str) -> None:
    for msgid in (
        f"refusal.join.refused.{code.name.lower()}",
        f"refusal.join.refused.{code.name.lower()}.next",
    ):
        assert text(msgid, language) != msgid
