"""Every error of the store has its sentences and what to do, in both languages."""

from __future__ import annotations

import pytest

from node.store import errors
from node.store.errors import StoreError
from schema.i18n import LANGUAGES, text

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, StoreError)]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not StoreError])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_with_what_to_do(kind: type[StoreError], language: str) -> None:
    for prefix in ("store.", "refusal.store."):
        for end in ("", ".next"):
            msgid = f"{prefix}{kind.code}{end}"
            assert text(msgid, language) != msgid


def test_codes_are_their_own() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_values_are_shown_to_a_developer_and_kept_for_the_sentence() -> None:
    error = errors.MissingError({"path": "replica.db"})
    assert error.values == {"path": "replica.db"}
    assert str(error) == "missing {'path': 'replica.db'}"
    assert str(errors.DiskFullError()) == "disk_full"
