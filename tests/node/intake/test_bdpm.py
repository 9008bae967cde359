"""The four files joined: what is taken, what is rejected and why, and counts that add up."""

from __future__ import annotations

import hashlib

import pytest

from node.intake.bdpm import COMPOSITIONS, FILES, PRESENTATIONS, SHORTAGES, SPECIALITIES, Parsed, parse
from node.intake.errors import ImportCancelledError, SourceError
from node.intake.records import Rejection, Shortage
from node.intake.rows import Source
from schema.quantity import Quantity, Unit
from tests.node.intake import excerpt


def parsed(**changed: list[str]) -> Parsed:
    return parse(excerpt.files(**changed))


def rejected(result: Parsed) -> list[tuple[str, int, str, str]]:
    return [(one.file, one.line, one.code, one.found) for one in result.rejections]


def test_the_excerpt_is_taken_whole() -> None:
    result = parsed()
    assert result.rejections == []
    assert [(one.file, one.rows, one.taken, one.rejected) for one in result.files] == [
        (SPECIALITIES, 13, 13, 0),
        (COMPOSITIONS, 19, 19, 0),
        (PRESENTATIONS, 15, 15, 0),
        (SHORTAGES, 4, 4, 0),
    ]
    content = excerpt.files()
    assert all(one.sha256 == hashlib.sha256(content[one.file]).digest() for one in result.files)
    assert [one.cis for one in result.specialities] == sorted(excerpt.MEDICINES)


def test_strengths_as_a_pharmacist_reads_them() -> None:
    held = {
        box.cip13: [
            (
                one.substance,
                *(value.value if value else None for value in (one.content, one.volume, one.concentration)),
            )
            for one in box.strengths
        ]
        for speciality in parsed().specialities
        for box in speciality.presentations
        if speciality.anticancer
    }
    assert held == {
        "3400957504151": [("paclitaxel", "30", "5", "6")],
        "3400957504380": [("paclitaxel", "100.2", "16.7", "6")],
        "3400930184592": [("paclitaxel", "100", None, None)],
        "3400955090243": [("fluorouracile", "500", "10", "50")],
        "3400955090250": [("fluorouracile", "5000", "100", "50")],
        "3400930116579": [("bléomycine", "15000", None, None)],
        "3400937953948": [("vincristine", "2", "2", "1")],
        "3400955042372": [("irinotécan", "500", "25", "20")],
        "3400955098096": [("gemcitabine", "999.4", "26.3", "38")],
        "3400955098102": [("cyclophosphamide", "1000", None, None)],
        "3400955086741": [("mitoxantrone", "20", "10", "2")],
        "3400955050001": [("dactinomycine", None, None, None)],
        "3400922432960": [("daunorubicine", "44", None, None), ("cytarabine", "100", None, None)],
    }


def test_units_of_activity_stay_units() -> None:
    (bleomycin,) = [one for one in parsed().specialities if one.cis == "60033389"]
    assert bleomycin.presentations[0].strengths[0].content == Quantity("15000", Unit.IU)


def test_shortages_of_a_box_of_all_boxes_and_over() -> None:
    told = {
        box.cip13: box.shortage
        for speciality in parsed().specialities
        for box in speciality.presentations
        if box.shortage
    }
    assert told == {
        "3400955090243": Shortage(2, "Tension d'approvisionnement", "2023-11-08", "2026-04-01", ""),
        "3400955098102": Shortage(4, "Remise à disposition", "2026-05-18", "2026-05-18", "2026-05-18"),
        "3400957504151": Shortage(1, "Rupture de stock", "2026-04-14", "2026-05-18", ""),
        "3400957504380": Shortage(1, "Rupture de stock", "2026-04-14", "2026-05-18", ""),
    }


def test_a_doctored_code_is_rejected_with_its_reason() -> None:
    lines = excerpt.box_lines()
    lines[3] = lines[3].replace("3400955090243", "3400955090244")
    result = parsed(boxes=lines, troubles=[])
    assert rejected(result) == [(PRESENTATIONS, 4, "cip_key", "3400955090244")]
    assert "3400955090244" not in {box.cip13 for one in result.specialities for box in one.presentations}


@pytest.mark.parametrize(
    ("line", "code", "found"),
    [
        (excerpt.box_line("99999999", "boîte", "3400949497706", "x"), "cis_unknown", "99999999"),
        (excerpt.box_line("61174122", "boîte", "3400957504151", "x"), "cip_twice", "3400957504151"),
        (excerpt.box_line("61174122", "boîte", "3400893766521", "x"), "cip_ucd", "3400893766521"),
        (excerpt.box_line("6117412", "boîte", "3400949497706", "x"), "cis_format", "6117412"),
        ("61174122\tonly three\tcolumns", "columns", ""),
        ("", "blank", ""),
        (excerpt.box_lines()[0], "duplicate", "61174122"),
    ],
)
def test_rejected_presentations(line: str, code: str, found: str) -> None:
    boxes = excerpt.box_lines()[:-1]
    result = parsed(boxes=[*boxes, line], troubles=[])
    assert rejected(result) == [(PRESENTATIONS, len(boxes) + 1, code, found)]
    counted = result.files[2]
    assert (counted.rows, counted.taken, counted.rejected) == (len(boxes) + 1, len(boxes), 1)


