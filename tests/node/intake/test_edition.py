"""Editions: the same files give the same bytes, altered or hostile blobs are refused, the real files fit."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
import zstandard

from node.intake.bdpm import FILES, PRESENTATIONS
from node.intake.cip import cip13_fault
from node.intake.edition import Edition, EditionReader, build_edition
from node.intake.errors import BadEditionError
from node.intake.rows import Source
from schema.codec import encode
from tests.node.intake import excerpt


@pytest.fixture(scope="module")
def edition() -> Edition:
    return build_edition(excerpt.files(), "2026-05-31")


def test_the_same_files_give_the_same_edition(edition: Edition, tmp_path: Path) -> None:
    for name, content in excerpt.files().items():
        (tmp_path / name).write_bytes(content)
    again = build_edition({name: tmp_path / name for name in FILES}, "2026-06-30")
    assert again.content == edition.content
    assert again.blob == edition.blob
    assert (edition.data_of, again.data_of) == ("2026-05-31", "2026-06-30")


def test_other_rows_give_another_edition(edition: Edition) -> None:
    assert build_edition(excerpt.files(troubles=[]), "").content != edition.content


def test_the_order_of_rows_does_not_show_in_the_catalogue(edition: Edition) -> None:
    turned = build_edition(
        excerpt.files(boxes=excerpt.box_lines()[::-1], compositions=excerpt.composition_lines()[::-1]), ""
    )
    assert list(EditionReader(turned.blob).rows()) == list(EditionReader(edition.blob).rows())


def test_what_was_built_is_read(edition: Edition) -> None:
    rows = list(EditionReader(edition.blob, edition.content).rows())
    assert len(rows) == edition.summary.presentations == 15
    assert {row.cip13 for row in rows} == {box[2] for box in excerpt.BOXES}
    assert [row.cip13 for row in rows if row.special_form] == ["3400922432960", "3400930184592"]
    vincristine = next(row for row in rows if row.cip13 == "3400937953948")
    assert (vincristine.families, vincristine.containers, vincristine.anticancer) == (("vinca",), 5, True)
    assert not any(row.anticancer for row in rows if "orale" in row.routes)


def test_the_summary_adds_up(edition: Edition) -> None:
    summary = EditionReader(edition.blob, edition.content).summary
    assert summary == edition.summary
    assert (summary.rows, summary.taken, summary.rejected) == (51, 51, 0)
    assert (summary.specialities, summary.injectable, summary.anticancer, summary.readable) == (
        13,
        13,
        13,
        12,
    )


def test_rejections_travel_with_the_edition() -> None:
    lines = excerpt.box_lines()
    lines[3] = lines[3].replace("3400955090243", "3400955090244")
    built = build_edition(excerpt.files(boxes=lines, troubles=[]), "")
    reader = EditionReader(built.blob, built.content)
    assert [(one.file, one.line, one.code) for one in reader.rejected] == [(PRESENTATIONS, 4, "cip_key")]
    assert reader.rejected == built.rejected
    assert reader.summary.rejected == 1


def refusal(blob: bytes, content: bytes | None = None, limit: int = 10**7) -> str:
    with pytest.raises(BadEditionError) as refused:
        list(EditionReader(blob, content, limit).rows())
    return refused.value.code


def packed(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


def frame(value: object) -> bytes:
    body = encode(value)
    return len(body).to_bytes(4, "big") + body


def test_altered_and_damaged_blobs(edition: Edition) -> None:
    assert refusal(edition.blob, bytes(32)) == "edition_altered"
    assert refusal(b"not a blob") == "edition_damaged"
    assert refusal(b"") == "edition_damaged"
    assert refusal(edition.blob[: len(edition.blob) // 2]) == "edition_damaged"
    whole = zstandard.ZstdDecompressor().decompressobj().decompress(edition.blob)
    assert refusal(packed(whole[:-1])) == "edition_damaged"
    assert refusal(packed(whole + b"\0")) == "edition_damaged"
    assert refusal(packed(b"\xff\xff\xff\xff" + whole)) == "edition_damaged"
    assert refusal(packed(whole + frame(["something", "else"]))) == "edition_damaged"


def test_every_flipped_byte_is_found(edition: Edition) -> None:
    for position in range(0, len(edition.blob), 97):
        changed = bytearray(edition.blob)
        changed[position] ^= 0x10
        with pytest.raises(BadEditionError):
            list(EditionReader(bytes(changed), edition.content).rows())


def test_a_bomb_is_not_unpacked(edition: Edition) -> None:
    assert refusal(packed(bytes(50_000_000)), limit=10**6) == "edition_too_large"
    size = len(zstandard.ZstdDecompressor().decompressobj().decompress(edition.blob))
    assert len(list(EditionReader(edition.blob, edition.content, limit=size).rows())) == 15
    assert refusal(edition.blob, limit=size - 1) == "edition_too_large"


def test_no_edition_is_built_that_nobody_would_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.intake.edition.MAX_RECORD_BYTES", 100)
    with pytest.raises(BadEditionError) as refused:
        build_edition(excerpt.files(), "")
    assert refused.value.code == "edition_too_large"


def test_an_edition_of_another_format(edition: Edition) -> None:
    header = list(edition.summary.__struct_fields__)
    values = [getattr(edition.summary, name) for name in header]
    values[0] = "veilleuse/catalogue/9"
    assert refusal(packed(frame(values))) == "edition_version"


@pytest.fixture(scope="module")
def published() -> Edition:
    """The complete files, where their folder is named."""
    folder = os.environ.get("VEILLEUSE_BDPM")
    if not folder:
        pytest.skip("VEILLEUSE_BDPM names no folder with the complete files")
    sources: dict[str, Source] = {name: Path(folder, name) for name in FILES}
    return build_edition(sources, "")


def test_the_complete_files_add_up(published: Edition) -> None:
    for one in published.summary.files:
        assert one.rows == one.taken + one.rejected
        assert one.rejected == sum(rejection.file == one.file for rejection in published.rejected)
        assert one.rejected < one.rows // 20
    assert published.summary.files[2].rows >= 20_000
    # Every key of the published file is sound: whatever is rejected there is rejected for another reason.
    assert not [one for one in published.rejected if one.file == PRESENTATIONS and one.code.startswith("cip")]


def test_the_complete_files_hold_what_a_unit_prepares(published: Edition) -> None:
    rows = list(EditionReader(published.blob, published.content).rows())
    assert len(rows) == published.summary.presentations
    assert all(cip13_fault(row.cip13) is None for row in rows)
    boxes = Counter(row.substances[0] for row in rows if row.anticancer and len(row.substances) == 1)
    for substance in ("paclitaxel", "carboplatine", "gemcitabine", "oxaliplatine", "irinotécan"):
        assert boxes[substance] >= 15, substance
    assert boxes["paclitaxel"] >= 20
    assert published.summary.anticancer >= 500
    assert published.summary.readable >= published.summary.anticancer * 95 // 100
    by_code = {row.cip13: row for row in rows}
    paclitaxel = by_code["3400957504380"]
    assert paclitaxel.volume is not None
    assert paclitaxel.content is not None
    assert (paclitaxel.volume.value, paclitaxel.content.value) == ("16.7", "100.2")
