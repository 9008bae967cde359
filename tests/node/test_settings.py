"""A workstation's settings: a file that a person edits, and what the network makes of it."""

import errno
import json
import re
from pathlib import Path

import msgspec
import pytest

from node.settings import (
    FILE_NAME,
    DoorError,
    NodeSettings,
    SettingsError,
    SettingsNotSavedError,
    load_settings,
    save_settings,
)
from ops.cli.errors import tell
from ops.cli.exits import Exit
from schema.i18n import LANGUAGES
from sync.addresses import Address
from tests.node.full_disk import filling_disk

MANUAL = Path(__file__).parents[2] / "ops" / "README.md"


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == NodeSettings()


def test_what_is_saved_is_read_back_and_reads_well(tmp_path: Path) -> None:
    mine = NodeSettings(listen="127.0.0.5:7440", typed=("127.0.0.6:7440",), discovery=False, idle_minutes=3)
    save_settings(tmp_path, mine)
    assert load_settings(tmp_path) == mine
    assert '\n  "idle_minutes": 3' in (tmp_path / FILE_NAME).read_text()


def test_beside_a_lobby_that_was_typed_is_a_front_door() -> None:
    """At the port of every workstation that is told nothing else; what was typed before stays, once."""
    mine = NodeSettings(typed=("192.0.2.7:7440", "192.0.2.8:9000"))
    lobbies = [Address("192.0.2.7", 7441), Address("fe80::1", 7441), Address("192.0.2.9", 8000)]
    more = mine.beside(lobbies)
    assert more.typed == ("192.0.2.7:7440", "192.0.2.8:9000", "[fe80::1]:7440", "192.0.2.9:7440")
    assert more.dialled()[2] == Address("fe80::1", 7440)
    assert mine.beside([]) == mine


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("{", "truncated"),
        ('{"snapshots": "r\udce9serve"}', "encoding snapshots"),
        ('{"snapshots": ' + "[" * 100_000, "nested"),
        ('{"announce_lobby": 65536}', "announce_lobby"),
        ('{"idle_minutes": -1}', "idle_minutes"),
        ('{"lisen": "127.0.0.5:7440"}', "lisen"),
        ('{"idle_minutes": "often"}', "idle_minutes"),
        ("[]", "form"),
    ],
)
def test_a_slip_of_the_pen_is_named_with_its_file(tmp_path: Path, written: str, named: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(written.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path)
    assert raised.value.values["file"] == FILE_NAME
    assert named in raised.value.values["slip"]


def test_the_network_gets_addresses() -> None:
    settings = NodeSettings(
        listen="127.0.0.5:0",
        lobby="127.0.0.5:7441",
        announce="127.0.1.5:7440",
        announce_lobby=7442,
        dial_from="127.0.0.5",
        interfaces=("127.0.0.5",),
    ).network()
    assert settings.listen == Address("127.0.0.5", 0)
    assert settings.lobby == Address("127.0.0.5", 7441)
    assert settings.announce == Address("127.0.1.5", 7440)
    assert (settings.announce_lobby, settings.dial_from) == (7442, "127.0.0.5")
    assert settings.interfaces == ("127.0.0.5",)


def test_what_is_left_empty_is_nothing_rather_than_an_empty_name() -> None:
    settings = NodeSettings(lobby="").network()
    assert (settings.lobby, settings.announce, settings.dial_from, settings.interfaces) == (
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    "settings",
    [NodeSettings(listen="nowhere"), NodeSettings(lobby="nowhere"), NodeSettings(announce="nowhere")],
    ids=["listen", "lobby", "announce"],
)
def test_what_is_no_address_is_refused(settings: NodeSettings) -> None:
    with pytest.raises(SettingsError):
        settings.network()


def test_a_key_that_earlier_versions_wrote_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"language": "fr", "idle_minutes": 4}', encoding="utf-8")
    assert load_settings(tmp_path) == NodeSettings(idle_minutes=4)


def test_every_key_is_in_the_manual_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (.+) \|$", MANUAL.read_text(encoding="utf-8"), re.MULTILINE))
    defaults = msgspec.to_builtins(NodeSettings())
    shown = {
        name: "vide" if value == "" else value if isinstance(value, str) else json.dumps(value)
        for name, value in defaults.items()
    }
    assert {name: rows[name].strip("`") for name in shown} == shown


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (NodeSettings(listen="nowhere"), "listen"),
        (NodeSettings(announce="[::1"), "announce"),
        (NodeSettings(typed=("192.0.2.7:7440", "nonsense")), "typed"),
        (NodeSettings(dial_from="here"), "dial_from"),
        (NodeSettings(interfaces=("eth0",)), "interfaces"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_address_is_named_by_its_key(settings: NodeSettings, key: str) -> None:
    with pytest.raises(SettingsError, match=f"^{key}: ") as raised:
        settings.network()
    assert raised.value.values["file"] == FILE_NAME


def test_addresses_typed_by_hand_are_dialled() -> None:
    settings = NodeSettings(typed=("192.0.2.7:7440",))
    assert settings.dialled() == (Address("192.0.2.7", 7440),)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('{"language": "fr", "snapshots": "sauvegardées"}'.encode("latin-1"), "snapshots"),
        (b"\xff", "start"),
    ],
    ids=["Latin-1", "at once"],
)
def test_bytes_that_are_no_settings_are_named_where_they_are(
    tmp_path: Path, written: bytes, named: str
) -> None:
    (tmp_path / FILE_NAME).write_bytes(written)
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path)
    assert named in raised.value.values["slip"]
    for language in LANGUAGES:
        told = tell(raised.value, language)
        assert told is not None
        assert FILE_NAME in told.lines[0]


def test_settings_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A full disk leaves what was there, and says so."""
    save_settings(tmp_path, NodeSettings(idle_minutes=3))
    before = (tmp_path / FILE_NAME).read_bytes()
    with filling_disk() as limit:
        limit(len(before) // 2)
        with pytest.raises(SettingsNotSavedError) as raised:
            save_settings(tmp_path, NodeSettings(idle_minutes=4))
    assert (tmp_path / FILE_NAME).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
    for language in LANGUAGES:
        told = tell(raised.value, language)
        assert told is not None
        assert FILE_NAME in told.lines[0]


@pytest.mark.parametrize("key", ["listen", "lobby"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_door_that_cannot_be_opened_is_named_by_its_key_and_file(key: str, language: str) -> None:
    mine = NodeSettings(listen="127.0.0.5:7440", lobby="[::1]:7441")
    address = {"listen": "127.0.0.5:7440", "lobby": "[::1]:7441"}[key]
    refused = mine.refused_door(OSError(errno.EADDRNOTAVAIL, "not ours", address))
    assert isinstance(refused, DoorError)
    told = tell(refused, language)
    assert told is not None
    assert told.leave is Exit.MACHINE
    for line in told.lines:
        assert FILE_NAME in line
        assert key in line
    assert address in told.lines[0]
    assert "EADDR" not in told.lines[0]


def test_what_the_system_refuses_elsewhere_is_no_matter_of_the_file() -> None:
    assert NodeSettings(lobby="").refused_door(OSError(errno.EADDRNOTAVAIL, "x", "127.0.0.9:1")) is None
    assert NodeSettings().refused_door(OSError(errno.EMFILE, "x")) is None
