"""What the starter library holds, in the order in which it is shown."""

from typing import Final

from node.reference.products.antibodies import PEMBROLIZUMAB, RITUXIMAB
from node.reference.products.antimetabolites import AZACITIDINE, FLUOROURACIL, FOLINATE, GEMCITABINE
from node.reference.products.cytotoxics import BLEOMYCIN, CYCLOPHOSPHAMIDE, DOXORUBICIN, ETOPOSIDE
from node.reference.products.platinum import CARBOPLATIN, CISPLATIN, OXALIPLATIN
from node.reference.products.spindle import DOCETAXEL, PACLITAXEL, VINCRISTINE
from node.reference.regimens.azacitidine import AZACITIDINE_SC
from node.reference.regimens.bep import BEP
from node.reference.regimens.carboplatin_paclitaxel import CARBOPLATIN_PACLITAXEL
from node.reference.regimens.docetaxel_cyclophosphamide import DOCETAXEL_CYCLOPHOSPHAMIDE
from node.reference.regimens.folfox import FOLFOX
from node.reference.regimens.gemcitabine import GEMCITABINE_WEEKLY
from node.reference.regimens.pembrolizumab import PEMBROLIZUMAB_200
from node.reference.regimens.rchop import RCHOP
from schema.acts.regimen import ProductSigned, RegimenSigned

REGIMENS: Final[tuple[RegimenSigned, ...]] = (
    FOLFOX,
    RCHOP,
    CARBOPLATIN_PACLITAXEL,
    BEP,
    PEMBROLIZUMAB_200,
    GEMCITABINE_WEEKLY,
    DOCETAXEL_CYCLOPHOSPHAMIDE,
    AZACITIDINE_SC,
)

PRODUCTS: Final[tuple[ProductSigned, ...]] = (
    AZACITIDINE,
    BLEOMYCIN,
    CARBOPLATIN,
    CISPLATIN,
    CYCLOPHOSPHAMIDE,
    DOCETAXEL,
    DOXORUBICIN,
    ETOPOSIDE,
    FLUOROURACIL,
    FOLINATE,
    GEMCITABINE,
    OXALIPLATIN,
    PACLITAXEL,
    PEMBROLIZUMAB,
    RITUXIMAB,
    VINCRISTINE,
)
"""One a substance."""
