"""This workstation's own settings: where it listens, what it announces, where it dials from.

A small JSON file beside the replica, which a person may edit with a text editor; nothing in it is
secret and nothing in it is replicated.
"""

from pathlib import Path
from typing import Annotated

import msgspec

from sync.addresses import Address, parse_address
from sync.settings import Settings

FILE_NAME = "node.json"
_NO_LONGER_READ = ("language",)
"""Keys of files that earlier versions wrote, without any effect."""


class SettingsError(Exception):
    """The settings file cannot be understood; says where."""

    code = "settings.unreadable"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.values = {"file": FILE_NAME, "detail": detail}


class NodeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See `sync.settings.Settings` for the network's meaning of each."""

    listen: str = "0.0.0.0:7440"  # a workstation serves its LAN
    lobby: str = "0.0.0.0:7441"
    announce: str = ""
    """Front door as others reach it; empty means as listened on."""
    announce_lobby: Annotated[int, msgspec.Meta(ge=0, lt=2**16)] = 0
    dial_from: str = ""
    discovery: bool = True
    interfaces: tuple[str, ...] = ()
    """Own addresses on which mDNS speaks; empty for all."""
    typed: tuple[str, ...] = ()
    """Front doors typed by hand, `host:port`."""
    snapshots: str = "snapshots"
    """Folder of the weekly snapshots, relative to the replica's."""
    idle_minutes: Annotated[int, msgspec.Meta(ge=0)] = 15
    """A session that nobody uses for so long ends; 0: it lasts until its window closes."""

    def network(self) -> Settings:
        """As the network wants them; raises `SettingsError`."""
        try:
            return Settings(
                listen=parse_address_or_any(self.listen),
                lobby=parse_address_or_any(self.lobby) if self.lobby else None,
                announce=parse_address_or_any(self.announce) if self.announce else None,
                announce_lobby=self.announce_lobby,
                dial_from=self.dial_from or None,
                discovery=self.discovery,
                interfaces=self.interfaces or None,
            )
        except ValueError as error:
            raise SettingsError(str(error)) from error


def parse_address_or_any(text: str) -> Address:
    """`host:port`, where port 0 takes any."""
    host, _, port = text.rpartition(":")
    return Address(host, 0) if port == "0" else parse_address(text)


def load_settings(folder: Path) -> NodeSettings:
    """The settings of a folder; defaults where there is no file. Raises `SettingsError`."""
    path = folder / FILE_NAME
    if not path.exists():
        return NodeSettings()
    try:
        written = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
        for name in _NO_LONGER_READ:
            written.pop(name, None)
        return msgspec.convert(written, NodeSettings)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # An editor that writes another encoding than UTF-8 is as much a slip as a missing comma.
        raise SettingsError(str(error)) from error


def save_settings(folder: Path, settings: NodeSettings) -> None:
    """Write them for a person to read."""
    (folder / FILE_NAME).write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=2))
