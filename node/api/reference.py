"""Reference data: what a pharmacist signs, and the products that preparations choose from."""

from node.api.base import Answer, Command, Stamp
from schema.acts.regimen import ProductSigned, RegimenSigned
from schema.codec import Wire
from schema.transaction import ActRef, Bytes16, FileRef


class SignReference(Command, frozen=True, kw_only=True):
    """Sign items of the starter library (`FOLFOX`, `OXALIPLATINE`, `limits` …) as this site's own.

    `names` are their codes, none for all. What is signed already, word for word, is left alone;
    `created` holds the ids of the files written.
    """

    names: tuple[str, ...] = ()
    pin: str


class RetireVersion(Command, frozen=True, kw_only=True):
    """A signed version of a regimen or product is no longer to be begun with."""

    file: FileRef
    version: ActRef
    wrong: bool
    """It has an error: whatever used it is to be looked at again."""
    reason: str
    pin: str


class DraftRegimen(Command, frozen=True, kw_only=True):
    """Keep the text of a version that is being written; `created` holds the draft's id."""

    draft: bytes | None = None
    """Nil for a new one."""
    content: RegimenSigned


class DraftProduct(Command, frozen=True, kw_only=True):
    """The same of a product."""

    draft: bytes | None = None
    content: ProductSigned


class ListProducts(Command, frozen=True, kw_only=True):
    """The signed products of this site, or those of one substance."""

    substance: str = ""


class ProductRow(Wire, frozen=True):
    """One product in its default version."""

    product: Bytes16
    body: ProductSigned


class Products(Answer, frozen=True, kw_only=True):
    """Answer to `ListProducts`, by label."""

    rows: tuple[ProductRow, ...]


class ListLibrary(Command, frozen=True, kw_only=True):
    """The starter library, beside what this site has signed of it."""

    language: str = "fr"
    """Of what the items say."""


class LibraryRow(Wire, frozen=True):
    """One item of the library."""

    name: str
    """What `SignReference.names` takes."""
    sort: str
    """`limits`, `product`, `regimen`."""
    label: str
    detail: str
    """A regimen's version; a product's substance."""
    digest: str
    """Eight characters that change with any word of what the library says."""
    state: str
    """`unsigned`; `signed`, word for word; `differs`: what is in force says something else; `disputed`;
    `retired`: nothing is in force any more."""
    signed: Stamp | None
    illustrative: bool
    file: FileRef
    version: ActRef | None
    """In force."""
    proposed: tuple[tuple[str, str], ...]
    """What the library says, as (text id of the field, shown value)."""
    in_force: tuple[tuple[str, str], ...]
    """The same of what this site has signed; empty where nothing is in force."""
    drafts: int
    """Versions being written."""


class Library(Answer, frozen=True, kw_only=True):
    """Answer to `ListLibrary`, in the order of the library."""

    rows: tuple[LibraryRow, ...]


class GetSettings(Command, frozen=True, kw_only=True):
    """The settings of the site, and which of them wait for a signature."""


class SettingRow(Wire, frozen=True):
    """One setting."""

    name: str
    """What `SignReference.names` takes; text `ui.library.<name>`."""
    state: str
    """As `LibraryRow.state`; an `unsigned` one stops nothing."""
    asked: bool
    """Whether a list of disagreements asks which of those signed apart is to apply."""


class SiteSettings(Answer, frozen=True, kw_only=True):
    """Answer to `GetSettings`."""

    rows: tuple[SettingRow, ...]
    rule: bool
    """Whether the rule `every_setting` holds: of what was signed before it nothing asks, but for limits."""
