"""The system's keyring behind our three verbs, with backends made for the purpose."""

import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest

from node.secret_errors import KeyringUnavailableError
from node.vault.store import SERVICE, SystemStore, system_store


class RefusedError(Exception):
    """What the backend below raises."""


class FakeBackend:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _open(self) -> None:
        if self.locked:
            raise RefusedError("the text of a backend may hold a secret")

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[service, username]


class HalfLocked(FakeBackend):
    """Reads, and refuses to remove."""

    def delete_password(self, service: str, username: str) -> None:
        raise RefusedError(service + username)


def test_secrets_are_kept_replaced_and_forgotten() -> None:
    backend = FakeBackend()
    store = SystemStore(backend, RefusedError)
    assert store.get("w") is None
    store.put("w", "one")
    store.put("w", "two")
    assert store.get("w") == "two"
    assert list(backend.kept) == [(SERVICE, "w")]
    store.forget("w")
    store.forget("w")
    assert store.get("w") is None


def test_a_locked_keyring_says_so_and_quotes_nothing() -> None:
    backend = FakeBackend()
    backend.locked = True
    store = SystemStore(backend, RefusedError)
    calls: list[Callable[[], object]] = [
        partial(store.get, "w"),
        partial(store.put, "w", "secret"),
        partial(store.forget, "w"),
    ]
    for call in calls:
        with pytest.raises(KeyringUnavailableError) as caught:
            call()
        assert caught.value.values == {"lack": "RefusedError"}
        assert caught.value.__cause__ is None


def test_a_keyring_that_will_not_forget_says_so() -> None:
    store = SystemStore(HalfLocked(), RefusedError)
    store.put("w", "one")
    with pytest.raises(KeyringUnavailableError):
        store.forget("w")


@pytest.mark.parametrize("module", ["keyring.backends.fail", "keyring.backends.null", "keyrings.alt.file"])
def test_a_keyring_that_keeps_nothing_or_in_clear_is_refused(module: str) -> None:
    untrusted = type("Keyring", (FakeBackend,), {"__module__": module})
    with pytest.raises(KeyringUnavailableError) as caught:
        SystemStore(untrusted(), RefusedError)
    assert caught.value.values == {"lack": "untrusted"}


def test_without_the_package_it_says_that_this_is_what_is_lacking() -> None:
    with pytest.raises(KeyringUnavailableError) as caught:
        system_store("veilleuse_no_such_package")
    assert caught.value.values == {"lack": "package"}


def test_with_the_package_its_own_keyring_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    package, errors = ModuleType("fake_keyring"), ModuleType("fake_keyring.errors")
    backend = FakeBackend()
    vars(package)["get_keyring"] = lambda: backend
    vars(errors)["KeyringError"] = RefusedError
    monkeypatch.setitem(sys.modules, "fake_keyring", package)
    monkeypatch.setitem(sys.modules, "fake_keyring.errors", errors)
    system_store("fake_keyring").put("w", "one")
    assert backend.kept == {(SERVICE, "w"): "one"}
    backend.locked = True
    with pytest.raises(KeyringUnavailableError):
        system_store("fake_keyring").get("w")
