"""Which fold makes the state of which sort of file: the one table that the store looks in.

Membership files (site, workstations, people) are folded by `sync.membership`; sorts of file that
have no kind of act yet have no fold.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from node.domain.course import fold_course
from node.domain.edition import EditionState, fold_edition
from node.domain.history import Act
from node.domain.lot import LotState, fold_lot
from node.domain.narcotics import VaultState, fold_vault
from node.domain.patient import PatientState, fold_patient
from node.domain.reference import ProductState, RegimenState, fold_product, fold_regimen
from node.domain.register import RegisterState, fold_register
from node.domain.session import SessionState, fold_session
from node.domain.site_settings import SettingsState, fold_settings
from node.domain.state import CourseState
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

STATES: Mapping[FileType, type[Wire]] = MappingProxyType(
    {
        FileType.PATIENT: PatientState,
        FileType.COURSE: CourseState,
        FileType.REGIMEN: RegimenState,
        FileType.PRODUCT: ProductState,
        FileType.LOT: LotState,
        FileType.VAULT: VaultState,
        FileType.REGISTER: RegisterState,
        FileType.SETTINGS: SettingsState,
        FileType.EDITION: EditionState,
        FileType.SESSION: SessionState,
    }
)
"""What each of them makes."""
