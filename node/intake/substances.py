"""Which substances are anticancer drugs, and finding them under the names a drug database prints.

The table is ours: international names in French, by family (the class of the ATC they sit in). A name is
found through accents, case, salts and word order: "Doxorubicine (CHLORHYDRATE DE)" is doxorubicine, and
"TRASTUZUMAB EMTANSINE" is never trastuzumab.
"""

import re
import unicodedata
from functools import cache
from typing import Final, NamedTuple


class Substance(NamedTuple):
    """One substance of the table."""

    inn: str
    """International name in French, lower case: `fluorouracile`."""
    family: str
    """`vinca`, `fluoropyrimidine`, `anthracycline`, …: what rules of safety may depend on."""
    anticancer: bool
    """False for what accompanies: folinates, mesna, …"""


# Family → substances. Names of which one begins another (trastuzumab …) are told apart by the longest match.
_ANTICANCER: Final[dict[str, tuple[str, ...]]] = {
    # L01A
    "alkylating": (
        "bendamustine", "busulfan", "carmustine", "cyclophosphamide", "dacarbazine", "fotémustine",
        "ifosfamide", "lurbinectédine", "melphalan", "streptozocine", "témozolomide", "thiotépa",
        "trabectédine", "tréosulfan",
    ),
    # L01XA
    "platinum": ("carboplatine", "cisplatine", "oxaliplatine"),
    # L01BC
    "fluoropyrimidine": ("fluorouracile",),
    # L01B
    "antimetabolite": (
        "azacitidine", "cladribine", "clofarabine", "cytarabine", "décitabine", "fludarabine",
        "gemcitabine", "méthotrexate", "nélarabine", "pémétrexed", "pentostatine", "raltitrexed",
    ),
    # L01CA
    "vinca": ("vinblastine", "vincristine", "vindésine", "vinflunine", "vinorelbine"),
    # L01CD
    "taxane": ("cabazitaxel", "docétaxel", "paclitaxel"),
    # L01CB
    "podophyllotoxin": ("étoposide",),
    # L01CE
    "topoisomerase": ("irinotécan", "topotécan", "topotécane"),
    # L01DB
    "anthracycline": (
        "daunorubicine", "doxorubicine", "épirubicine", "idarubicine", "mitoxantrone", "pixantrone",
    ),
    # L01DC
    "antibiotic": ("bléomycine", "dactinomycine", "mitomycine"),
    # L01XG
    "proteasome": ("bortézomib", "carfilzomib"),
    # L01XX02, 24
    "asparaginase": ("asparaginase", "crisantaspase", "pégaspargase"),
    # L01F
    "antibody": (
        "alemtuzumab", "amivantamab", "atézolizumab", "avélumab", "bévacizumab", "blinatumomab",
        "cémiplimab", "cétuximab", "daratumumab", "dinutuximab bêta", "dostarlimab", "durvalumab",
        "élotuzumab", "elranatamab", "épcoritamab", "glofitamab", "ipilimumab", "isatuximab",
        "mogamulizumab", "mosunétuzumab", "nécitumumab", "nivolumab", "obinutuzumab", "odronextamab",
        "panitumumab", "pembrolizumab", "pertuzumab", "ramucirumab", "rélatlimab", "rétifanlimab",
        "rituximab", "serplulimab", "tafasitamab", "talquétamab", "tarlatamab", "tébentafusp",
        "téclistamab", "tislélizumab", "toripalimab", "trastuzumab", "trémélimumab", "zanidatamab",
        "zolbétuximab",
    ),
    # L01F, linked to a toxin: never interchangeable with the bare antibody
    "conjugate": (
        "brentuximab védotine", "enfortumab védotine", "gemtuzumab ozogamicine", "inotuzumab ozogamicine",
        "loncastuximab tésirine", "mirvétuximab soravtansine", "polatuzumab védotine",
        "sacituzumab govitécan", "trastuzumab déruxtécan", "trastuzumab emtansine",
    ),
    # L01XX, L03
    "other": (
        "aflibercept", "aldesleukine", "amsacrine", "BCG", "éribuline", "tasonermine", "temsirolimus",
        "trioxyde d'arsenic",
    ),
}  # fmt: skip

_ACCOMPANYING: Final[dict[str, tuple[str, ...]]] = {
    "folinate": (
        "acide folinique", "acide l folinique", "acide lévofolinique", "folinate de calcium",
        "lévofolinate de calcium", "lévofolinate disodique",
    ),
    "protector": ("dexrazoxane", "mesna"),
    "enzyme": ("glucarpidase", "rasburicase"),
}  # fmt: skip

# The same substance under another name: read → kept.
_SAME: Final = {"topotécane": "topotécan", "acide l folinique": "acide lévofolinique"}


def folded(name: str) -> str:
    """Upper case without accents, anything but letters and digits as one space."""
    plain = unicodedata.normalize("NFD", name.upper().replace("Œ", "OE"))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.findall(r"[A-Z0-9]+", bare))


def _table() -> dict[str, list[tuple[str, Substance]]]:
    """First word → (all words, substance), longest names first."""
    found: dict[str, list[tuple[str, Substance]]] = {}
    for families, anticancer in ((_ANTICANCER, True), (_ACCOMPANYING, False)):
        for family, names in families.items():
            for name in names:
                words = folded(name)
                substance = Substance(_SAME.get(name, name), family, anticancer)
                found.setdefault(words.split(" ", 1)[0], []).append((words, substance))
    for entries in found.values():
        entries.sort(key=lambda entry: len(entry[0]), reverse=True)
    return found


_BY_FIRST_WORD: Final = _table()


@cache
def find_substance(name: str) -> Substance | None:
    """The substance of the table that this printed name holds as whole words, the longest if several."""
    words = folded(name).split(" ")
    best: tuple[str, Substance] | None = None
    for position, word in enumerate(words):
        rest = " ".join(words[position:]) + " "
        for candidate, substance in _BY_FIRST_WORD.get(word, ()):
            if rest.startswith(candidate + " ") and (best is None or len(candidate) > len(best[0])):
                best = candidate, substance
    return best[1] if best else None
