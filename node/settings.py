"""This workstation's own settings: where it listens, what it announces, where it dials from.

A small JSON file beside the replica, which a person may edit with a text editor; nothing in it is
secret and nothing in it is replicated.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import msgspec

from node.secret_errors import VaultNotWrittenError
from node.vault.disk import replace_atomically
from schema.machine import machine_reason
from sync.addresses import Address, BadAddressError, is_number, parse_address
from sync.settings import Settings

FILE_NAME = "node.json"
_NO_LONGER_READ = ("language",)
"""Keys of files that earlier versions wrote, without any effect."""


class SettingsError(Exception):
    """The settings file cannot be understood: why (text `settings.slip.<why>`), and at which key or byte."""

    code = "settings.unreadable"

    def __init__(self, why: str, at: str = "") -> None:
        super().__init__(f"{at}: {why}")
        self.values = {"file": FILE_NAME, "slip": f"{why} {at}".rstrip()}


class SettingsNotSavedError(SettingsError):
    """The operating system refuses to write the file; the previous one is untouched."""

    code = "settings.not_saved"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.values = {"file": FILE_NAME, "reason": reason}


class DoorError(SettingsError):
    """The operating system opens no door at an address of the file: not this computer's, or taken."""

    code = "settings.door"

    def __init__(self, key: str, address: str, reason: str) -> None:
        super().__init__(reason, key)
        self.values = {"file": FILE_NAME, "key": key, "address": address, "reason": reason}


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
        """As the network wants them; raises the `SettingsError` that names the key."""
        for key, hosts in (("dial_from", (self.dial_from,)), ("interfaces", self.interfaces)):
            for host in filter(None, hosts):
                if not is_number(host):
                    raise SettingsError("host", key)
        self.dialled()
        return Settings(
            listen=_address("listen", self.listen),
            lobby=_address("lobby", self.lobby) if self.lobby else None,
            announce=_address("announce", self.announce) if self.announce else None,
            announce_lobby=self.announce_lobby,
            dial_from=self.dial_from or None,
            discovery=self.discovery,
            interfaces=self.interfaces or None,
        )

    def refused_door(self, error: OSError) -> DoorError | None:
        """The error that names the key of the door which could not be opened; nil: it was none of these."""
        doors = {"listen": self.listen, "lobby": self.lobby}
        named = (key for key, text in doors.items() if text and str(_address(key, text)) == error.filename)
        key = next(named, None)
        return None if key is None else DoorError(key, doors[key], machine_reason(error))

    def beside(self, lobbies: Iterable[Address]) -> "NodeSettings":
        """With the front doors beside lobbies that somebody typed, at the port where workstations have them.

        Where no workstation is found by itself, nobody else would tell of them. A lobby does not say where
        the front door beside it is: one moved to another port has to be written here by hand.
        """
        port = parse_address_or_any(NodeSettings().listen).port
        doors = (str(Address(lobby.host, port)) for lobby in lobbies)
        return msgspec.structs.replace(self, typed=tuple(dict.fromkeys((*self.typed, *doors))))

    def dialled(self) -> tuple[Address, ...]:
        """Front doors typed by hand; raises the `SettingsError` that names the key."""
        return tuple(_address("typed", text, parse_address) for text in self.typed)


def parse_address_or_any(text: str) -> Address:
    """`host:port`, where port 0 takes any."""
    host, _, port = text.rpartition(":")
    return Address(host, 0) if port == "0" else parse_address(text)


def _address(key: str, text: str, parse: Callable[[str], Address] = parse_address_or_any) -> Address:
    try:
        return parse(text)
    except BadAddressError as error:
        raise SettingsError("address", key) from error


def load_settings(folder: Path) -> NodeSettings:
    """The settings of a folder; defaults where there is no file. Raises `SettingsError`."""
    path = folder / FILE_NAME
    if not path.exists():
        return NodeSettings()
    try:
        written = msgspec.json.decode(path.read_text(encoding="utf-8"), type=dict[str, object])
        for name in _NO_LONGER_READ:
            written.pop(name, None)
        return msgspec.convert(written, NodeSettings)
    except RecursionError as error:
        raise SettingsError("nested") from error
    except msgspec.MsgspecError as error:
        raise _slip(str(error)) from error
    except UnicodeDecodeError as error:
        key = _last_key(error.object[: error.start])
        raise SettingsError("encoding" if key else "start", key) from error


_SLIPS = (
    (re.compile(r".*malformed.*\(byte ([0-9]+)\)"), "syntax"),
    (re.compile(r".*truncated.*"), "truncated"),
    (re.compile(r".*unknown field `([^`]*)`.*"), "unknown"),
    (re.compile(r".* - at `\$\.([a-z_]+).*"), "value"),
)
"""What msgspec says, in a language of its own, and the code of the words that say it to a person."""


def _slip(said: str) -> SettingsError:
    for pattern, why in _SLIPS:
        if found := pattern.fullmatch(said):
            return SettingsError(why, *found.groups())
    return SettingsError("form")


def _last_key(before: bytes) -> str:
    """The last words between quotation marks, by which a person finds the place; empty before any."""
    words = re.findall(rb'"([^"\n]+)"', before)
    return words[-1].decode("utf-8", "replace") if words else ""


def save_settings(folder: Path, settings: NodeSettings) -> None:
    """Write them for a person to read, whole or not at all; raises `SettingsNotSavedError`."""
    try:
        replace_atomically(folder / FILE_NAME, msgspec.json.format(msgspec.json.encode(settings), indent=2))
    except VaultNotWrittenError as error:
        raise SettingsNotSavedError(error.values["reason"]) from error
