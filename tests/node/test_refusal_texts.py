"""Every refusal that the node's source names has its sentence and its next step, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from node import bundle_errors, secret_errors
from node.store import errors as store_errors
from schema.i18n import LANGUAGES, text
from sync.bundle.errors import BundleError
from tests.tree import ROOT

CALLS = {"Refusal", "Refused"}


def _literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS):
            continue
        named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        for value in (*node.args[:1], *named):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _codes(module: object, base: type) -> list[str]:
    found = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, base)]
    return [code for kind in found if isinstance(code := vars(kind).get("code"), str)]


LITERALS = sorted({code for path in (ROOT / "node").rglob("*.py") for code in _literals(path)})
STORE = [f"store.{code}" for code in _codes(store_errors, store_errors.StoreError)]
PINS = _codes(secret_errors, secret_errors.PinError)
SNAPSHOTS = [code for code in _codes(bundle_errors, BundleError) if code.startswith("snapshot.")]


def test_the_search_finds_what_it_should() -> None:
    assert {"session.wrong_pin", "request.defect", "site.unknown_role", "bag.unknown"} <= set(LITERALS)
    assert "store.disk_full" in STORE
    assert "pin.too_short" in PINS
    assert "snapshot.busy" in SNAPSHOTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*LITERALS, *STORE, *PINS, *SNAPSHOTS])
def test_a_refusal_has_its_words(code: str, language: str) -> None:
    for msgid in (f"refusal.{code}", f"refusal.{code}.next"):
        assert text(msgid, language) != msgid


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", STORE)
def test_a_broken_store_has_its_words(code: str, language: str) -> None:
    for msgid in (code, f"{code}.next"):
        assert text(msgid, language) != msgid


def test_verify_names_each_finding_in_words() -> None:
    source = (ROOT / "node/store/verify.py").read_text(encoding="utf-8")
    codes = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("verify.")
    }
    codes.discard("verify.table")
    assert "verify.damaged" in codes
    for code in codes:
        for language in LANGUAGES:
            assert text(code, language) != code
