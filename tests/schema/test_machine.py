"""What the operating system refuses, in the reader's language."""

import errno
import os
import socket
import ssl

import pytest

from schema.i18n import LANGUAGES
from schema.machine import machine_reason, machine_sort, machine_words

COMMON = ("EACCES", "ENOSPC", "ENOENT", "EISDIR", "EEXIST", "EROFS", "EADDRINUSE", "EADDRNOTAVAIL", "EIO")


@pytest.mark.parametrize("name", COMMON)
def test_what_is_common_has_words_in_every_language(name: str) -> None:
    number = getattr(errno, name)
    assert machine_reason(OSError(number, os.strerror(number), "a file")) == name
    said = {machine_words(name, language) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert name not in said


def test_what_is_rare_keeps_its_number() -> None:
    said = machine_reason(OSError(errno.EXDEV, "Invalid cross-device link"))
    assert said == f"Invalid cross-device link ({errno.EXDEV})"
    assert machine_words(said) == said


def test_other_numberings_are_not_taken_for_the_systems() -> None:
    assert machine_reason(ssl.SSLError(1, "bad certificate")) == "bad certificate (1)"
    assert machine_reason(socket.gaierror(13, "no such name")) == "no such name (13)"
    assert machine_reason(TimeoutError()) == "TimeoutError"


@pytest.mark.parametrize(
    ("reason", "sort"),
    [
        ("ENOSPC", "full"),
        ("EROFS", "shut"),
        ("ENODEV", "gone"),
        ("ENOMEM", ""),
        ("EFBIG", "large"),
        ("", ""),
        ("full", ""),
    ],
)
def test_what_helps_against_a_reason(reason: str, sort: str) -> None:
    assert machine_sort(reason) == sort
