"""Where a newcomer knocks."""

import argparse

import pytest

from node.settings import NodeSettings
from ops.cli.doorways import doorways
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from sync import looking
from sync.addresses import Address
from sync.looking import Doorway
from tests.ops.cli.scene import Heard

SETTINGS = NodeSettings(interfaces=("127.0.0.24",))
A, B, C = (Doorway(tag * 12, Address(f"192.0.2.{at}", 7441)) for tag, at in (("a", 1), ("a", 2), ("b", 3)))


def _found(monkeypatch: pytest.MonkeyPatch, *found: Doorway) -> None:
    async def look(**options: object) -> list[Doorway]:
        assert options == {"interfaces": ("127.0.0.24",)}
        return list(found)

    monkeypatch.setattr(looking, "look_around", look)


def _options(*addresses: str) -> argparse.Namespace:
    return argparse.Namespace(address=list(addresses) or None)


def test_typed_addresses_are_taken_as_they_are() -> None:
    found = doorways(_options("192.0.2.7:7441", "pui:1"), SETTINGS, Heard())
    assert found == [Address("192.0.2.7", 7441), Address("pui", 1)]
    with pytest.raises(StopError) as stopped:
        doorways(_options("nowhere"), SETTINGS, Heard())
    assert stopped.value.leave is Exit.USAGE
    told = tell(stopped.value, "fr")
    assert told is not None
    assert told.lines[0].startswith("« nowhere » n’est pas une adresse : --address attend")


def test_the_only_site_around_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch, A, B)
    assert doorways(_options(), SETTINGS, Heard(person=False)) == [A.lobby, B.lobby]


def test_of_several_sites_a_person_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch, A, B, C)
    heard = Heard("2")
    assert doorways(_options(), SETTINGS, heard) == [C.lobby]
    assert "bbbbbbbbbbbb (192.0.2.3:7441)" in heard.warned.getvalue()


def test_nobody_around(monkeypatch: pytest.MonkeyPatch) -> None:
    _found(monkeypatch)
    with pytest.raises(StopError) as stopped:
        doorways(_options(), SETTINGS, Heard())
    assert stopped.value.code == "cli.error.no_site"
