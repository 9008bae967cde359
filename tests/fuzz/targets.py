"""Every decoder that faces the network, a file or a keyboard: any bytes, and only the errors it declares.

A target returns, or raises one of its declared errors; whatever else it raises is a finding. Most also check
that what was understood is written again as the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import zstandard

from node.backup_key import read_backup_key
from node.intake.bdpm import FILES, parse
from node.intake.cip import cip13_fault
from node.intake.classify import classify
from node.intake.edition import EditionReader
from node.intake.errors import IntakeError
from node.intake.records import CatalogueRow
from node.intake.strength import amounts_in, container_of
from node.intake.substances import find_substance
from node.inventory import read_inventory
from node.pins import unwrap_key
from node.recovery import combine_shares
from node.secret_errors import SecretError
from node.store.files import content_of
from node.store.opened import Wrong, open_checked
from node.vault import VaultContents
from node.vault.form import read_form
from ops.cli.errors import StopError
from ops.cli.files import text_of
from ops.cli.recovery import shares_in
from schema.acts import KINDS
from schema.codec import InvalidBytesError, decode, encode
from sync.bundle.errors import BundleError
from sync.bundle.items import Item, Manifest
from sync.bundle.read import MAX_PAYLOAD, read_bundle
from sync.bundle.read import _Content as Content
from sync.conversation import Conversation
from sync.messages import Scope, decode_message, encode_message
from sync.ports import Record
from sync.receipts import read_receipt, write_receipt
from tests.fuzz.at_hand import AT_HAND
from tests.fuzz.folding import FOLDING
from tests.fuzz.framed import framed
from tests.fuzz.members import MEMBERS
from tests.fuzz.newcomers import NEWCOMERS
from tests.fuzz.poured import POURED
from tests.fuzz.target import IDENTITY, THEM, US, Target
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import Side, party
from tests.sync.toys import SITE

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"


def _transaction(data: bytes) -> None:
    opened = open_checked(SITE, data)
    for header, body in zip(opened.core.headers, opened.transaction.bodies, strict=True):
        content_of(header, body)
    assert encode(opened.transaction) == data


def _body(data: bytes) -> None:
    """The name of a kind of act, a zero byte, a body."""
    name, _, body = data.partition(b"\0")
    kind = KINDS.get(name.decode("utf-8"))
    if kind is not None:
        assert encode(decode(kind.body, body)) == body


def _message(data: bytes) -> None:
    assert encode_message(decode_message(data)) == data


def _conversation(data: bytes) -> None:
    """Messages behind lengths of two bytes, after a good Hello: nothing is raised, and it ends or goes on."""
    replica = MemoryReplica(US)
    replica.write("une ligne")
    side = Side(replica, Conversation(party(replica), Scope.ALL, replica.heads, dialled=False, expected=THEM))
    other = MemoryReplica(THEM)
    dialler = Side(other, Conversation(party(other), Scope.ALL, other.heads, dialled=True, expected=US))
    dialler.perform(dialler.conversation.start(1))
    said = [*dialler.outbox, *framed(data)]
    for message in said[:64]:
        side.perform(side.conversation.received(message, 1))
    assert side.conversation.flow.unanswered <= 4


def _record(data: bytes) -> None:
    record = decode(Record, data)
    receipt = read_receipt(record.payload)
    assert receipt is None or write_receipt(receipt) == record.payload
    # Letters are no PIN: whatever the wrap says, no work is done for it.
    unwrap_key("letters", bytes(32), record.owner, record.payload)


class _Nobody:
    """Takes a bundle and keeps nothing."""

    def opened(self, manifest: Manifest) -> None: ...

    def item(self, item: Item) -> None: ...


def _bundle_frames(data: bytes) -> None:
    Content(_Nobody(), MAX_PAYLOAD).write(data)


def _bundle_file(data: bytes) -> None:
    read_bundle(io.BytesIO(data), [IDENTITY], _Nobody(), max_payload=2**20)


def _edition(data: bytes) -> None:
    list(EditionReader(data).rows())


def _edition_content(data: bytes) -> None:
    list(EditionReader(zstandard.compress(data, 1)).rows())


def _bdpm(data: bytes) -> None:
    """Four files, one behind the other with a zero byte between."""
    parts = (data.split(b"\0") + [b""] * 4)[:4]
    parse(dict(zip(FILES, parts, strict=True)))


def _label(data: bytes) -> None:
    """What a label of the drug database may say."""
    text = data.decode("utf-8")
    amounts_in(text)
    container_of(text)
    find_substance(text)
    cip13_fault(text)
    classify(text, text, (text,), ())


TARGETS: Mapping[str, Target] = {
    "transaction": Target(_transaction, (Wrong,)),
    "body": Target(_body, (InvalidBytesError, UnicodeDecodeError)),
    "message": Target(_message, (InvalidBytesError,)),
    "conversation": Target(_conversation, ()),
    "record": Target(_record, (InvalidBytesError, SecretError)),
    "bundle_frames": Target(_bundle_frames, (BundleError,)),
    "bundle_file": Target(_bundle_file, (BundleError,)),
    "inventory": Target(read_inventory, (BundleError,)),
    "vault": Target(lambda data: read_form(data, Path("vault")), (SecretError,)),
    "vault_contents": Target(lambda data: decode(VaultContents, data), (InvalidBytesError,)),
    "backup_key": Target(lambda data: read_backup_key(text_of(data, "key")), (BundleError, StopError)),
    "shares": Target(
        lambda data: combine_shares(shares_in(text_of(data, "shares"))), (SecretError, StopError)
    ),
    "edition": Target(_edition, (IntakeError,)),
    "edition_content": Target(_edition_content, (IntakeError,)),
    "catalogue_row": Target(lambda data: decode(CatalogueRow, data), (InvalidBytesError,)),
    "bdpm": Target(_bdpm, (IntakeError,)),
    "label": Target(_label, (UnicodeDecodeError,)),
    **FOLDING,
    **MEMBERS,
    **POURED,
    **NEWCOMERS,
    **AT_HAND,
}
