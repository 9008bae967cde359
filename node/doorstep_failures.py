"""What goes wrong before a computer is a workstation, each with the words that help on this screen."""

from collections.abc import Callable
from typing import Any, Final

from node.api.base import Refused
from node.doorways import knock_code
from node.failures import store_refused
from node.secret_errors import (
    PassphraseLengthError,
    PassphraseWordError,
    PinError,
    VaultError,
    VaultNotWrittenError,
    VaultUnreadableError,
    WrongPassphraseError,
)
from node.settings import SettingsError
from node.store.errors import StoreError
from schema.machine import machine_reason
from sync.addresses import BadAddressError
from sync.knocking import KnockError


def _knock(error: KnockError) -> Refused:
    return Refused(code=knock_code(error), values={"code": error.code.name.lower()})


def _address(_error: BadAddressError) -> Refused:
    return Refused(code="join.address")


def _vault_disk(error: VaultError) -> Refused:
    return Refused(code="join.disk", values={"reason": error.values["reason"]})


def _passphrase(_error: VaultError) -> Refused:
    return Refused(code="join.passphrase")


def _vault(_error: VaultError) -> Refused:
    return Refused(code="join.damaged_request")


def _itself(error: PinError | SettingsError) -> Refused:
    return Refused(code=error.code, values=error.values)


def _disk(error: OSError) -> Refused:
    return Refused(code="join.disk", values={"reason": machine_reason(error)})


_SAY: Final[tuple[tuple[type[Exception], Callable[[Any], Refused]], ...]] = (
    (KnockError, _knock),
    (BadAddressError, _address),
    (VaultNotWrittenError, _vault_disk),
    (VaultUnreadableError, _vault_disk),
    (WrongPassphraseError, _passphrase),
    (PassphraseLengthError, _passphrase),
    (PassphraseWordError, _passphrase),
    (VaultError, _vault),
    (PinError, _itself),
    (StoreError, store_refused),
    (SettingsError, _itself),
    (OSError, _disk),
)
"""The first that fits: a narrower class stands before a wider one."""


def refused_for(error: Exception) -> Refused | None:
    """The refusal that explains it; nil for a defect of ours."""
    return next((say(error) for kind, say in _SAY if isinstance(error, kind)), None)
