"""A workstation without windows exchanges like any other."""

import asyncio
from pathlib import Path

from node.vault import FILE_NAME, open_vault
from ops.bench.content import fill
from ops.bench.site import Site
from ops.bench.station import Station


def test_two_stations_come_to_hold_the_same(tmp_path: Path) -> None:
    site = Site(tmp_path)
    joined = site.join("NOUVEAU", tmp_path / "newcomer")
    fill(site, 100)
    transactions, _, _ = site.replica.counts()
    digests = site.replica.digests()
    site.close()
    vault = open_vault(tmp_path / "newcomer" / FILE_NAME, passphrase=joined.passphrase)

    async def exchange() -> tuple[bytes, bytes]:
        first = Station(site.folder, site.vault, "127.0.0.2")
        second = Station(tmp_path / "newcomer", vault, "127.0.0.3", await first.start())
        try:
            await second.start()
            while second.on_writer(lambda: second.replica.chain.next_row) <= transactions:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            second.on_writer(second.replica.folding.fold_stale)
            return second.on_writer(second.replica.digests)
        finally:
            await second.stop()
            await first.stop()

    assert asyncio.run(exchange()) == digests
