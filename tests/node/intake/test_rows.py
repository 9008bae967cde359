"""Rows of text files: two encodings, two line ends, hostile lines, progress and cancellation."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.intake.errors import ImportCancelledError, SourceError
from node.intake.rows import MAX_FILE_BYTES, MAX_LINE_BYTES, Meter, encoding_of, read_source, rows_of


def rows(content: bytes, columns: int = 2) -> list[tuple[int, tuple[str, ...], str]]:
    read = rows_of(content, columns, Meter(len(content), None, None))
    return [(row.line, row.columns, row.fault) for row in read]


def test_both_encodings_and_line_ends_read_the_same() -> None:
    expected = [(1, ("é", "œ"), ""), (2, ("à", "’"), "")]
    assert rows("é\tœ\nà\t’\n".encode()) == expected
    assert rows("é\tœ\r\nà\t’\r\n".encode("cp1252")) == expected
    assert rows("é\tœ\nà\t’".encode()) == expected
    assert rows(b"\xef\xbb\xbf" + "é\tœ\nà\t’".encode()) == expected


def test_a_file_is_one_encoding_broken_lines_are_rejected_alone() -> None:
    content = "é\ta\n".encode() * 9 + b"\xe9\ta\n" + b"plain\ta\n"
    assert encoding_of(content) == "utf-8"
    read = rows(content)
    assert [row for row in read if row[2]] == [(10, (), "undecodable")]
    assert read[-1] == (11, ("plain", "a"), "")


def test_a_byte_that_no_encoding_has_is_undecodable() -> None:
    assert rows(b"\xe9\ta\r\n\x81\ta\r\n\xe0\ta\r\n") == [
        (1, ("é", "a"), ""),
        (2, (), "undecodable"),
        (3, ("à", "a"), ""),
    ]


def test_lines_that_cannot_be_rows() -> None:
    long = b"x" * (MAX_LINE_BYTES + 1)
    assert rows(b"a\n\n \t \na\tb\tc\n" + long + b"\na\tb\t\n") == [
        (1, (), "columns"),
        (2, (), "blank"),
        (3, (), "blank"),
        (4, (), "columns"),
        (5, (), "overlong"),
        (6, ("a", "b"), ""),
    ]


def test_an_empty_file_has_no_rows() -> None:
    assert rows(b"") == []


def test_progress_ends_at_the_total() -> None:
    told: list[tuple[int, int]] = []
    content = b"a\tb\n" * 400_000
    meter = Meter(len(content), lambda done, total: told.append((done, total)), None)
    assert sum(1 for _ in rows_of(content, 2, meter)) == 400_000
    assert told[-1] == (len(content), len(content))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert 4 <= len(told) < 20


def test_a_cancellation_stops_soon() -> None:
    content = b"a\tb\n" * 400_000
    read: list[int] = []
    meter = Meter(len(content), None, lambda: len(read) > 1000)
    with pytest.raises(ImportCancelledError):
        read.extend(row.line for row in rows_of(content, 2, meter))
    assert 1000 < len(read) < 200_000


def test_sources(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_bytes(b"a\tb\n")
    assert read_source("one.txt", tmp_path / "one.txt") == b"a\tb\n"
    assert read_source("one.txt", b"a") == b"a"
    with pytest.raises(SourceError) as unreadable:
        read_source("two.txt", tmp_path / "two.txt")
    assert unreadable.value.code == "source_unreadable"


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(SourceError) as refused:
        read_source("huge.txt", huge)
    assert refused.value.code == "source_too_large"
