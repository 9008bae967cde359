"""Reference data: what a pharmacist signs, and the products that preparations choose from."""

from node.api.base import Answer, Command
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
