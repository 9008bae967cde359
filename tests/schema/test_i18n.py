"""Catalogues: complete in both languages, with the same placeholders."""

import re
from importlib import resources

import pytest

from node.domain.rights import RIGHTS, ROLES
from schema.i18n import LANGUAGES, catalogue, counted, named, text
from schema.rules import RULES

_PLACEHOLDER = re.compile(r"{(\w+)}")


def messages(language: str) -> dict[str, str]:
    """Every text of a language by id."""
    return {str(m.id): str(m.string) for m in catalogue(language) if m.id}


def test_both_languages_have_the_same_texts() -> None:
    """No sentence exists in one language only, and none is empty."""
    french, english = messages("fr"), messages("en")
    assert sorted(french) == sorted(english)
    assert [key for language in (french, english) for key, said in language.items() if not said.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_file_says_one_text_twice(language: str) -> None:
    """The first would be forgotten in silence, and its values with it."""
    for path in sorted((resources.files("schema") / "locale" / language).iterdir(), key=str):
        ids = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
        assert sorted(set(ids)) == sorted(ids), path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_and_apostrophes_are_of_one_style(language: str) -> None:
    wrong = [key for key, said in messages(language).items() if re.search(r"\w'\w|\"", said)]
    assert wrong == []


def test_what_has_a_word_is_named_by_it_and_the_rest_is_of_a_newer_version() -> None:
    for area, names in {"rule": RULES, "right": RIGHTS, "role": ROLES}.items():
        for language in LANGUAGES:
            assert all(named(area, name, language) == text(f"{area}.{name}", language) for name in names)
            assert not any(f"{area}." in named(area, name, language) for name in names)
            assert "(of_the_moon)" in named(area, "of_the_moon", language)


def test_placeholders_agree() -> None:
    """A value shown in one language is shown in the other."""
    french, english = messages("fr"), messages("en")
    differing = [
        key
        for key, said in french.items()
        if set(_PLACEHOLDER.findall(said)) != set(_PLACEHOLDER.findall(english[key]))
    ]
    assert differing == []


def test_french_punctuation_keeps_its_space() -> None:
    """A no-break space before the high marks, never a plain one that could wrap."""
    wrong = [key for key, said in messages("fr").items() if re.search(r" [;:!?»]|« ", said)]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_fills_in_values(language: str) -> None:
    """Values go where their names stand; a missing one stays visible."""
    assert text("app.name", language) == "Veilleuse"
    assert text("no.such.text", language, {"x": "1"}) == "no.such.text"


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        (0, "fr", "0 acte"),
        (1, "fr", "1 acte"),
        (2, "fr", "2 actes"),
        (12345, "fr", "12\u202f345 actes"),
        (0, "en", "0 acts"),
        (1, "en", "1 act"),
    ],
)
def test_a_number_and_its_noun_agree(number: int, language: str, said: str) -> None:
    assert counted("count.acts", number, language) == said


def test_unknown_language_is_french() -> None:
    """A workstation set to something else still speaks."""
    assert text("app.name", "xx") == text("app.name", "fr")


_SECRETS = {
    "fr": re.compile(
        r"phrases? (de passe|secrète)|mots? de passe|code personnel|(?<!code )(?<!codes )\bPIN\b",
        re.IGNORECASE,
    ),
    "en": re.compile(r"passphrase|password|personal code", re.IGNORECASE),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_secret_has_one_name(language: str) -> None:
    """Code PIN and "six mots" in French, PIN and "six words" in English; commands keep their own words."""
    strange = re.compile(r"--\S+|veilleuse [a-z -]+|VEILLEUSE_\w+")
    found = {
        str(one.id): str(one.string)
        for one in catalogue(language)
        if one.id and _SECRETS[language].search(strange.sub("", str(one.string)))
    }
    assert found == {}


@pytest.mark.parametrize(("language", "other"), [("fr", "conflit"), ("en", "inbox")])
def test_where_people_disagree_has_the_name_of_its_screen(language: str, other: str) -> None:
    """Who is told where to go looks for that word."""
    assert {key: said for key, said in messages(language).items() if other in said.lower()} == {}
