"""Reference data: the starter library and what is signed of it, signing its items, listing products."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from node.api.base import Answer, Recorded, Refused
from node.api.reference import (
    DraftProduct,
    DraftRegimen,
    GetSettings,
    Library,
    LibraryRow,
    ListLibrary,
    ListProducts,
    ProductRow,
    Products,
    RetireVersion,
    SettingRow,
    SignReference,
    SiteSettings,
)
from node.desk import Desk, refused
from node.domain.decision import Decided, Draft
from node.domain.merge.settings_apart import ROW as SETTINGS_APART
from node.domain.plain import plain
from node.domain.reference import ProductState, ProductVersion, RegimenState, RegimenVersion
from node.domain.retiring import decide_retire
from node.domain.rights import right_missing
from node.domain.site_settings import (
    DoseLimitsVersion,
    GatesVersion,
    LimitsVersion,
    ReattributionVersion,
    SettingsState,
)
from node.domain.state import Conflict
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import Reference, products, reference_state
from node.handlers.together import together
from node.reference.library import PRODUCTS, REGIMENS
from node.reference.limits import STARTER_DOSES, STARTER_GATES, STARTER_LIMITS, STARTER_REATTRIBUTION
from node.sessions import Session
from node.store.neighbourhoods import DOSES_FILE, GATES_FILE, LIMITS_FILE, REATTRIBUTION_FILE
from node.views.summary import summary
from node.views.teller import Teller
from node.views.wording import Wording
from schema.acts.reattribution import ReattributionLimitSigned
from schema.acts.regimen import (
    DoseLimitsSigned,
    GatesSigned,
    LimitsSigned,
    ProductDrafted,
    ProductSigned,
    RegimenDrafted,
    RegimenSigned,
)
from schema.codec import Wire, encode, tagged_hash
from schema.rules import EVERY_SETTING
from schema.transaction import MAX_HEADERS, ActRef, FileRef, FileType

Setting: TypeAlias = LimitsSigned | GatesSigned | ReattributionLimitSigned | DoseLimitsSigned
Item: TypeAlias = RegimenSigned | ProductSigned | Setting
SettingVersion: TypeAlias = LimitsVersion | GatesVersion | ReattributionVersion | DoseLimitsVersion
_SETTINGS: Final[Mapping[type[Wire], tuple[str, FileRef, Setting]]] = {
    LimitsSigned: ("limits", LIMITS_FILE, STARTER_LIMITS),
    GatesSigned: ("gates", GATES_FILE, STARTER_GATES),
    DoseLimitsSigned: ("doses", DOSES_FILE, STARTER_DOSES),
    ReattributionLimitSigned: ("reattribution", REATTRIBUTION_FILE, STARTER_REATTRIBUTION),
}
"""The site's settings by what is signed: the name, the one file, the library's proposal."""


def file_of(item: Item) -> FileRef:
    """Where an item is signed: derived from its code, so that two workstations meet in one file."""
    if not isinstance(item, RegimenSigned | ProductSigned):
        return _SETTINGS[type(item)][1]
    sort = FileType.REGIMEN if isinstance(item, RegimenSigned) else FileType.PRODUCT
    return FileRef(sort, tagged_hash(sort.name.lower(), item.code.encode())[:16])


def library() -> tuple[tuple[str, Item], ...]:
    """Everything that may be signed, by name; a regimen and a product may share theirs."""
    items: tuple[RegimenSigned | ProductSigned, ...] = (*PRODUCTS, *REGIMENS)
    settings = ((name, starter) for name, _, starter in _SETTINGS.values())
    return (*settings, *((item.code, item) for item in items))


def sign_reference(desk: Desk, session: Session, command: SignReference) -> Answer:
    """Sign library items as the site's own; those signed already, word for word, are left alone."""
    missing = right_missing(desk.who(session), "reference")
    if missing is not None:
        return refused(missing)
    unknown = sorted(set(command.names) - {name for name, _ in library()})
    if unknown:
        return Refused(code="reference.unknown", values={"name": unknown[0]})
    chosen = [item for name, item in library() if name in command.names or not command.names]
    drafts = [
        draft for item in chosen if (draft := _draft(desk, item, named=bool(command.names))) is not None
    ]

    def part_by_part() -> Answer:
        acts: tuple[ActRef, ...] = ()
        for at in range(0, len(drafts), MAX_HEADERS):
            part = tuple(drafts[at : at + MAX_HEADERS])
            answer = desk.record(Decided(part), session, command.pin)
            if not isinstance(answer, Recorded):
                return answer
            acts += answer.acts
        return Recorded(acts=acts, created=tuple(draft.file.id for draft in drafts))

    return together(desk, part_by_part)


def _draft(desk: Desk, item: Item, *, named: bool) -> Draft | None:
    """The act that signs an item; nil when that is what is in force, or it was retired and not asked for."""
    state, current = _in_force(desk, item)
    if current == item or (_standing(state, item, current) == "retired" and not named):
        return None
    return Draft(file_of(item), item, based_on=state.heads if state else ())


