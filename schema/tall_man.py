"""Names of drugs that are mistaken for one another, as screen and paper display them; never stored so."""

from collections.abc import Mapping
from typing import Final

TALL_MAN: Final[Mapping[str, str]] = {
    word.casefold(): word
    for word in (
        "azaCITIDine",
        "bevaCIZUmab",
        "CARBOplatine",
        "CISplatine",
        "DACTINomycine",
        "DAUNOrubicine",
        "DOCEtaxel",
        "DOXOrubicine",
        "ÉPIrubicine",
        "IDArubicine",
        "inFLIXimab",
        "OXALIplatine",
        "PACLItaxel",
        "riTUXimab",
        "TRASTUZumab",
        "vinBLAStine",
        "vinCRIStine",
        "vinDESine",
        "vinFLUNine",
        "vinORELBine",
    )
}
"""By the name in lower case; a site may hand in its own list."""
