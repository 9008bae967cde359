"""A program on a disk of its own that is really full: a small memory disk in a namespace that it makes.

`python -m tests.crash.tiny_disk SOURCE FREE [VERSIONS]` has the secrets of the replica in SOURCE on standard
input, opens a copy of it with FREE bytes left, says what became of it, and again with room, in one line.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from node.blobcheck import blob_is_right
from node.store.errors import StoreError
from node.store.replica import Replica
from node.vault import VaultContents
from tests.crash.newer import newer_program
from tests.tree import ROOT

_NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
_PAGE = 4096


@cache
def may_mount() -> bool:
    """Whether this computer lets a process have a disk of its own."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return False
    tried = subprocess.run(
        [*_NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


def on_a_full_disk(source: Path, vault: VaultContents, free: int, versions: Path | None = None) -> Any:
    """What opening it there said, or its digests (`full`), what was left (`left`), and with room (`then`)."""
    words = [sys.executable, "-m", "tests.crash.tiny_disk", str(source), str(free)]
    ran = subprocess.run(
        [*_NAMESPACE, *words, *([str(versions)] if versions else [])],
        input=f"{vault.database_key.hex()} {vault.site.hex()}",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _fill(folder: Path, free: int) -> Path:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        while (left := shutil.disk_usage(folder).free - free) > 0:
            file.write(bytes(min(left, _PAGE)))
    return filler


def _open(folder: Path, key: bytes, site: bytes) -> str:
    try:
        replica = Replica(folder, key, site, blob_is_right)
    except StoreError as error:
        return error.code
    try:
        return " ".join(digest.hex() for digest in replica.digests())
    finally:
        replica.close()


def main(source: Path, free: int, versions: Path | None) -> None:
    """See the module."""
    key, site = (bytes.fromhex(word) for word in sys.stdin.read().split())
    size = (source / "replica.db").stat().st_size * 4 + 2**20
    with TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
        try:
            shutil.copy(source / "replica.db", folder)
            (folder / "replica.lock").touch()
            with newer_program(versions):
                filler = _fill(folder, free)
                full = _open(folder, key, site)
                left = sorted(path.name for path in folder.iterdir())
                filler.unlink()
                said = {"full": full, "left": left, "then": _open(folder, key, site)}
            sys.stdout.write(json.dumps(said))
        finally:
            os.chdir(ROOT)
            subprocess.run(["umount", place], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
