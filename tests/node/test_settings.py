"""A workstation's settings: a file that a person edits, and what the network makes of it."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from node.settings import FILE_NAME, NodeSettings, SettingsError, load_settings, save_settings
from sync.addresses import Address

MANUAL = Path(__file__).parents[2] / "ops" / "README.md"


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == NodeSettings()


def test_what_is_saved_is_read_back_and_reads_well(tmp_path: Path) -> None:
    mine = NodeSettings(listen="127.0.0.5:7440", typed=("127.0.0.6:7440",), discovery=False, idle_minutes=3)
    save_settings(tmp_path, mine)
    assert load_settings(tmp_path) == mine
    assert '\n  "idle_minutes": 3' in (tmp_path / FILE_NAME).read_text()


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("{", "truncated"),
        ('{"snapshots": "r\udce9serve"}', "utf-8"),
        ('{"snapshots": ' + "[" * 100_000, "recursion"),
        ('{"announce_lobby": 65536}', "announce_lobby"),
        ('{"idle_minutes": -1}', "idle_minutes"),
        ('{"lisen": "127.0.0.5:7440"}', "lisen"),
        ('{"idle_minutes": "often"}', "idle_minutes"),
        ("[]", "array"),
    ],
)
def test_a_slip_of_the_pen_is_named_with_its_file(tmp_path: Path, written: str, named: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(written.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match=named) as raised:
        load_settings(tmp_path)
    assert raised.value.values["file"] == FILE_NAME
    assert named in raised.value.values["detail"]


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