def _in_force(desk: Desk, item: Item) -> tuple[Reference | None, Item | None]:
    """The file where an item is signed, and what applies there."""
    state = reference_state(desk, file_of(item))
    if isinstance(state, RegimenState):
        return state, state.version(state.default) if state.default else None
    if isinstance(state, ProductState):
        return state, state.current
    if isinstance(item, LimitsSigned):
        return state, state.limits if state and not state.disputed else None
    bodies = {version.body for version in _versions(state, item)}
    # Word for word the same, signed apart, is one.
    return state, bodies.pop() if len(bodies) == 1 else None


def list_library(desk: Desk, _session: Session, command: ListLibrary) -> Answer:
    """Each item of the library, what it says, and what this site has signed of it."""
    words = Wording(Teller(desk.names, language=command.language), {})
    return Library(rows=tuple(_library_row(desk, name, item, words) for name, item in library()))


def _library_row(desk: Desk, name: str, item: Item, words: Wording) -> LibraryRow:
    state, current = _in_force(desk, item)
    versions = _versions(state, item)
    signed = desk.names.stamp(versions[-1].act) if versions else None
    label, detail, illustrative = _words(item)
    return LibraryRow(
        name=name,
        sort=_sort(item),
        label=label,
        detail=detail,
        digest=tagged_hash("library-item", encode(item))[:4].hex(),
        state=_standing(state, item, current),
        signed=signed,
        illustrative=illustrative,
        file=file_of(item),
        version=state.default if isinstance(state, RegimenState | ProductState) else None,
        proposed=summary(item, (), words),
        in_force=summary(current, (), words),
        drafts=len(state.drafts) if isinstance(state, RegimenState | ProductState) else 0,
    )


def _standing(state: Reference | None, item: Item, current: Item | None) -> str:
    if state is None or not _versions(state, item):
        return "unsigned"
    # Of settings the stricter applies before a rule calls them disputed, too; none is ever retired.
    if state.disputed or (current is None and isinstance(state, SettingsState)):
        return "disputed"
    if current is None:
        return "retired"
    return "signed" if current == item else "differs"


def retire_version(desk: Desk, session: Session, command: RetireVersion) -> Answer:
    """Retire a version of a regimen or product."""
    decided = decide_retire(command, _versioned(reference_state(desk, command.file)), desk.who(session))
    return desk.record(decided, session, command.pin)


def _versioned(state: Reference | None) -> RegimenState | ProductState | None:
    """Settings are replaced, never retired: some must always apply."""
    return None if isinstance(state, SettingsState) else state


def keep_draft(desk: Desk, session: Session, command: DraftRegimen | DraftProduct) -> Answer:
    """Keep the text of a version being written: nobody is treated by it."""
    missing = right_missing(desk.who(session), "reference")
    if missing is not None:
        return refused(missing)
    draft = command.draft or desk.new_id()
    content = command.content
    body = (
        RegimenDrafted(draft, content)
        if isinstance(content, RegimenSigned)
        else ProductDrafted(draft, content)
    )
    file = file_of(content)
    state = reference_state(desk, file)
    kept = Draft(file, body, based_on=state.heads if state else ())
    return desk.record(Decided((kept,), created=(draft,)), session)


def _versions(
    state: Reference | None, item: Item
) -> Sequence[RegimenVersion | ProductVersion | SettingVersion]:
    """Every version signed of an item; of some settings, those that apply."""
    if isinstance(state, SettingsState) and isinstance(item, GatesSigned):
        return state.gates
    if isinstance(state, SettingsState) and isinstance(item, ReattributionLimitSigned):
        return state.reattribution
    if isinstance(state, SettingsState) and isinstance(item, DoseLimitsSigned):
        return state.doses
    return state.versions if state is not None else ()


def _sort(item: Item) -> str:
    setting = _SETTINGS.get(type(item))
    if setting is not None:
        return setting[0]
    return "regimen" if isinstance(item, RegimenSigned) else "product"


def _words(item: Item) -> tuple[str, str, bool]:
    if isinstance(item, LimitsSigned | ReattributionLimitSigned):
        return "", "", False
    if isinstance(item, GatesSigned | DoseLimitsSigned):
        return "", "", item.illustrative
    if isinstance(item, RegimenSigned):
        return item.name, item.version, item.illustrative
    return item.label, item.substance, item.illustrative


def get_settings(desk: Desk, _session: Session, _command: GetSettings) -> Answer:
    """Each setting beside what this site has signed of it."""
    rows = []
    for name, _, starter in _SETTINGS.values():
        state, current = _in_force(desk, starter)
        asked = state is not None and any(map(_asked, state.conflicts))
        rows.append(SettingRow(name, _standing(state, starter, current), asked))
    return SiteSettings(rows=tuple(rows), rule=EVERY_SETTING in desk.members.rules)


def _asked(conflict: Conflict) -> bool:
    return conflict.rule == SETTINGS_APART.rule and conflict.settled is None


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
    RetireVersion: signed_in(retire_version),
    DraftRegimen: signed_in(keep_draft),
    DraftProduct: signed_in(keep_draft),
    ListLibrary: signed_in(list_library),
    GetSettings: signed_in(get_settings),
    ListProducts: signed_in(list_products),
}
