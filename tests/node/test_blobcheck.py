"""A blob is believed for its content's hash alone."""

from node.blobcheck import blob_is_right
from node.intake.edition import build_edition
from tests.node.intake.excerpt import box_lines, files

EDITION = build_edition(files(), "2026-11-01")


def test_the_edition_of_that_name_is_right() -> None:
    assert blob_is_right(EDITION.content, EDITION.blob)


def test_another_edition_is_not() -> None:
    other = build_edition(files(boxes=box_lines()[:-1]), "2026-11-01")
    assert blob_is_right(other.content, other.blob)
    assert not blob_is_right(EDITION.content, other.blob)


def test_bytes_that_are_no_edition_are_not() -> None:
    assert not blob_is_right(EDITION.content, b"")
    assert not blob_is_right(EDITION.content, EDITION.blob[:-1])
    assert not blob_is_right(EDITION.content, b"\x00" * len(EDITION.blob))
