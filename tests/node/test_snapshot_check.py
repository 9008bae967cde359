"""The verification of a finished file: each way in which it can fail to give the site back."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from node.age import identity_text
from node.bundle_errors import NotVerifiedError
from node.snapshot import _plan, take_snapshot
from node.snapshot_check import verify_snapshot
from node.vault import VaultContents
from sync.bundle import Manifest
from tests.node.small_site import NOW, Place, small_site


class Taken(msgspec.Struct):
    site: Place
    path: Path
    manifest: Manifest


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    folder = tmp_path_factory.mktemp("taken")
    with small_site(folder / "PUI") as site:
        plan = _plan(site.replica, site.vault, NOW)
        path = take_snapshot(site.replica, site.vault, folder, NOW, site.desk.random).path
        yield Taken(site, path, plan.manifest)


def verify(
    taken: Taken,
    scratch: Path,
    *,
    manifest: Manifest | None = None,
    file: Path | None = None,
    vault: VaultContents | None = None,
) -> None:
    verify_snapshot(
        file or taken.path,
        manifest or taken.manifest,
        vault or taken.site.vault,
        scratch,
        NOW,
        taken.site.desk.random,
    )


def wrong(taken: Taken, scratch: Path, **more: object) -> str:
    with pytest.raises(NotVerifiedError) as caught:
        verify(taken, scratch, **more)  # type: ignore[arg-type]  # passed on
    assert not scratch.exists()
    return caught.value.values["what"]


def test_a_good_file_passes_and_leaves_nothing(taken: Taken, tmp_path: Path) -> None:
    verify(taken, tmp_path / "scratch")
    assert not list(tmp_path.iterdir())


def test_what_a_crash_left_is_no_obstacle(taken: Taken, tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    (tmp_path / "scratch" / "replica.db").write_bytes(b"half")
    verify(taken, tmp_path / "scratch")
    assert not list(tmp_path.iterdir())


def test_a_file_of_another_plan(taken: Taken, tmp_path: Path) -> None:
    other = msgspec.structs.replace(taken.manifest, created_at=NOW + 1)
    assert wrong(taken, tmp_path / "scratch", manifest=other) == "file"


def test_a_file_cut_short(taken: Taken, tmp_path: Path) -> None:
    (tmp_path / "cut.age").write_bytes(taken.path.read_bytes()[:-1])
    assert wrong(taken, tmp_path / "scratch", file=tmp_path / "cut.age") in {"file", "bundle.truncated"}


def test_a_key_that_does_not_open_it(taken: Taken, tmp_path: Path) -> None:
    stranger = msgspec.structs.replace(taken.site.vault, backup_identity=identity_text(b"\x09" * 32))
    assert wrong(taken, tmp_path / "scratch", vault=stranger) == "bundle.wrong_recipient"


def test_a_file_without_the_pepper_of_today(taken: Taken, tmp_path: Path) -> None:
    other = msgspec.structs.replace(taken.site.vault, site_pepper=b"Q" * 32)
    assert wrong(taken, tmp_path / "scratch", vault=other) == "inventory"


def test_another_site_s_file(taken: Taken, tmp_path: Path) -> None:
    elsewhere = msgspec.structs.replace(taken.site.vault, site=b"T" * 16)
    assert wrong(taken, tmp_path / "scratch", vault=elsewhere) == "bundle.other_site"
