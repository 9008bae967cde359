"""A refusal in words: sentences in both languages, values put into words by name or by shape."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta, timezone
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from node.domain.rights import RIGHTS
from schema.i18n import LANGUAGES, text
from schema.refusal import refusal_sentences, value_shown
from tests.tree import ROOT, python_sources

NARROW = "\u202f"


def _codes() -> dict[str, set[str]]:
    """Every code that a rule refuses with, and the names of the values it gives."""
    found: dict[str, set[str]] = {}
    for path in python_sources("node/domain"):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        bound = _dictionaries(tree)
        for node in ast.walk(tree):
            for code, names in (*_refused(node, bound, path), *((code, set()) for code in _chosen(node))):
                found.setdefault(code, set()).update(names)
    found["dosing.unit"] = {"name", "unit"}
    found["dosing.missing"] = {"name"}
    return found


def _refused(node: ast.AST, bound: dict[str, set[str]], path: Path) -> Iterator[tuple[str, set[str]]]:
    """The code of a call that refuses, written there or as a constant, with the names of its values."""
    match node:
        case ast.Call(func=ast.Name(id="Refusal"), args=[ast.Constant(value=str() as code), *values]):
            yield code, _names(values, bound, path)
        case ast.Call(func=ast.Name(id="Refusal"), args=[ast.Name(id=name), *values]) if name.isupper():
            module = import_module(".".join(Path(path).with_suffix("").parts))
            yield getattr(module, name), _names(values, bound, path)
        case ast.Call(
            func=ast.Name(id="DosingError" | "ValueRefusedError"),
            args=[ast.Constant(value=str() as code), *values],
        ):
            yield f"dosing.{code}", _names(values, bound, path)


def _chosen(node: ast.AST) -> Iterator[str]:
    """Codes handed to a check, or chosen between, whose refusals have no values."""
    match node:
        case ast.Call(func=ast.Name(id="blank"), args=[_, ast.Constant(value=str() as code)]):
            yield code
        case ast.Call(func=ast.Name(id="same_person"), args=[*_, ast.Constant(value=str() as code)]):
            yield code
        case ast.IfExp(body=ast.Constant(value=str() as one), orelse=ast.Constant(value=str() as other)):
            if one.startswith(("link.", "bag.")):
                yield from (one, other)
        case ast.Dict(values=values):
            for value in values:
                if isinstance(value, ast.Constant) and str(value.value).startswith("link."):
                    yield str(value.value)


def _dictionaries(tree: ast.AST) -> dict[str, set[str]]:
    """Names of values bound to dictionaries, and keys added to them."""
    bound: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=keys)):
                bound.setdefault(name, set()).update(_keys(keys))
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key))]
            ):
                bound.setdefault(name, set()).add(key)
            case _:
                pass
    return bound


def _keys(keys: list[ast.expr | None]) -> set[str]:
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _names(values: list[ast.expr], bound: dict[str, set[str]], path: Path) -> set[str]:
    match values:
        case []:
            return set()
        case [ast.Dict(keys=keys)]:
            return _keys(keys)
        case [ast.Name(id=name)] if name in bound:
            return bound[name]
        case _:
            raise AssertionError(f"{path}: values of a refusal that this test cannot read")


CODES = _codes()
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_the_codes_are_found() -> None:
    assert len(CODES) > 110
    assert CODES["dose.off_previous"] == {"substance", "previous", "dose", "limit", "percent"}
    assert {"pair.maker_checker", "reason.missing", "link.not_asked", "dosing.age"} <= set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_says_what_is_wrong_and_what_to_do_with_values_that_exist(
    code: str, language: str
) -> None:
    for msgid in (f"refusal.{code}", f"refusal.{code}.next"):
        sentence = text(msgid, language)
        assert sentence != msgid
        assert set(_PLACEHOLDER.findall(sentence)) <= CODES[code]


@cache
def _written(language: str) -> dict[str, str]:
    """The texts of the rules' own catalogue; other parts of the node have refusals of their own."""
    path = ROOT / "schema" / "locale" / language / "refusal.po"
    return {
        str(message.id): str(message.string)
        for message in read_po(BytesIO(path.read_bytes()), locale=language)
        if message.id
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_without_its_rule(language: str) -> None:
    sentences = {
        msgid.removeprefix("refusal.").removesuffix(".next")
        for msgid in _written(language)
        if f"{msgid.removesuffix('.next')}.next" in _written(language)
    }
    assert sentences == set(CODES)


def test_both_languages_use_the_same_values() -> None:
    french, english = (
        {msgid: set(_PLACEHOLDER.findall(said)) for msgid, said in _written(language).items()}
        for language in ("fr", "en")
    )
    assert french == english


def test_french_typography() -> None:
    wrong = re.compile(r"[^\u202f\u00a0][:;?!»]|«[^\u202f]|'")
    assert [msgid for msgid, said in _written("fr").items() if wrong.search(said)] == []


def test_minus_47_percent_in_words() -> None:
    values = {
        "substance": "doxorubicine",
        "dose": "57.8 mg",
        "previous": "109.1 mg",
        "percent": "-47 %",
        "limit": "10 %",
    }
    what, do = refusal_sentences("dose.off_previous", values)
    assert "57,8\u00a0mg s’écarte de −47\u00a0% de la cure précédente (109,1\u00a0mg)" in what
    assert do == "Vérifiez la dose. Si elle est voulue, écrivez le motif."
    assert "57.8\u00a0mg is off" in refusal_sentences("dose.off_previous", values, "en")[0]


@pytest.mark.parametrize(
    ("name", "value", "french", "english"),
    [
        ("right", "prescribe", "prescrire", "prescribe"),
        ("roles", "pharmacist,nurse", "pharmacien ou infirmier", "pharmacist or nurse"),
        ("roles", "", "", ""),
        ("what", "weight", "Poids", "Weight"),
        (
            "mention",
            "uracilemia",
            "résultats uracilémie pris en compte",
            "uracilemia results taken into account",
        ),
        ("mention", "of_their_own", "of_their_own", "of_their_own"),
        ("rule", "bag.expired", "poche périmée", "expired bag"),
        ("date", "2026-02-01", "01‑févr.‑2026", "01‑Feb‑2026"),
        ("date", "2026-02-11", "11‑févr.‑2026", "11‑Feb‑2026"),
        ("date", "2026-02-30", "2026-02-30", "2026-02-30"),
        ("dose", "1234.5 mg", f"1{NARROW}234,5\u00a0mg", f"1{NARROW}234.5\u00a0mg"),
        ("lot", "12 mg-lot", "12 mg-lot", "12 mg-lot"),
        ("lot", "012 mg", "012 mg", "012 mg"),
        ("detail", "io", "le disque ne répond pas comme il faut", "the disk does not answer as it should"),
        ("detail", "pages 3", "pages altérées\u202f: 3", "altered pages: 3"),
        ("detail", "row AAAAAAAA 12", "ligne de journal AAAAAAAA 12", "journal row AAAAAAAA 12"),
        ("detail", "EACCES", "accès refusé", "access refused"),
        ("detail", "what nobody foresaw", "what nobody foresaw", "what nobody foresaw"),
        ("use_by", "1773144000000", "10‑mars‑2026 12:00", "10‑Mar‑2026 12:00"),
    ],
)
def test_values_in_words(name: str, value: str, french: str, english: str) -> None:
    assert value_shown(name, value, "fr") == french
    assert value_shown(name, value, "en") == english


def test_instants_are_shown_in_the_sites_time() -> None:
    assert value_shown("use_by", "1773144000000", "fr", timezone(timedelta(hours=1))) == "10‑mars‑2026 13:00"


def test_a_missing_right_names_whom_to_ask() -> None:
    assert "settle" in RIGHTS
    what, do = refusal_sentences("right.missing", {"right": "settle", "roles": "pharmacist,prescriber"})
    assert f"«{NARROW}trancher les désaccords{NARROW}»" in what
    assert do == f"Demandez à{NARROW}: pharmacien ou prescripteur."
