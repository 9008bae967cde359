"""Every word people read, in French and English, through gettext catalogues.

Catalogues are cut by area (`locale/<language>/<area>.po`), keyed by dotted ids such as
`refusal.release.not_checked`, and shared by window, paper and command line. They are compiled in
memory at first use: no generated file to forget.
"""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")


def catalogue(language: str) -> Catalog:
    """All areas of one language merged; raises `ValueError` when two areas define one id."""
    merged = Catalog(locale=language, charset="utf-8")
    folder = resources.files("schema") / "locale" / language
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not item.name.endswith(".po"):
            continue
        for message in read_po(BytesIO(item.read_bytes()), locale=language):
            if not message.id:
                continue
            if message.id in merged:
                raise ValueError(f"text {message.id} is defined twice, again in {language}/{item.name}")
            merged.add(message.id, message.string)
    return merged


@cache
def _translations(language: str) -> NullTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def text(msgid: str, language: str = "fr", values: Mapping[str, str] | None = None) -> str:
    """The sentence with this id in this language, its {placeholders} filled from `values`.

    An unknown id or language shows the id itself: a screen with an untranslated word is better
    than no screen (tests prove that none exists).
    """
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    template = _translations(language).gettext(msgid)
    return template.format_map(_Shown(values or {}))


def named(area: str, name: str, language: str = "fr") -> str:
    """A right, role or rule by its word; of one that only newer programs know, just that with its name."""
    said = text(f"{area}.{name}", language)
    return text(f"{area}.newer", language, {"name": name}) if said == f"{area}.{name}" else said


def chosen(rule: str, choice: str, language: str = "fr") -> str:
    """What a settlement decides, asked or done: in the rule's own words, else in those of every rule."""
    own = f"conflict.{rule}.choice.{choice}"
    said = text(own, language)
    return named("choice", choice, language) if said == own else said


def counted(msgid: str, number: int, language: str = "fr", values: Mapping[str, str] | None = None) -> str:
    """The text `msgid`, or `msgid.one`, with `{n}`: French says one below two, English at one."""
    one = number == 1 if language == "en" else number < 2
    return text(f"{msgid}.one" if one else msgid, language, {**(values or {}), "n": whole(number)})


def whole(number: int) -> str:
    """`1 234`: thousands apart by a narrow no-break space."""
    return f"{number:,}".replace(",", "\u202f")


class _Shown(dict[str, str]):
    """Placeholders without a value stay visible instead of raising in front of a user."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
