"""Six words are shown once: until somebody had them, a new workstation carries a mark that says so.

The mark is durable before its vault is, and goes when the words were handed over or have opened it; what
still carries it has recorded nothing of its own, and may be begun again (ADR 0036).
"""

from pathlib import Path

from node.durable import force_names
from node.settings import FILE_NAME as SETTINGS
from node.store.lock import FILE_NAME as LOCK
from node.store.lock import Lock
from node.store.replica import FILE_NAME as REPLICA
from node.vault import FILE_NAME as VAULT
from node.vault.disk import replace_atomically

FILE_NAME = "words-not-shown"


def mark_unseen(folder: Path) -> None:
    """Nobody has seen the words of the vault that is about to be made here; raises `VaultNotWrittenError`."""
    replace_atomically(folder / FILE_NAME, b"")


def is_unseen(folder: Path) -> bool:
    """Whether the words of this workstation may have been shown to nobody."""
    return (folder / FILE_NAME).exists()


def mark_seen(folder: Path) -> None:
    """Somebody has them, now and after a power cut; raises `OSError`."""
    if is_unseen(folder):
        (folder / FILE_NAME).unlink()
        force_names(folder)


def begin_again(folder: Path) -> None:
    """Remove a workstation that nobody can open; the mark goes last. Raises `InUseError` or `OSError`."""
    if not is_unseen(folder):
        raise ValueError("this workstation was opened")
    Lock(folder / LOCK).release()
    replica = (f"{REPLICA}{end}" for end in ("", "-wal", "-shm", "-journal"))
    for name in (VAULT, LOCK, *replica, SETTINGS, FILE_NAME):
        (folder / name).unlink(missing_ok=True)
    force_names(folder)
