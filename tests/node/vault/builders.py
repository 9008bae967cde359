"""A fictive workstation's vault, cheap to open: shared by the tests of this folder."""

from pathlib import Path

from node.argon import Cost
from node.recovery import derive_keys
from node.vault.contents import VaultContents, fresh_contents
from node.vault.keeper import create_vault
from schema.ids import Random

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PASSPHRASE = "académie abaisser zoologie volume sucre chien"
RECOVERY = derive_keys(b"\x11" * 32)
OTHER_RECOVERY = derive_keys(b"\x22" * 32)


def counting_random(start: int = 0) -> Random:
    """Bytes that never repeat between calls and are the same in every run."""
    state = start

    def random(count: int) -> bytes:
        nonlocal state
        state += 1
        return bytes((state * 7 + i * 13 + state // 256) % 256 for i in range(count))

    return random


def contents(name: str = "Poste fictif") -> VaultContents:
    return fresh_contents(
        site=b"S" * 16,
        workstation=b"W" * 16,
        workstation_name=name,
        site_pepper=b"P" * 32,
        recovery=RECOVERY.public,
        random=counting_random(),
    )


def vault(folder: Path) -> Path:
    path = folder / "vault.msgpack"
    create_vault(path, contents(), PASSPHRASE, random=counting_random(100), cost=CHEAP)
    return path


class MemoryStore:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)
