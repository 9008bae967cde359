"""What every target begins with, made by our own encoders: `python -m tests.fuzz.seeds` writes it.

Beside it in the corpus lies what fuzzing found worth keeping; only what is missing is written.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice
from pathlib import Path
from random import Random

import msgspec
import pyrage
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from node.age import open_with, recipient_of
from node.api.base import Refused
from node.api.course import GetCourse
from node.api.inviting import InvitationMade, InviteByFile
from node.api.messages import encode_request, encode_response
from node.backup_key import export_backup_key
from node.domain.folds import FOLDS
from node.founding import Founded
from node.intake.bdpm import FILES
from node.intake.edition import EditionReader, build_edition
from node.inventory import inventory_of
from node.invitation_file import Invitation, InvitationFile, invite_by_file, write_request
from node.newcomer import make_newcomer
from node.paper.codes import CodeKind, write_code
from node.pins import wrap_key
from node.recovery import new_seed, split_seed
from node.settings import NodeSettings
from node.vault import FILE_NAME, open_vault
from schema.acts import KINDS
from schema.codec import decode, encode
from schema.ids import id_text
from schema.transaction import open_transaction
from sync.bundle import write_bundle
from sync.discovery import site_tag
from sync.journal import signer
from sync.messages import Batch, Changed, Ladder, Scope, encode_message
from sync.ports import Record
from sync.receipts import receipt_of, write_receipt
from sync.tls import make_certificate
from tests.fuzz.altered import Altered
from tests.fuzz.folding import written
from tests.fuzz.members import written_as
from tests.fuzz.newcomers import asked, exchange
from tests.fuzz.newcomers import newcomer as fuzzed
from tests.fuzz.target import IDENTITY, THEM, US
from tests.fuzz.targets import CORPUS
from tests.golden import kept
from tests.node.domain.random_courses import random_course
from tests.node.domain.random_patients import random_file
from tests.node.intake.excerpt import files
from tests.node.small_site import CHEAP, PIN, Streams, found, opened
from tests.sync.bundle import stream
from tests.sync.fakes import MemoryReplica
from tests.sync.membership.lived import EVERYBODY, lived
from tests.sync.pair import Pair
from tests.sync.toys import SITE

MOST_BYTES = 8 * 1024
LABELS = (
    "1 flacon en verre de 10 ml",
    "OXALIPLATINE 5 mg/ml, solution à diluer pour perfusion",
    "poche polyoléfine de 200 ml, 2 mg/ml",
    "3400930000014",
)
TYPED = (
    "21/11/2026",
    "4 juin 2026",
    "+1j",
    "14h05",
    "abaisser abaisser abaisser abaisser abaisser abandon",
    "12,5",
    "-0.25",
    "1 000",
    "0000",
    "127.0.0.1:7440",
    "[::1]:7440",
    "ABCD-EFGH",
)

LATIN_SETTINGS = '{"typed": [], "snapshots": "sauvegardées"}'.encode("latin-1")


def seeds() -> Mapping[str, list[bytes]]:
    """For each target, a few whole and small things that it understands."""
    random = Streams(b"fuzz")
    with tempfile.TemporaryDirectory() as temporary:
        founded = found(Path(temporary))
        invitation = _invitation(Path(temporary), founded)
        vault = open_vault(Path(temporary) / FILE_NAME, passphrase=founded.passphrase)
        vault_file = (Path(temporary) / FILE_NAME).read_bytes()
    newcomer = make_newcomer(random)
    edition = build_edition(files(), "2026-06-01")
    content = zstandard.ZstdDecompressor().decompressobj().decompress(edition.blob)
    bundle, frames = _bundle()
    said = list(_said())
    return {
        "transaction": _toys(),
        "body": list(_bodies()),
        "folding": list(_histories()),
        "members": [written_as(lived(seed, 8, EVERYBODY)[0]) for seed in range(6)],
        "pouring": [b"\0", b"\x80", *(bytes([0, way, 4, 0, 7, 0, 9]) for way in range(len(Altered.WAYS)))],
        "message": [message for side in said for message in side],
        "conversation": [*(_framed(side) for side in said), _framed(_fork())],
        "record": [encode(record) for record in _records(random)],
        "bundle_file": [bundle],
        "bundle_frames": [frames],
        "joining": [write_request(newcomer, "HDJ-1", "étage fictif"), encode(newcomer.request)],
        "pairing": list(_pairing()),
        "lobby": [_framed(_visit())],
        "announcement": [_txt(site_tag(SITE), id_text(THEM))],
        "invitation": [invitation],
        "welcome": [encode(decode(Invitation, decode(InvitationFile, invitation).invitation).welcome)],
        "inventory": [inventory_of(vault).data],
        "settings": [
            msgspec.json.encode(NodeSettings()),
            msgspec.json.encode(NodeSettings(announce="127.0.0.2:7440", typed=("127.0.0.3:7440",))),
            LATIN_SETTINGS,
        ],
        "window_address": [f"127.0.0.1 40123 {bytes(16).hex()}".encode()],
        "vault": [vault_file],
        "vault_contents": [encode(vault)],
        "certificate": [make_certificate(US, Ed25519PrivateKey.from_private_bytes(bytes(32)), random)],
        "backup_key": [export_backup_key(vault, "CH fictif").encode(), vault_file],
        "shares": ["\n".join(split_seed(new_seed(random), 3)[:2]).encode(), vault_file],
        "edition": [edition.blob],
        "edition_content": [content],
        "catalogue_row": [encode(row) for row in islice(EditionReader(edition.blob).rows(), 3)],
        "bdpm": [b"\0".join(b"\n".join(files()[name].split(b"\n")[:3]) + b"\n" for name in FILES)],
        "label": [label.encode() for label in LABELS],
        "typed": [
            *(text.encode() for text in TYPED),
            id_text(US).encode(),
            *(write_code(kind, THEM).encode() for kind in CodeKind),
        ],
        "door": [
            encode_request(1, US, GetCourse(course=THEM)),
            encode_response(1, Refused(code="course.unknown", values={"a": "b"})),
        ],
    }


def _toys() -> list[bytes]:
    replica, other = MemoryReplica(US), MemoryReplica(THEM)
    for number in range(2):
        replica.write(f"ligne {number}")
        replica.write_member("membre")
        other.integrate_now(_all_of(replica))
        other.write("ailleurs")
        replica.integrate_now(_all_of(other))
    return _all_of(replica)


def _all_of(replica: MemoryReplica) -> list[bytes]:
    return [one.data for one in replica.read_now((), {}, "all", 10**6).transactions]


def _histories() -> Iterator[bytes]:
    """Courses and patients of three workstations, and one file of each other sort of the golden journals."""
    for seed in range(3):
        yield written([act for act in random_course(Random(seed), 6).acts if act.body is not None])
        yield written(random_file(Random(seed), 12).acts)
    for body in _bodies():
        name, _, content = body.partition(b"\0")
        if KINDS[name.decode()].file in FOLDS:
            frame = b"\0pharmacist\0" + name + b"\0" + content
            yield len(frame).to_bytes(2, "big") + frame


def _bodies() -> Iterator[bytes]:
    """The first act of each kind in the golden journals."""
    known: set[str] = set()
    for version in kept.versions():
        for data in kept.journals(version):
            transaction, core = open_transaction(data)
            for header, body in zip(core.headers, transaction.bodies, strict=True):
                if header.kind not in known and body is not None:
                    known.add(header.kind)
                    yield header.kind.encode() + b"\0" + body.body


def _said() -> Iterator[list[bytes]]:
    """Everything that either side says in a conversation with a bit of everything, without the Hello."""
    one, other = MemoryReplica(US), MemoryReplica(THEM)
    one.write("ici")
    other.write("là")
    one.put_record("receipt", 1, b"payload")
    other.expect_blob(one.put_blob(b"edition" * 20), 140)
    pair = Pair(one, other)
    heard: dict[str, list[bytes]] = {"a": [], "b": []}
    pair.start()
    pair.a.perform(pair.a.conversation.ping(1))
    while pair.a.outbox or pair.b.outbox:
        for source, target, name in ((pair.a, pair.b, "a"), (pair.b, pair.a, "b")):
            if source.outbox:
                heard[name].append(source.outbox[0])
                target.perform(target.conversation.received(source.outbox.popleft(), 1))
    for messages in heard.values():
        yield messages[1:]


def _fork() -> list[bytes]:
    """What somebody says that holds what a copy of our own disk wrote."""
    copy = MemoryReplica(US)
    copy.write("une autre ligne")
    (tip,) = copy.heads.all.values()
    told = Changed((), (tip,), 0, True)
    said = told, Ladder(tip.journal, (tip,)), Batch(tuple(_all_of(copy)), True)
    return [encode_message(one) for one in said]


def _visit() -> list[bytes]:
    """What a visitor of the lobby says, from its Hello on."""
    one, other = MemoryReplica(US), MemoryReplica(THEM)
    one.write_member("ici")
    other.write_member("là")
    heard: list[bytes] = []
    pair = Pair(one, other, Scope.MEMBERSHIP)
    pair.start()
    while pair.a.outbox or pair.b.outbox:
        for source, target in ((pair.a, pair.b), (pair.b, pair.a)):
            if source.outbox:
                heard += [source.outbox[0]] if source is pair.a else []
                target.perform(target.conversation.received(source.outbox.popleft(), 1))
    return heard


def _pairing() -> Iterator[bytes]:
    """All that is said in a pairing, but the knock."""
    typing, showing = exchange()
    proof = typing.prove(showing.answer, b"asked")
    showing.prove(proof)
    for message in (showing.answer, proof, showing.welcome(b"told")):
        yield encode_message(message)


def _txt(tag: str, workstation: str) -> bytes:
    """As mDNS writes it: each string behind its length."""
    strings = (f"s={tag}", f"w={workstation}", "v=1,2", "l=7441")
    return b"".join(bytes([len(one)]) + one.encode() for one in strings)


def _invitation(folder: Path, founded: Founded) -> bytes:
    """What lies in the file with which a small site answers the newcomer."""
    with opened(folder, founded) as place:
        answer = invite_by_file(place.desk, place.session, InviteByFile(content=asked(), pin=PIN))
        assert isinstance(answer, InvitationMade), answer
        return open_with(fuzzed().keys.backup_identity, answer.content)


def _framed(messages: list[bytes]) -> bytes:
    return b"".join(len(message).to_bytes(2, "big") + message for message in messages)


def _records(random: Streams) -> Iterator[Record]:
    receipt = receipt_of(MemoryReplica(US).heads.all, lambda tips, _: tips, bytes(32), 1)
    yield Record(US, "receipt", 1, write_receipt(receipt), US, bytes(64))
    wrap = wrap_key("271828", bytes(32), THEM, bytes(32), random=random, cost=CHEAP)
    yield Record(THEM, "key:00", 1, wrap, US, bytes(64))


def _bundle() -> tuple[bytes, bytes]:
    content = stream.items(2)
    out = BytesIO()
    recipients = [recipient_of(IDENTITY)]
    write_bundle(out, stream.manifest(content), content, recipients=recipients, seal=signer(bytes(32)))
    plain = pyrage.decrypt(out.getvalue(), [pyrage.x25519.Identity.from_str(IDENTITY)])
    return out.getvalue(), zstandard.ZstdDecompressor().decompressobj().decompress(plain)


def write() -> None:
    """Write what is missing."""
    for name, found_ in seeds().items():
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        begun = any(folder.iterdir())
        for data in found_ if not begun else ():
            if len(data) <= MOST_BYTES:
                (folder / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


if __name__ == "__main__":
    write()
