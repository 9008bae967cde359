"""The program's own table of substances, whole, for what must hold of each of them."""

from node.intake.substances import _BY_FIRST_WORD, Substance


def all_substances() -> tuple[Substance, ...]:
    """Each substance once, by name."""
    return tuple(sorted({substance for entries in _BY_FIRST_WORD.values() for _, substance in entries}))
