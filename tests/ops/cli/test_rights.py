"""Rights as somebody types them, and as they are listed."""

import pytest

from node.domain.rights import RIGHTS
from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from ops.cli.rights import listed_rights, rights_of
from schema.i18n import LANGUAGES, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_right_is_known_by_the_words_that_lists_show(language: str) -> None:
    words = [text(f"right.{right}", language) for right in RIGHTS]
    assert not any("," in said for said in words)
    assert rights_of(", ".join(words)) == RIGHTS
    assert all(said in listed_rights(language) for said in (*words, *RIGHTS))


def test_codes_case_and_accents() -> None:
    assert rights_of("go_ahead,  Take a Snapshot , site.pin") == ("go_ahead", "snapshot", "site.pin")
    assert rights_of(text("right.prescribe", "fr").upper()) == ("prescribe",)


@pytest.mark.parametrize("typed", ["fly", "prescribe, fly", " , "])
def test_what_is_no_right_is_told_with_those_there_are(typed: str) -> None:
    with pytest.raises(StopError) as stopped:
        rights_of(typed)
    assert stopped.value.leave is Exit.USAGE
    for language in LANGUAGES:
        told = tell(stopped.value, language)
        assert told is not None
        assert f"{text('right.snapshot', language)} (snapshot)" in told.lines[1]
        assert "{" not in "".join(told.lines)
