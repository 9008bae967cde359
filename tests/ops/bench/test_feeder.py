"""The other workstation of the measure of pauses: it writes as much as it was told, at its pace."""

from pathlib import Path

from ops.bench.cache import FIRST, kept_site
from ops.bench.feeder import Feed, Feeder


def test_it_writes_what_it_was_told(tmp_path: Path) -> None:
    kept = kept_site(tmp_path / "cache", 200, lambda _line: None)
    folder = kept.copied(FIRST, tmp_path)
    feeder = Feeder(Feed(str(folder), kept.facts.first, "127.0.0.2", kept.facts.people, 40, 0.5))
    try:
        assert feeder.listening.startswith("127.0.0.2:")
        feeder.go()
        fed = feeder.fed()
    finally:
        feeder.close()
    opening = 1
    assert fed.written == 20
    assert fed.held == kept.facts.transactions + opening + fed.written
    assert fed.seconds > 0
