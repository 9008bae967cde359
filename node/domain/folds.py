"""Which fold makes the state of which sort of file: the one table that the store looks in.

Membership files (site, workstations, people) are folded by `sync.membership`; sorts of file that
have no kind of act yet have no fold.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from node.domain.course import fold_course
from node.domain.edition import fold_edition
from node.domain.history import Act
from node.domain.lot import fold_lot
from node.domain.narcotics import fold_vault
from node.domain.patient import fold_patient
from node.domain.reference import fold_product, fold_regimen, fold_settings
from node.domain.register import fold_register
from node.domain.session import fold_session
from schema.codec import Wire
from schema.transaction import FileType

Fold: TypeAlias = Callable[[Sequence[Act]], Wire]

FOLDS: Mapping[FileType, Fold] = MappingProxyType(
    {
        FileType.PATIENT: fold_patient,
        FileType.COURSE: fold_course,
        FileType.REGIMEN: fold_regimen,
        FileType.PRODUCT: fold_product,
        FileType.LOT: fold_lot,
        FileType.VAULT: fold_vault,
        FileType.REGISTER: fold_register,
        FileType.SETTINGS: fold_settings,
        FileType.EDITION: fold_edition,
        FileType.SESSION: fold_session,
    }
)
"""A pure, total function for each sort of file; its state encodes to the same bytes everywhere."""
