"""How people settle what a merge will not, and how two of them lift a hard stop."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

import msgspec

from schema.acts.base import Kind, Name, Reason
from schema.codec import Wire
from schema.transaction import ActClass, ActRef, Bytes16, FileType

MOST_HEADS = 64
Heads = Annotated[tuple[ActRef, ...], msgspec.Meta(min_length=1, max_length=MOST_HEADS)]
ManyHeads = Annotated[tuple[ActRef, ...], msgspec.Meta(min_length=1, max_length=4096)]


class ConflictSettled(Wire, frozen=True):
    """A decision on one conflict, naming exactly the acts it had in view."""

    rule: Name
    subject: Bytes16
    """The dose, bag, entry or field in conflict."""
    heads: Heads
    choice: Name
    """`keep`, `same`, `both`, `told_twice`, `reviewed`, … as the rule offers."""
    keep: Bytes16 | None
    """The bag or dose kept, where the choice keeps one."""
    reason: Reason


class PatientSettled(ConflictSettled, frozen=True):
    """The same of a patient's file."""


class RegimenSettled(ConflictSettled, frozen=True):
    """The same of a regimen: which of its versions is the one to begin with."""


class ProductSettled(ConflictSettled, frozen=True):
    """The same of a product."""


class SettingsSettled(ConflictSettled, frozen=True):
    """The same of the site's settings."""


class LotSettled(ConflictSettled, frozen=True):
    """The same of a lot."""


class VaultSettled(ConflictSettled, frozen=True):
    """The same of a narcotics vault."""


class LongConflictSettled(ConflictSettled, frozen=True):
    """The same, on more acts than the first version can name."""

    heads: ManyHeads


class LongPatientSettled(PatientSettled, frozen=True):
    """The same of it, on more acts than the first version can name."""

    heads: ManyHeads


class LongRegimenSettled(RegimenSettled, frozen=True):
    """The same of it, on more acts than the first version can name."""

    heads: ManyHeads


class LongProductSettled(ProductSettled, frozen=True):
    """The same of it, on more acts than the first version can name."""

    heads: ManyHeads


class LongSettingsSettled(SettingsSettled, frozen=True):
    """The same of it, on more acts than the first version can name."""

    heads: ManyHeads


class LongLotSettled(LotSettled, frozen=True):
    """The same of it, on more acts than the first version can name."""

    heads: ManyHeads


class LongVaultSettled(VaultSettled, frozen=True):
    """The same of it, on more acts than the first version can name."""

    heads: ManyHeads


class DerogationAsked(Wire, frozen=True):
    """A prescriber asks to pass one hard stop, on one exact version."""

    subject: Bytes16
    rule: Name
    revision: ActRef
    reason: Reason


class DerogationAgreed(Wire, frozen=True):
    """A pharmacist agrees; the effect comes with the two signatures."""

    asked: ActRef


_D = ActClass.DECISION
KINDS = (
    Kind("conflict.settled/1", ConflictSettled, FileType.COURSE, _D, "settle", signed=True),
    Kind("patient.settled/1", PatientSettled, FileType.PATIENT, _D, "settle", signed=True),
    Kind("regimen.settled/1", RegimenSettled, FileType.REGIMEN, _D, "settle", signed=True),
    Kind("product.settled/1", ProductSettled, FileType.PRODUCT, _D, "settle", signed=True),
    Kind("settings.settled/1", SettingsSettled, FileType.SETTINGS, _D, "settle", signed=True),
    Kind("lot.settled/1", LotSettled, FileType.LOT, _D, "settle", signed=True),
    Kind("vault.settled/1", VaultSettled, FileType.VAULT, _D, "settle", signed=True),
    Kind("derogation.asked/1", DerogationAsked, FileType.COURSE, _D, "prescribe", signed=True),
    Kind("derogation.agreed/1", DerogationAgreed, FileType.COURSE, _D, "validate", signed=True),
    Kind("conflict.settled/2", LongConflictSettled, FileType.COURSE, _D, "settle", signed=True),
    Kind("patient.settled/2", LongPatientSettled, FileType.PATIENT, _D, "settle", signed=True),
    Kind("regimen.settled/2", LongRegimenSettled, FileType.REGIMEN, _D, "settle", signed=True),
    Kind("product.settled/2", LongProductSettled, FileType.PRODUCT, _D, "settle", signed=True),
    Kind("settings.settled/2", LongSettingsSettled, FileType.SETTINGS, _D, "settle", signed=True),
    Kind("lot.settled/2", LongLotSettled, FileType.LOT, _D, "settle", signed=True),
    Kind("vault.settled/2", LongVaultSettled, FileType.VAULT, _D, "settle", signed=True),
)

SETTLING = frozenset(kind.name for kind in KINDS if issubclass(kind.body, ConflictSettled))
"""The kinds of which the author's rights decide what they settle."""
SETTLEMENTS: Mapping[FileType, tuple[type[ConflictSettled], ...]] = MappingProxyType(
    {
        one.file: tuple(
            kind.body for kind in KINDS if kind.file == one.file and issubclass(kind.body, ConflictSettled)
        )
        for one in KINDS
        if one.name in SETTLING
    }
)
"""The bodies by which a conflict of each sort of file is settled, on few acts and on many: a kind belongs to
one sort of file."""
