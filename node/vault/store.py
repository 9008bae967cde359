"""The operating system's keyring, for a workstation that must start without a person.

It opens for whoever is logged in as the same user: a convenience for guarded rooms, chosen by the
site, never the default. `keyring` is an optional package; tests use a store in memory.
"""

import importlib
from typing import Protocol

from node.secret_errors import KeyringUnavailableError

SERVICE = "veilleuse"

# Modules of backends that keep nothing, or keep it in clear; one of the latter is chosen in silence
# on a computer without a real keyring.
_UNTRUSTED = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


class SecretStore(Protocol):
    """Keeps short texts for this user of this computer."""

    def get(self, name: str) -> str | None:
        """The secret of this name; None if there is none."""

    def put(self, name: str, secret: str) -> None:
        """Keeps a secret, in place of the one of the same name."""

    def forget(self, name: str) -> None:
        """Removes the secret; does nothing if there is none."""


class Backend(Protocol):
    """The part of a `keyring` backend that we use."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class SystemStore:
    """A `SecretStore` on a backend of the `keyring` package."""

    def __init__(self, backend: Backend, errors: type[Exception]) -> None:
        """`errors` is the base of what the backend raises (`keyring.errors.KeyringError`)."""
        module = type(backend).__module__
        if module.startswith(_UNTRUSTED):
            raise KeyringUnavailableError(lack="untrusted")
        self._backend = backend
        self._errors = errors

    def get(self, name: str) -> str | None:
        try:
            return self._backend.get_password(SERVICE, name)
        except self._errors as error:
            raise KeyringUnavailableError(lack=type(error).__name__) from None

    def put(self, name: str, secret: str) -> None:
        try:
            self._backend.set_password(SERVICE, name, secret)
        except self._errors as error:
            # Not chained: a backend's text might quote what it was given.
            raise KeyringUnavailableError(lack=type(error).__name__) from None

    def forget(self, name: str) -> None:
        if self.get(name) is None:
            return
        try:
            self._backend.delete_password(SERVICE, name)
        except self._errors as error:
            raise KeyringUnavailableError(lack=type(error).__name__) from None


def system_store(package: str = "keyring") -> SystemStore:
    """This computer's keyring; raises `KeyringUnavailableError` without the package or a keyring."""
    try:
        keyring = importlib.import_module(package)
        errors = importlib.import_module(f"{package}.errors")
    except ImportError:
        raise KeyringUnavailableError(lack="package") from None
    return SystemStore(keyring.get_keyring(), errors.KeyringError)
