"""Argon2id with its cost beside the secret, and a ceiling for costs read from elsewhere.

What a person can remember is stretched into a key at a price that makes guessing slow. The price
is stored with what it protects, so it may rise later; a stored price is bounded before it is paid.
"""

from argon2.low_level import Type, hash_secret_raw

from schema.codec import Wire

SALT_BYTES = 16
KEY_BYTES = 32

MEMORY_CEILING_KIB = 256 * 1024
PASSES_CEILING = 10
LANES_CEILING = 8


class Cost(Wire, frozen=True):
    """The price of one try."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def reasonable(self) -> bool:
        """Whether a workstation can pay it: at most 256 MiB and a few seconds."""
        return (
            1 <= self.passes <= PASSES_CEILING
            and 1 <= self.lanes <= LANES_CEILING
            and 8 * self.lanes <= self.memory_kib <= MEMORY_CEILING_KIB
        )


STANDARD_COST = Cost(memory_kib=64 * 1024, passes=3, lanes=4)
"""RFC 9106 §4, the second recommended option: about a quarter of a second on an office computer."""


def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """A 32-byte key from a secret of little entropy; raises `ValueError` on an unreasonable cost."""
    if not cost.reasonable:
        raise ValueError("this Argon2 cost is beyond what a workstation may be asked")
    return hash_secret_raw(
        secret,
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
