"""Knocking at several lobbies: who shows a code decides, and the most telling end is told."""

from __future__ import annotations

import os

import pytest

from node import doorways
from node.doorways import KNOWN, knock_at, knock_code
from schema.i18n import text
from schema.ids import Hash
from sync.addresses import Address
from sync.codes import Code
from sync.doorkeeper import RefusalCode
from sync.knocking import KnockError

A, B, C = (Address("192.0.2.1", port) for port in (1, 2, 3))
NO_CODE = KnockError(Code.REFUSED, RefusalCode.NO_CODE, "")
WRONG = KnockError(Code.REFUSED, RefusalCode.WRONG_CODE, "")
GONE = KnockError(Code.UNREACHABLE, None, "")
ANSWER = (b"s" * 32, b"welcome")


def knocked(monkeypatch: pytest.MonkeyPatch, ends: dict[Address, KnockError | None]) -> list[Address]:
    """Lobbies that end like this; which ones were tried."""
    tried: list[Address] = []

    async def pair_at(lobby: Address, *_: object, source: str | None) -> tuple[Hash, bytes]:
        assert source == "192.0.2.9"
        tried.append(lobby)
        error = ends[lobby]
        if error is not None:
            raise error
        return ANSWER

    monkeypatch.setattr(doorways, "pair_at", pair_at)
    return tried


def knock(*lobbies: Address) -> tuple[Hash, bytes]:
    return knock_at(lobbies, "7K4M9XWD", bytes(32), b"me", os.urandom, source="192.0.2.9")


def test_the_one_that_shows_a_code_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = knocked(monkeypatch, {A: GONE, B: NO_CODE, C: None})
    assert knock(A, B, C) == ANSWER
    assert tried == [A, B, C]


def test_a_wrong_code_is_typed_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = knocked(monkeypatch, {A: WRONG, B: None})
    with pytest.raises(KnockError) as ended:
        knock(A, B)
    assert ended.value is WRONG
    assert tried == [A]


def test_no_code_shown_tells_more_than_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    knocked(monkeypatch, {A: NO_CODE, B: GONE})
    with pytest.raises(KnockError) as ended:
        knock(A, B)
    assert ended.value is NO_CODE
    knocked(monkeypatch, {B: GONE})
    with pytest.raises(KnockError) as ended:
        knock(B)
    assert ended.value is GONE


@pytest.mark.parametrize("code", Code)
def test_every_end_has_its_sentences(code: Code) -> None:
    found = knock_code(KnockError(code, None, ""))
    assert found == (f"join.{code.name.lower()}" if code.name.lower() in KNOWN else "join.failed")
    for language in ("fr", "en"):
        assert text(f"refusal.{found}", language) != f"refusal.{found}"
        assert text(f"refusal.{found}.next", language) != f"refusal.{found}.next"
