"""After the fire: a snapshot restored on a fourth workstation, by each of the two keys that open it."""

from pathlib import Path

from node.api.site import Verified, Verify
from node.clock import SystemClock, system_random
from node.daemon import Node
from node.enrolling import Administrator
from node.recovery import SHARES_NEEDED, combine_shares, derive_keys
from node.restore import read_back
from node.settings import NodeSettings
from node.vault import FILE_NAME, open_vault
from ops.demo.hospital import DayError
from ops.demo.office import LONG_SECONDS
from ops.demo.scenario import Scenario
from ops.demo.stage import Stage


def restore_twice(stage: Stage, scenario: Scenario, snapshot: Path, folder: Path) -> tuple[str, str]:
    """State digests before each new journal's first transaction: by backup key, by recovery key alone.

    Raises `DayError` when a restored workstation finds something wrong with itself.
    """
    first = stage.stations[0]
    backup = open_vault(first.folder / FILE_NAME, passphrase=first.passphrase).backup_identity
    recovery = derive_keys(combine_shares(stage.founded.shares[:SHARES_NEEDED]))
    admin = Administrator(stage.founded.administrator, scenario.administrator.pin)
    digests = []
    for identity, by, name in (
        (backup, admin, "restored-by-backup-key"),
        (recovery.identity, recovery, "restored-by-recovery-key"),
    ):
        now = SystemClock().now_ms()
        with read_back(snapshot, folder / name, identity, now_ms=now, random=system_random) as restoration:
            restored = restoration.enrol(by, now_ms=now, random=system_random, name=scenario.restored)
        digests.append(restored.restored_state_digest.hex())
        _check(folder / name, restored.passphrase)
    return digests[0], digests[1]


def _check(folder: Path, passphrase: str) -> None:
    """The new workstation starts, on its own, and finds nothing wrong with itself."""
    vault = open_vault(folder / FILE_NAME, passphrase=passphrase)
    node = Node(folder, vault, NodeSettings(), network=False)
    client = node.client()
    try:
        checked = client.ask(Verify(), Verified, timeout=LONG_SECONDS)
    finally:
        client.close()
        node.stop()
    if not checked.ok:
        raise DayError(f"{folder.name}: {[finding.code for finding in checked.findings]}")
