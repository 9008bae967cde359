"""Every error of bundles, snapshots and restores has its sentences, in French and English."""

import inspect

import pytest

from node import bundle_errors
from node.bundle_errors import SignInRefusedError
from node.domain.decision import Refusal
from schema.i18n import LANGUAGES, text
from sync.bundle import errors
from sync.bundle.errors import BundleError

_FOUND: set[type[BundleError]] = {
    error
    for module in (errors, bundle_errors)
    for _, error in inspect.getmembers(module, inspect.isclass)
    if issubclass(error, BundleError) and error is not BundleError
}
ERRORS = sorted(_FOUND, key=lambda error: error.code)


@pytest.mark.parametrize("error", ERRORS, ids=[error.code for error in ERRORS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_and_what_to_do(error: type[BundleError], language: str) -> None:
    values = dict.fromkeys(error.fields, "VALUE")
    told = text(error.code, language, values)
    assert told != error.code
    assert told.count("VALUE") == len(error.fields)
    remedy = text(f"{error.code}.remedy", language, values)
    assert remedy != f"{error.code}.remedy"
    assert "{" not in told + remedy


def test_codes_are_distinct() -> None:
    assert len({error.code for error in ERRORS}) == len(ERRORS)


def test_a_refused_sign_in_keeps_its_own_reason() -> None:
    refusal = Refusal("session.wait", {"seconds": "5"})
    error = SignInRefusedError(refusal)
    assert error.refusal is refusal
    assert error.code == "restore.sign_in_refused"
    assert error.values == {}
