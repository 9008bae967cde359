"""Names and substances as they are compared: one spelling for what people write in many."""

from unicodedata import combining, normalize

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})


def alike(text: str) -> str:
    """What two names share that nobody could tell apart aloud: without accents and case, spaces as one.

    Signs stay, unlike in `plain`: a workstation is called by them.

    >>> alike("Pui-1  (2)") == alike("PUI-1 (2)") != alike("PUI-12")
    True
    """
    decomposed = normalize("NFKD", text.casefold().translate(_LIGATURES))
    return " ".join("".join(letter for letter in decomposed if not combining(letter)).split())


def plain(text: str) -> str:
    """Letters and digits alone, without accents and case: how names are compared, never how they are kept.

    >>> plain("Le Bœuf-D’Été")
    'leboeufdete'
    """
    decomposed = normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(letter for letter in decomposed if letter.isalnum() and not combining(letter))
