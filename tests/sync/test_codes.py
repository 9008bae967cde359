"""Why a conversation ended: numbers that never change, each with its words."""

from __future__ import annotations

import pytest

from schema.i18n import LANGUAGES, catalogue, text
from sync.addresses import Source
from sync.codes import Code, code_of


def test_an_unknown_code_is_one_of_ours() -> None:
    assert code_of(2) is Code.SITE
    assert code_of(60_000) is Code.INTERNAL


_PREFIXES = ("sync.error.", "sync.found_by.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence(language: str) -> None:
    ids = {f"sync.error.{code.name.lower()}" for code in Code}
    ids |= {f"sync.found_by.{source}" for source in (*Source, "incoming")}
    known = {message.id for message in catalogue(language) if str(message.id).startswith(_PREFIXES)}
    assert known == ids
    assert all(text(msgid, language) != msgid for msgid in ids)


def test_codes_never_change() -> None:
    assert {code.name.lower(): code.value for code in Code} == {
        "done": 0,
        "stopping": 1,
        "site": 2,
        "version": 3,
        "scope": 4,
        "identity": 5,
        "itself": 6,
        "twin": 7,
        "not_member": 8,
        "duplicate": 9,
        "garbage": 10,
        "oversized": 11,
        "turn": 12,
        "flood": 13,
        "silent": 14,
        "stuck": 15,
        "internal": 16,
        "busy": 17,
        "late": 18,
        "lost": 19,
        "unreachable": 20,
        "refused": 21,
    }
