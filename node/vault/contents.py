"""What a vault protects: every secret that is this workstation's own.

Nothing here is in the replica, in a bundle or on another workstation, but the site pepper, which
all vaults of a site share.
"""

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from node.age import identity_text, recipient_of
from node.recovery import RecoveryPublic
from schema.codec import Wire
from schema.ids import ID_BYTES, Random
from sync.tls import make_certificate

_LENGTHS = {
    "site": ID_BYTES,
    "workstation": ID_BYTES,
    "database_key": 32,
    "seal_key": 32,
    "site_pepper": 32,
}


class VaultContents(Wire, frozen=True):
    """The secrets of one workstation, in memory while its node runs."""

    site: bytes
    workstation: bytes
    workstation_name: str
    database_key: bytes
    """Raw SQLCipher key, 32 bytes."""
    seal_key: bytes
    """Ed25519 seed that seals this workstation's clinical and membership journals."""
    tls_key: bytes
    """Ed25519 private key, PKCS#8 DER; another key than the seal's."""
    tls_certificate: bytes
    """X.509 DER, see `sync.tls.make_certificate`."""
    backup_identity: str
    """age identity of this workstation's snapshots; exported once to its holder."""
    site_pepper: bytes
    """32 bytes that every wrapped personal key of the site depends on."""
    recovery: RecoveryPublic

    def __post_init__(self) -> None:
        for name, length in _LENGTHS.items():
            if len(getattr(self, name)) != length:
                raise ValueError(f"{name} of a vault has {length} bytes")

    def __repr__(self) -> str:
        return f"VaultContents(workstation={self.workstation.hex()})"

    @property
    def backup_recipient(self) -> str:
        """The public half of the backup identity, `age1…`."""
        return recipient_of(self.backup_identity)

    def channel_key(self) -> Ed25519PrivateKey:
        """The TLS key, as `sync.tls` takes it; raises `ValueError` if it is of another kind."""
        key = serialization.load_der_private_key(self.tls_key, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("the TLS key of a vault is an Ed25519 key")  # noqa: TRY004  # a wrong value, not a wrong call
        return key


def fresh_contents(
    *,
    site: bytes,
    workstation: bytes,
    workstation_name: str,
    site_pepper: bytes,
    recovery: RecoveryPublic,
    random: Random,
) -> VaultContents:
    """New keys for a workstation that founds or joins a site.

    A founder knows its site's id only once the founding act is sealed with these very keys: it
    gives any id here and corrects it with `with_site` before the vault is written.
    """
    channel_key = Ed25519PrivateKey.from_private_bytes(random(32))
    return VaultContents(
        site=site,
        workstation=workstation,
        workstation_name=workstation_name,
        database_key=random(32),
        seal_key=random(32),
        tls_key=channel_key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        tls_certificate=make_certificate(workstation, channel_key, random),
        backup_identity=identity_text(random(32)),
        site_pepper=site_pepper,
        recovery=recovery,
    )


def with_site(contents: VaultContents, site: bytes) -> VaultContents:
    """The same keys for the site whose id is now known."""
    return msgspec.structs.replace(contents, site=site)
