"""The errors of bundles: distinct codes, exactly the values declared."""

import inspect

import pytest

from sync.bundle import errors
from sync.bundle.errors import BundleError, OtherSiteError, TruncatedError

ERRORS = [error for _, error in inspect.getmembers(errors, inspect.isclass) if issubclass(error, BundleError)]


def test_codes_are_distinct() -> None:
    codes = [error.code for error in ERRORS]
    assert len(set(codes)) == len(codes)


def test_values_are_those_declared() -> None:
    error = OtherSiteError(found="AAAA", expected="BBBB")
    assert error.values == {"found": "AAAA", "expected": "BBBB"}
    assert str(error) == "bundle.other_site (found=AAAA, expected=BBBB)"
    assert error.remedy == "bundle.other_site.remedy"
    assert str(TruncatedError()) == "bundle.truncated"
    with pytest.raises(TypeError):
        OtherSiteError(found="AAAA")
    with pytest.raises(TypeError):
        TruncatedError(path="x")
