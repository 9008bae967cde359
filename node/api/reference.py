"""Reference data: what a pharmacist signs, and the products that preparations choose from."""

from node.api.base import Answer, Command, Stamp
from schema.acts.regimen import ProductSigned
from schema.codec import Wire
from schema.transaction import Bytes16


class SignReference(Command, frozen=True, kw_only=True):
    """Sign items of the starter library (`FOLFOX`, `OXALIPLATINE`, `limits` …) as this site's own.

    `names` are their codes, none for all. What is signed already, word for word, is left alone;
    `created` holds the ids of the files written.
    """

    names: tuple[str, ...] = ()
    pin: str


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


class LibraryRow(Wire, frozen=True):
    """One item of the library."""

    name: str
    """What `SignReference.names` takes."""
    sort: str
    """`limits`, `product`, `regimen`."""
    label: str
    detail: str
    """A regimen's version; a product's substance."""
    state: str
    """`unsigned`; `signed`, word for word; `differs`: what is in force says something else; `disputed`."""
    signed: Stamp | None
    illustrative: bool


class Library(Answer, frozen=True, kw_only=True):
    """Answer to `ListLibrary`, in the order of the library."""

    rows: tuple[LibraryRow, ...]
