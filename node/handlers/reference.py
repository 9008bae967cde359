"""Reference data: signing items of the starter library, listing products."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from node.api.base import Answer, Recorded, Refused
from node.api.reference import ListProducts, ProductRow, Products, SignReference
from node.desk import Desk, refused
from node.domain.decision import Decided, Draft
from node.domain.identity import plain
from node.domain.reference import ProductState, RegimenState, SettingsState
from node.domain.rights import right_missing
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import products
from node.reference.library import PRODUCTS, REGIMENS
from node.reference.limits import STARTER_LIMITS
from node.sessions import Session
from node.store.crosschecks import LIMITS_FILE
from schema.acts.regimen import LimitsSigned, ProductSigned, RegimenSigned
from schema.codec import tagged_hash
from schema.transaction import MAX_HEADERS, ActRef, FileRef, FileType

Item: TypeAlias = RegimenSigned | ProductSigned | LimitsSigned
LIMITS: Final = "limits"


def file_of(item: Item) -> FileRef:
    """Where an item is signed: derived from its code, so that two workstations meet in one file."""
    if isinstance(item, LimitsSigned):
        return LIMITS_FILE
    sort = FileType.REGIMEN if isinstance(item, RegimenSigned) else FileType.PRODUCT
    return FileRef(sort, tagged_hash(sort.name.lower(), item.code.encode())[:16])


def library() -> tuple[tuple[str, Item], ...]:
    """Everything that may be signed, by name; a regimen and a product may share theirs."""
    items: tuple[RegimenSigned | ProductSigned, ...] = (*PRODUCTS, *REGIMENS)
    return ((LIMITS, STARTER_LIMITS), *((item.code, item) for item in items))


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
    file = file_of(item)
    states = desk.replica.states
    state: RegimenState | ProductState | SettingsState | None
    if isinstance(item, RegimenSigned):
        regimen = state = states.state(RegimenState, file)
        current: Item | None = regimen.version(regimen.default) if regimen and regimen.default else None
    elif isinstance(item, ProductSigned):
        product = state = states.state(ProductState, file)
        current = product.current if product else None
    else:
        settings = state = states.state(SettingsState, file)
        current = settings.limits if settings and not settings.disputed else None
    return None if current == item else Draft(file, item, based_on=state.heads if state else ())


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
    ListProducts: signed_in(list_products),
}
