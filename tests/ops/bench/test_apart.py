"""Two workstations written apart: what each wrote is admitted, and neither has the other's."""

from pathlib import Path

from node.blobcheck import blob_is_right
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from ops.bench.apart import ACTS_OF_A_VISIT, Side, apart
from ops.bench.cache import kept_site


def _counts(side: Side) -> tuple[int, int, int]:
    vault = open_vault(side.folder / FILE_NAME, passphrase=side.passphrase)
    replica = Replica(side.folder, vault.database_key, vault.site, blob_is_right)
    try:
        return replica.counts()
    finally:
        replica.close()


def test_each_has_written_and_nothing_of_it_is_set_aside(tmp_path: Path) -> None:
    kept = kept_site(tmp_path / "cache", 200, lambda _line: None)
    two = apart(kept, tmp_path, 4 * ACTS_OF_A_VISIT)
    opening = 1
    for side in (two.one, two.other):
        transactions, acts, set_aside = _counts(side)
        assert transactions == side.transactions == two.shared + 4 * 2 + opening
        assert acts == kept.facts.acts + 4 * ACTS_OF_A_VISIT + opening
        assert not set_aside
    assert two.united == two.shared + 2 * (4 * 2 + opening)
