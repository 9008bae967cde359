"""Reference data: the starter library and what is signed of it, signing its items, listing products."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from node.api.base import Answer, Recorded, Refused
from node.api.reference import (
    Library,
    LibraryRow,
    ListLibrary,
    ListProducts,
    ProductRow,
    Products,
    SignReference,
)
from node.desk import Desk, refused
from node.domain.decision import Decided, Draft
from node.domain.plain import plain
from node.domain.reference import ProductState, RegimenState, SettingsState
from node.domain.rights import right_missing
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import products
from node.reference.library import PRODUCTS, REGIMENS
from node.reference.limits import STARTER_GATES, STARTER_LIMITS
from node.sessions import Session
from node.store.crosschecks import GATES_FILE, LIMITS_FILE
from schema.acts.regimen import GatesSigned, LimitsSigned, ProductSigned, RegimenSigned
from schema.codec import tagged_hash
from schema.transaction import MAX_HEADERS, ActRef, FileRef, FileType

Item: TypeAlias = RegimenSigned | ProductSigned | LimitsSigned | GatesSigned
LIMITS: Final = "limits"
GATES: Final = "gates"


def file_of(item: Item) -> FileRef:
    """Where an item is signed: derived from its code, so that two workstations meet in one file."""
    if isinstance(item, LimitsSigned):
        return LIMITS_FILE
    if isinstance(item, GatesSigned):
        return GATES_FILE
    sort = FileType.REGIMEN if isinstance(item, RegimenSigned) else FileType.PRODUCT
    return FileRef(sort, tagged_hash(sort.name.lower(), item.code.encode())[:16])


def library() -> tuple[tuple[str, Item], ...]:
    """Everything that may be signed, by name; a regimen and a product may share theirs."""
    items: tuple[RegimenSigned | ProductSigned, ...] = (*PRODUCTS, *REGIMENS)
    return ((LIMITS, STARTER_LIMITS), (GATES, STARTER_GATES), *((item.code, item) for item in items))


def sign_reference(desk: Desk, session: Session, command: SignReference) -> Answer:
    """Sign library items as the site's own; those signed already, word for word, are left alone."""
    missing = right_missing(desk.who(session), "reference")
    if missing is not None:
        return refused(missing)
    unknown = sorted(set(command.names) - {name for name, _ in library()})
    if unknown:
        return Refused(code="reference.unknown", values={"name": unknown[0]})
    chosen = [item for name, item in library() if not command.names or name in command.names]
    drafts = [draft for item in chosen if (draft := _draft(desk, item)) is not None]
    acts: tuple[ActRef, ...] = ()
    with desk.replica.writing():
        for at in range(0, len(drafts), MAX_HEADERS):
            part = tuple(drafts[at : at + MAX_HEADERS])
            answer = desk.record(Decided(part), session, command.pin)
            if not isinstance(answer, Recorded):
                return answer
            acts += answer.acts
    return Recorded(acts=acts, created=tuple(draft.file.id for draft in drafts))


def _draft(desk: Desk, item: Item) -> Draft | None:
    """The act that signs an item; nil when that is what is in force."""
    state, current = _in_force(desk, item)
    return None if current == item else Draft(file_of(item), item, based_on=state.heads if state else ())


def _in_force(
    desk: Desk, item: Item
) -> tuple[RegimenState | ProductState | SettingsState | None, Item | None]:
    """The file where an item is signed, and what applies there."""
    file, states = file_of(item), desk.replica.states
    if isinstance(item, RegimenSigned):
        regimen = states.state(RegimenState, file)
        return regimen, regimen.version(regimen.default) if regimen and regimen.default else None
    if isinstance(item, ProductSigned):
        product = states.state(ProductState, file)
        return product, product.current if product else None
    settings = states.state(SettingsState, file)
    if isinstance(item, GatesSigned):
        return settings, settings.gates[0].body if settings and len(settings.gates) == 1 else None
    return settings, settings.limits if settings and not settings.disputed else None


def list_library(desk: Desk, _session: Session, _command: ListLibrary) -> Answer:
    """Each item of the library, and whether this site has signed it."""
    return Library(rows=tuple(_library_row(desk, name, item) for name, item in library()))


def _library_row(desk: Desk, name: str, item: Item) -> LibraryRow:
    state, current = _in_force(desk, item)
    if state is not None and state.disputed:
        standing = "disputed"
    elif current is None:
        standing = "unsigned"
    else:
        standing = "signed" if current == item else "differs"
    signed = desk.stamp(last) if (last := _last_signed(state)) is not None else None
    label, detail, illustrative = _words(item)
    return LibraryRow(name, _sort(item), label, detail, standing, signed, illustrative)


def _last_signed(state: RegimenState | ProductState | SettingsState | None) -> ActRef | None:
    if isinstance(state, SettingsState) and state.gates:
        return state.gates[-1].act
    return state.versions[-1].act if state is not None and state.versions else None


def _sort(item: Item) -> str:
    if isinstance(item, LimitsSigned):
        return LIMITS
    if isinstance(item, GatesSigned):
        return GATES
    return "regimen" if isinstance(item, RegimenSigned) else "product"


def _words(item: Item) -> tuple[str, str, bool]:
    if isinstance(item, LimitsSigned):
        return "", "", False
    if isinstance(item, GatesSigned):
        return "", "", item.illustrative
    if isinstance(item, RegimenSigned):
        return item.name, item.version, item.illustrative
    return item.label, item.substance, item.illustrative


def list_products(desk: Desk, _session: Session, command: ListProducts) -> Answer:
    """Products with a default version, by label."""
    wanted = plain(command.substance)
    rows = [
        ProductRow(product, state.current)
        for product, state in products(desk).items()
        if state.current is not None and (not wanted or plain(state.current.substance) == wanted)
    ]
    return Products(rows=tuple(sorted(rows, key=lambda row: (row.body.label, row.product))))


HANDLERS: Mapping[type, AnyHandler] = {
    SignReference: signed_in(sign_reference),
    ListLibrary: signed_in(list_library),
    ListProducts: signed_in(list_products),
}
