"""Every error says in both languages what is wrong and what to do."""

import pytest

from node.paper.errors import (
    BadGridError,
    BadStartError,
    DamagedCodeError,
    ForeignCodeError,
    MissingFieldError,
    NewerCodeError,
    PaperError,
    TooTallError,
)

ERRORS = [
    MissingFieldError("patient.ward"),
    TooTallError(),
    BadStartError(9, 8),
    BadGridError(),
    ForeignCodeError(),
    NewerCodeError(),
    DamagedCodeError(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sentence_is_whole(error: PaperError, language: str) -> None:
    sentence = error.sentence(language)
    assert sentence != error.msgid
    assert "{" not in sentence
    assert sentence.endswith(".")


def test_a_missing_field_is_named() -> None:
    error = MissingFieldError("patient.ward")
    assert error.field == "patient.ward"
    assert "patient.ward" in error.sentence("fr")
    assert "patient.ward" in error.sentence("en")
