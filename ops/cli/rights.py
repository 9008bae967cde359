"""Rights as somebody types them: by their codes, or by the words of either language."""

from node.domain.plain import plain
from node.domain.rights import RIGHTS
from ops.cli.errors import StopError, right_codes
from ops.cli.exits import Exit
from schema.i18n import LANGUAGES, text


def rights_of(typed: str) -> tuple[str, ...]:
    """The codes of rights separated by commas; raises `StopError` naming what is none."""
    codes = {plain(said): right for right in RIGHTS for said in (right, *_said(right))}
    names = [name for name in map(str.strip, typed.split(",")) if name]
    unknown = [name for name in names if plain(name) not in codes]
    if unknown or not names:
        raise StopError("cli.error.right", Exit.USAGE, typed=", ".join(unknown), codes=",".join(RIGHTS))
    return tuple(codes[plain(name)] for name in names)


def _said(right: str) -> list[str]:
    return [text(f"right.{right}", language) for language in LANGUAGES]


def listed_rights(language: str) -> str:
    """Every right by its words and its code."""
    return right_codes(",".join(RIGHTS), language)
