"""Each thing that goes wrong on the way in, in words that help there."""

from __future__ import annotations

from itertools import combinations

import pytest

from node.doorstep_failures import _SAY, refused_for
from node.secret_errors import (
    PassphraseWordError,
    PinTooShortError,
    VaultNotWrittenError,
    VaultTamperedError,
    WrongPassphraseError,
)
from node.settings import SettingsError
from node.store.errors import DiskFullError
from schema.i18n import LANGUAGES, text
from sync.addresses import BadAddressError
from sync.codes import Code
from sync.doorkeeper import RefusalCode
from sync.knocking import KnockError

NO_SPACE = "No space left on device"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KnockError(Code.REFUSED, RefusalCode.NO_CODE, ""), "join.refused.no_code"),
        (KnockError(Code.UNREACHABLE, None, ""), "join.unreachable"),
        (BadAddressError("nowhere"), "join.address"),
        (VaultNotWrittenError(path="vault", reason=NO_SPACE), "join.disk"),
        (WrongPassphraseError(), "join.passphrase"),
        (PassphraseWordError(position="1"), "join.passphrase"),
        (VaultTamperedError(path="vault"), "join.damaged_request"),
        (PinTooShortError(minimum="6"), "pin.too_short"),
        (DiskFullError(), "store.disk_full"),
        (SettingsError("listen: nowhere"), "settings.unreadable"),
        (OSError(28, NO_SPACE), "join.disk"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_has_its_code_and_its_words(error: Exception, code: str) -> None:
    refused = refused_for(error)
    assert refused is not None
    assert refused.code == code
    for language in LANGUAGES:
        assert text(f"refusal.{code}", language) != f"refusal.{code}"


def test_a_defect_of_ours_is_no_refusal() -> None:
    assert refused_for(ZeroDivisionError("patient Essai")) is None


def test_a_wider_class_hides_no_narrower_one() -> None:
    kinds = [kind for kind, _ in _SAY]
    assert not [(wide, narrow) for wide, narrow in combinations(kinds, 2) if issubclass(narrow, wide)]
