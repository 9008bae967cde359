"""Every decoder that faces the network, a file or a keyboard: any bytes, and only the errors it declares.

A target returns, or raises one of its declared errors; whatever else it raises is a finding. Most also check
that what was understood is written again as the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import zstandard
from cryptography.utils import CryptographyDeprecationWarning

from node.admitting import Welcome
from node.api.messages import decode_request, decode_response
from node.backup_key import read_backup_key
from node.intake.bdpm import FILES, parse
from node.intake.cip import cip13_fault
from node.intake.classify import classify
from node.intake.edition import read_edition
from node.intake.errors import IntakeError
from node.intake.records import CatalogueRow
from node.intake.strength import amounts_in, container_of
from node.intake.substances import find_substance
from node.invitation_file import Invitation, InvitationFile, read_request
from node.newcomer import JoinRequest
from node.paper.codes import read_code, write_code
from node.paper.errors import CodeError
from node.pins import unwrap_key
from node.recovery import combine_shares
from node.secret_errors import SecretError
from node.store.files import content_of
from node.store.opened import Wrong, open_checked
from node.vault import VaultContents
from node.vault.form import read_form
from schema.acts import KINDS
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import BadIdError, id_text, parse_id
from schema.quantity import NumberError, decimal_text, parse_decimal_text, parse_typed
from sync.addresses import BadAddressError, parse_address
from sync.bundle.errors import BundleError
from sync.bundle.items import Item, Manifest
from sync.bundle.read import MAX_PAYLOAD, read_bundle
from sync.bundle.read import _Content as Content
from sync.conversation import Conversation
from sync.messages import Scope, decode_message, encode_message
from sync.pairing import canonical_code
from sync.ports import Record
from sync.receipts import read_receipt, write_receipt
from sync.tls import is_certificate_of
from tests.sync.fakes import SITE, MemoryReplica
from tests.sync.pair import Side, party

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
IDENTITY = "AGE-SECRET-KEY-1GPE6AHCRC50FL645J8KGF3QF39U5Y6AC9JWFPN4QUYT7PY9CE8RQWAMXPF"
"""Of nobody."""
US, THEM = bytes([1]) * 16, bytes([2]) * 16


class Target(msgspec.Struct, frozen=True):
    """One decoder."""

    run: Callable[[bytes], object]
    declared: tuple[type[Exception], ...]

    def check(self, data: bytes) -> None:
        """Raises what it should not."""
        try:
            self.run(data)
        except self.declared:
            return


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
    said = [*dialler.outbox, *_framed(data)]
    for message in said[:64]:
        side.perform(side.conversation.received(message, 1))
    assert side.conversation.unanswered <= 4


def _framed(data: bytes) -> list[bytes]:
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found


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
    list(read_edition(data))


def _edition_content(data: bytes) -> None:
    list(read_edition(zstandard.compress(data, 1)))


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


def _typed(data: bytes) -> None:
    """What somebody types or scans into a field, however odd."""
    text = data.decode("utf-8")
    for read in (_number, _exact, _identifier, _code, _address, canonical_code):
        read(text)


def _number(text: str) -> None:
    try:
        number = parse_typed(text)
    except NumberError:
        return
    assert parse_decimal_text(decimal_text(number)) == number


def _exact(text: str) -> None:
    try:
        assert decimal_text(parse_decimal_text(text)) == text
    except NumberError:
        return


def _identifier(text: str) -> None:
    try:
        identifier = parse_id(text)
    except BadIdError:
        return
    assert parse_id(id_text(identifier)) == identifier


def _code(text: str) -> None:
    try:
        kind, identifier = read_code(text)
    except CodeError:
        return
    assert read_code(write_code(kind, identifier)) == (kind, identifier)


def _address(text: str) -> None:
    try:
        address = parse_address(text)
    except BadAddressError:
        return
    assert 0 < address.port < 2**16


def _joining(data: bytes) -> None:
    """What passes between an inviter and a newcomer, by file or sealed on the wire."""
    read_request(data)
    for kind in (JoinRequest, Welcome, InvitationFile, Invitation):
        try:
            assert encode(decode(kind, data)) == data
        except InvalidBytesError:
            continue


def _door(data: bytes) -> None:
    """What a window sends, and what it is answered."""
    try:
        decode_request(data)
    except msgspec.MsgspecError:
        decode_response(data)


TARGETS: Mapping[str, Target] = {
    "transaction": Target(_transaction, (Wrong,)),
    "body": Target(_body, (InvalidBytesError, UnicodeDecodeError)),
    "message": Target(_message, (InvalidBytesError,)),
    "conversation": Target(_conversation, ()),
    "record": Target(_record, (InvalidBytesError, SecretError)),
    "bundle_frames": Target(_bundle_frames, (BundleError,)),
    "bundle_file": Target(_bundle_file, (BundleError,)),
    "joining": Target(_joining, ()),
    "vault": Target(lambda data: read_form(data, Path("vault")), (SecretError,)),
    "vault_contents": Target(lambda data: decode(VaultContents, data), (InvalidBytesError,)),
    "certificate": Target(lambda data: is_certificate_of(US, data), (CryptographyDeprecationWarning,)),
    "backup_key": Target(
        lambda data: read_backup_key(data.decode("utf-8")), (BundleError, UnicodeDecodeError)
    ),
    "shares": Target(
        lambda data: combine_shares(data.decode("utf-8").split("\n")), (SecretError, UnicodeDecodeError)
    ),
    "edition": Target(_edition, (IntakeError,)),
    "edition_content": Target(_edition_content, (IntakeError,)),
    "catalogue_row": Target(lambda data: decode(CatalogueRow, data), (InvalidBytesError,)),
    "bdpm": Target(_bdpm, (IntakeError,)),
    "label": Target(_label, (UnicodeDecodeError,)),
    "typed": Target(_typed, (UnicodeDecodeError,)),
    "door": Target(_door, (msgspec.MsgspecError,)),
}