def test_rejected_specialities_take_what_hangs_on_them_along() -> None:
    lines = excerpt.speciality_lines()
    lines[0] = lines[0].replace("PACLITAXEL KABI", "AUTRE NOM").replace("61174122", "67298721")
    result = parsed(specialities=lines)
    assert rejected(result) == [
        (SPECIALITIES, 2, "cis_twice", "67298721"),
        (COMPOSITIONS, 1, "cis_unknown", "61174122"),
        (PRESENTATIONS, 1, "cis_unknown", "61174122"),
        (PRESENTATIONS, 2, "cis_unknown", "61174122"),
        (SHORTAGES, 4, "cis_unknown", "61174122"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("61174122", "3400957504152", "1", "Rupture", "14/04/2026", "18/05/2026", ""), "cip_key"),
        (("61174122", "3400930184592", "1", "Rupture", "14/04/2026", "18/05/2026", ""), "cip_unknown"),
        (("61174122", "", "x", "Rupture", "14/04/2026", "18/05/2026", ""), "status"),
        (("61174122", "", "1", "Rupture", "31/02/2026", "18/05/2026", ""), "date"),
        (("61174122", "", "1", "Rupture", "2026-04-14", "18/05/2026", ""), "date"),
    ],
)
def test_rejected_shortages(row: tuple[str, ...], code: str) -> None:
    result = parsed(troubles=["\t".join((*row, ""))])
    assert [one.code for one in result.rejections] == [code]


def test_undecodable_rows_are_rejected_alone() -> None:
    files: dict[str, Source] = dict(excerpt.files())
    content = files[SPECIALITIES]
    assert isinstance(content, bytes)
    files[SPECIALITIES] = content.replace(b"PAZENIR", b"PAZ\x81NIR")
    result = parse(files)
    assert result.rejections[0] == Rejection(SPECIALITIES, 2, "undecodable", "")
    assert "67298721" not in {one.cis for one in result.specialities}


def test_counts_add_up_whatever_the_files() -> None:
    noise = ["", "x", "\t" * 12, "61174122" + "\t" * 12]
    result = parsed(
        boxes=[*noise, *excerpt.box_lines(), *noise], specialities=[*excerpt.speciality_lines(), *noise]
    )
    for one in result.files:
        assert one.rows == one.taken + one.rejected
        assert one.rejected == sum(rejection.file == one.file for rejection in result.rejections)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(name: str) -> None:
    files: dict[str, Source] = {key: value for key, value in excerpt.files().items() if key != name}
    with pytest.raises(SourceError) as refused:
        parse(files)
    assert (refused.value.code, refused.value.values) == ("source_missing", {"file": name})


@pytest.mark.parametrize("name", [SPECIALITIES, COMPOSITIONS, PRESENTATIONS])
def test_a_file_of_another_format_is_refused_as_a_whole(name: str) -> None:
    files: dict[str, Source] = {**excerpt.files(), name: b"cis;nom;forme\n1;2;3\n"}
    with pytest.raises(SourceError) as refused:
        parse(files)
    assert (refused.value.code, refused.value.values) == ("source_useless", {"file": name})


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_nothing_but_bad_rows_does_not_fill_the_memory(name: str) -> None:
    files: dict[str, Source] = {**excerpt.files(), name: b"\n" * 5_000_000}
    with pytest.raises(SourceError) as refused:
        parse(files)
    assert (refused.value.code, refused.value.values) == ("source_useless", {"file": name})


def test_one_speciality_cannot_hold_a_thousand_ingredients() -> None:
    """Strengths are ingredients times boxes: a small file could otherwise become a huge edition."""
    many = [
        "\t".join(("61174122", "poudre", str(n), f"SUBSTANCE {n}", "1 mg", "1 ml", "SA", str(n)))
        for n in range(1000)
    ]
    result = parsed(compositions=many)
    assert {one.code for one in result.rejections} == {"too_many"}
    assert len(result.rejections) == 900


def test_no_shortage_at_all_is_good_news() -> None:
    assert parsed(troubles=[]).files[3].rows == 0


def test_progress_and_cancellation() -> None:
    told: list[tuple[int, int]] = []
    files = excerpt.files()
    total = sum(map(len, files.values()))
    parse(files, lambda done, of: told.append((done, of)))
    assert told[-1] == (total, total)
    with pytest.raises(ImportCancelledError):
        parse(files, cancelled=lambda: True)
