"""Codes, or their beginnings."""

import pytest

from ops.cli.coded import one_coded

AMONG = ("0f3a91c2", "0f77aa01", "77aa0b1c", "77aa0b1c-1")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0f3a91c2", "0f3a91c2"),
        (" 0F3A ", "0f3a91c2"),
        ("0f", None),
        ("", None),
        (" ", None),
        ("1", None),
        ("77aa0b1c-1", "77aa0b1c-1"),
        # A code that another begins with.
        ("77aa0b1c", "77aa0b1c"),
        ("77aa", None),
    ],
)
def test_one_is_meant_or_none(typed: str, found: str | None) -> None:
    assert one_coded(AMONG, typed, str) == found
