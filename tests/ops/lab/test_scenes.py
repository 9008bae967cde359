"""What the scenes measure, on a site that is none: the real one takes namespaces."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ops.lab import scenes


class NoSite:
    """One newcomer that serves since second 10, and has found everybody when it is asked at second 12."""

    def __init__(self) -> None:
        self.host = SimpleNamespace(name="POSTE-2", address="192.0.2.1", serving_since=10.0)
        self.hosts = [self.host]
        self.worker = SimpleNamespace(
            host=self.host, peers=lambda: {"POSTE-1": SimpleNamespace(connected=True, found_by="typed")}
        )
        self.workers = {"POSTE-2": self.worker}

    def join(self, **_: object) -> Any:
        return self.host

    def start(self, _host: object) -> Any:
        return self.worker

    def connected(self, _worker: object) -> bool:
        return True

    def equal(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _at_second_12(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.perf_counter", lambda: 12.0)


def test_discovery_is_measured_from_when_the_workstation_serves() -> None:
    site: Any = NoSite()
    wiring: Any = SimpleNamespace(multicast=lambda **_: None)
    assert scenes.no_multicast(site, wiring, 2, 0)["all_s"] == 2.0
    found = scenes.discovery(site, wiring, 2, 0)
    assert found["first_s"] == found["all_s"] == {"median": 2.0, "worst": 2.0}
