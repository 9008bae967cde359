"""Made-up sites that took long to write, kept in the user's cache folder by what they were made of.

Everything in one is fictive, its passphrases included: they stand in the clear beside it.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from platformdirs import user_cache_path

from node.store.files import reopen
from node.store.replica import Replica
from ops.bench.content import fill
from ops.bench.pens import Person
from ops.bench.site import Site

FIRST: Final = "first"
NEWCOMER: Final = "newcomer"
_FACTS: Final = "facts.json"
_MAKERS: Final = ("cache.py", "content.py", "pens.py", "site.py")


class Facts(msgspec.Struct, frozen=True):
    """What the site holds, and what opens its two vaults."""

    transactions: int
    acts: int
    signed: int
    bytes: int
    """Of all transactions as they travel."""
    first: str
    newcomer: str
    people: dict[str, Person]


class Kept(msgspec.Struct, frozen=True):
    """A site that is only read: `FIRST` holds everything, `NEWCOMER` has just been let in."""

    folder: Path
    facts: Facts

    def copied(self, name: str, folder: Path) -> Path:
        """A copy of `FIRST` or `NEWCOMER` in `folder`, to be written to."""
        return Path(shutil.copytree(self.folder / name, folder / name))


def default_folder() -> Path:
    """Where sites are kept unless a measure is told otherwise."""
    return user_cache_path("veilleuse") / "bench"


def kept_site(folder: Path, acts: int, told: Callable[[str], None]) -> Kept:
    """The site with so many acts, made now if it is not there."""
    made_by = hashlib.sha256(b"".join((Path(__file__).parent / name).read_bytes() for name in _MAKERS))
    place = folder / f"site-{acts}-{made_by.hexdigest()[:12]}"
    if not (place / _FACTS).exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Made aside: a site that was interrupted half-way is never found.
        with tempfile.TemporaryDirectory(dir=folder) as name:
            _make(Path(name), acts, told)
            Path(name).rename(place)
            Path(name).mkdir()
    return Kept(place, msgspec.json.decode((place / _FACTS).read_bytes(), type=Facts))


def _make(folder: Path, acts: int, told: Callable[[str], None]) -> None:
    site = Site(folder)
    try:
        joined = site.join(NEWCOMER, folder / NEWCOMER)
        fill(site, acts, lambda done: told(f"{done} / {acts}"))
        transactions, written, _ = site.replica.counts()
        signed, size = _weighed(site.replica)
        facts = Facts(
            transactions, written, signed, size, site.passphrase, joined.passphrase, dict(site.people)
        )
    finally:
        site.close()
    (folder / _FACTS).write_bytes(msgspec.json.encode(facts))


def _weighed(replica: Replica) -> tuple[int, int]:
    signed = size = 0
    for row in replica.chain.everything():
        transaction, _ = reopen(row.data)
        signed += sum(body is not None and body.signature is not None for body in transaction.bodies)
        size += len(row.data)
    return signed, size
