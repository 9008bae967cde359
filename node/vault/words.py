"""The passphrase of a vault: six French words that the computer chose, easy to read out and type.

Six words of 2,048 are 66 bits, which Argon2id makes out of reach even for a stolen file. People do
not choose their own: a chosen passphrase is a guessed one.
"""

import unicodedata

from mnemonic import Mnemonic

from node.secret_errors import PassphraseLengthError, PassphraseWordError
from schema.ids import Random

WORDS = 6
_BITS = 11


def word_list() -> list[str]:
    """The 2,048 French words of BIP 39, none the same as another without its accents."""
    return [unicodedata.normalize("NFC", word) for word in Mnemonic("french").wordlist]


def generate_passphrase(random: Random) -> str:
    """Six words, to be written down once by a person and kept away from the computer."""
    words = word_list()
    number = int.from_bytes(random(-(-WORDS * _BITS // 8)), "big")
    return " ".join(words[number >> _BITS * i & (1 << _BITS) - 1] for i in range(WORDS))


def canonical_passphrase(typed: str) -> str:
    """What is stretched into a key: lower case, no accents, one space between words.

    Raises `PassphraseLengthError` or `PassphraseWordError` (which names the position, not the
    word), since a typing error is better told before the slow derivation than after.
    """
    words = [_plain(word) for word in typed.replace("-", " ").split()]
    if len(words) != WORDS:
        raise PassphraseLengthError(words=str(len(words)), expected=str(WORDS))
    known = {_plain(word) for word in word_list()}
    for position, word in enumerate(words, start=1):
        if word not in known:
            raise PassphraseWordError(position=str(position))
    return " ".join(words)


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
