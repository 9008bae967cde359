"""A carry read back from its medium and compared: the file with what was written, the acts with the chain."""

from collections.abc import Callable, Iterable
from pathlib import Path

from node.carry_errors import DamagedRowsError, NotReadBackError, StoppedError
from node.store.opened import Wrong, open_checked
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.bundle import BundleError, Carried, Item, Manifest, Totals, read_bundle


def check_carry(
    path: Path,
    identity: str,
    manifest: Manifest,
    totals: Totals,
    heads: Iterable[Tip],
    is_held: Callable[[Tip], bool],
    seal_key: bytes,
    told: Callable[[], None],
) -> None:
    """Raise `NotReadBackError` for another file than was written, `DamagedRowsError` for bad content.

    A reader goes by hashes alone, and so does this: every transaction must follow what lies before
    it here (`is_held`), up to these heads. `told` hears of each item.
    """
    links = _Links(manifest.site, heads, is_held, told)
    try:
        with path.open("rb") as file:
            reading = read_bundle(file, [identity], links)
        reading.check_seal(seal_key)
    except (DamagedRowsError, StoppedError):
        raise
    except BundleError as error:
        raise NotReadBackError from error
    if (reading.manifest, reading.totals) != (manifest, totals):
        raise NotReadBackError from reading.trouble
    if not links.reached:
        raise DamagedRowsError


class _Links:
    """A receiver that follows each journal from transaction to transaction."""

    def __init__(
        self, site: Id, heads: Iterable[Tip], is_held: Callable[[Tip], bool], told: Callable[[], None]
    ) -> None:
        self._site = site
        self._heads = frozenset(heads)
        self._missing = set(self._heads)
        self._is_held = is_held
        self._told = told
        self._ends: dict[Hash, Tip] = {}
        """What nothing in the file has followed yet."""

    def opened(self, manifest: Manifest) -> None:
        """Nothing to do: it is compared at the end."""

    def item(self, item: Item) -> None:
        """Check that a transaction follows one of the file, or of this workstation where the file begins."""
        self._told()
        if not isinstance(item, Carried):
            return
        try:
            found = open_checked(self._site, item.transaction)
        except Wrong:
            raise DamagedRowsError from None
        core = found.core
        last = self._ends.pop(core.prev, None)
        if last is not None:
            follows = last.journal == core.journal and core.seq == last.seq + 1
        else:
            before = Tip(core.journal, core.seq - 1, core.prev) if core.seq > 1 else None
            follows = before is None or self._is_held(before)
        if not follows:
            raise DamagedRowsError
        tip = self._ends[found.hash] = Tip(core.journal, core.seq, found.hash)
        self._missing.discard(tip)

    @property
    def reached(self) -> bool:
        """Whether every head is in the file and nothing leads beyond them.

        A branch may go on from where the file leaves its journal: then that head ends nothing.
        """
        return not self._missing and self._heads.issuperset(self._ends.values())
