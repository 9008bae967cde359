"""A refusal as people read it: what is wrong, with its values, and what may be done next.

Values travel as plain codes and wire texts (`prescribe`, `57.8 mg`, `2026-03-01`), the same in every
language; each is put into words here, by its name or by its shape.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Final

from schema.dates import day_text, moment
from schema.i18n import text
from schema.machine import machine_sort, machine_words
from schema.quantity import NumberError, Quantity, Unit

_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "right": ("right.",),
    "rights": ("right.",),
    "roles": ("role.",),
    "rule": ("conflict.", "refusal.rule."),
    "mention": ("refusal.mention.",),
    "what": ("refusal.what.",),
    "field": ("refusal.field.",),
    "doubt": ("refusal.doubt.",),
    "alike": ("refusal.alike.",),
    "lack": ("vault.keyring_lack.",),
    "number": ("number.",),
    "edition": ("edition.",),
}
"""Where the words of a code are, by the name of the value; `,` separates several codes."""
_INSTANTS: Final = frozenset({"use_by"})
ACKNOWLEDGE: Final = "acknowledge"
"""Value of a refused account: the codes, by `,`, whose acknowledgement lets it be recorded all the same."""
IF_DONE: Final = "if_done"
"""Value of an account that a hard stop refused: where it is entered if it is done already (`paper`)."""
_QUANTITY = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) (\S+)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def refusal_sentences(
    code: str, values: Mapping[str, str], language: str = "fr", zone: tzinfo = UTC
) -> tuple[str, str]:
    """(what is wrong, what to do next), in words; `zone` is the site's, for instants."""
    shown = {name: value_shown(name, value, language, zone) for name, value in values.items()}
    codes = dict.fromkeys([code, *acknowledgeable(values)])
    what = [text(f"refusal.{one}", language, shown) for one in codes]
    then = [text(advice(f"refusal.{one}.next", values, language), language, shown) for one in codes]
    if ACKNOWLEDGE in values:
        then.append(text("refusal.acknowledge", language))
    elif values.get(IF_DONE):
        then.append(text(f"refusal.if_done.{values[IF_DONE]}", language))
    return " ".join(what), " ".join(dict.fromkeys(then))


def advice(msgid: str, values: Mapping[str, str], language: str = "fr") -> str:
    """The text that says what to do: the one for this sort of reason, where it has its own."""
    own = f"{msgid}.{machine_sort(values.get('reason', ''))}"
    return msgid if text(own, language) == own else own


def acknowledgeable(values: Mapping[str, str]) -> tuple[str, ...]:
    """The codes that a refused account may be recorded with, once acknowledged; none for the others."""
    return tuple(filter(None, values.get(ACKNOWLEDGE, "").split(",")))


def value_shown(name: str, value: str, language: str = "fr", zone: tzinfo = UTC) -> str:
    """One value in words; what has no words of its own is shown as it is."""
    if name in _NAMED and value:
        words = [_words(_NAMED[name], one, language) for one in value.split(",")]
        return text("refusal.or", language).join(words)
    if name == "reason":
        return machine_words(value, language)
    if name == "detail":
        what, _, which = value.partition(" ")
        told = text(f"store.detail.{what}", language, {"which": which})
        return machine_words(value, language) if told == f"store.detail.{what}" else told
    if name == "slip":
        why, _, place = value.partition(" ")
        return text(f"settings.slip.{why}", language, {"at": place})
    if name in _INSTANTS and value.isdigit():
        at = moment(int(value), zone)
        return f"{day_text(at.date(), language)} {at:%H:%M}"
    if _DATE.fullmatch(value):
        try:
            return day_text(date.fromisoformat(value), language)
        except ValueError:  # a day that no calendar has, which is what the refusal may be about
            return value
    return _quantity_shown(value, language)


def _words(prefixes: tuple[str, ...], code: str, language: str) -> str:
    for prefix in prefixes:
        words = text(prefix + code, language)
        if words != prefix + code:
            return words
    return code


def _quantity_shown(value: str, language: str) -> str:
    found = _QUANTITY.fullmatch(value)
    if found is None or found[2] not in list(Unit):
        return value
    try:
        return Quantity(found[1], Unit(found[2])).shown(language)
    except NumberError:  # not written as we write numbers: then it is somebody's text
        return value
