"""A site is made once for the same number of acts; what is half made is never found."""

from pathlib import Path

import pytest

from ops.bench import cache
from ops.bench.cache import FIRST, NEWCOMER, kept_site


def test_made_once_and_copied_for_whoever_writes(tmp_path: Path) -> None:
    told: list[str] = []
    kept = kept_site(tmp_path / "cache", 100, told.append)
    again = kept_site(tmp_path / "cache", 100, told.append)
    assert told == ["100 / 100"]
    assert again == kept
    assert kept.facts.acts > 100 > kept.facts.transactions > 40
    assert kept.facts.bytes > 100 * kept.facts.acts
    assert (kept.folder / FIRST).is_dir()
    copy = kept.copied(NEWCOMER, tmp_path)
    assert copy == tmp_path / NEWCOMER
    assert sorted(one.name for one in copy.iterdir()) == sorted(
        one.name for one in (kept.folder / NEWCOMER).iterdir()
    )


def test_an_interrupted_making_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cache, "fill", stops)
    with pytest.raises(KeyboardInterrupt):
        kept_site(tmp_path, 100, lambda _line: None)
    assert not list(tmp_path.iterdir())
