"""Every error has its French and English sentence and its remedy, and says no more than it may."""

import re

import pytest

from node import secret_errors
from node.secret_errors import NotAVaultError, SecretError, WrongPinError
from schema.i18n import LANGUAGES, catalogue, text


def _leaves(kind: type[SecretError]) -> list[type[SecretError]]:
    below = kind.__subclasses__()
    return [leaf for child in below for leaf in _leaves(child)] if below else [kind]


LEAVES = [kind for kind in _leaves(SecretError) if kind.__module__ == secret_errors.__name__]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_an_error_has_its_sentence_and_its_remedy(kind: type[SecretError], language: str) -> None:
    error = kind(**{name: f"<{name}>" for name in kind.fields})
    known = catalogue(language)
    assert error.code in known
    assert error.remedy in known
    sentence = text(error.code, language, error.values)
    assert not re.search(r"[{}]", sentence), "a placeholder has no value"
    assert all(f"<{name}>" in sentence for name in kind.fields), "a value is never told"
    assert not re.search(r"[{}]", text(error.remedy, language)), "remedies take no values"


def test_codes_are_one_to_one() -> None:
    codes = [kind.code for kind in LEAVES]
    assert len(codes) == len(set(codes))
    assert len(codes) > 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_outlives_its_error(language: str) -> None:
    areas = ("vault.", "pin.", "recovery.")
    ours = {str(message.id) for message in catalogue(language) if str(message.id).startswith(areas)}
    expected = {kind.code for kind in LEAVES}
    assert {i for i in ours if i in expected or i.removesuffix(".remedy") in expected} == expected | {
        f"{code}.remedy" for code in expected
    }


def test_an_error_takes_exactly_its_values() -> None:
    assert str(NotAVaultError(path="x")) == "vault.not_a_vault (path=x)"
    assert str(WrongPinError()) == "pin.wrong"
    with pytest.raises(TypeError, match="path"):
        NotAVaultError()
    with pytest.raises(TypeError, match="pin"):
        WrongPinError(pin="123456")
