"""What the messages about the site say of themselves."""

import msgspec

from node.api.site import Finding, Verified


def test_a_replica_is_right_when_nothing_was_found() -> None:
    sound = Verified(transactions=3, acts=5, signatures=2, seals=1, files=4, findings=())
    assert sound.ok
    # Also what was mended had been wrong.
    mended = (Finding("state.differs", {}, healed=True),)
    assert not msgspec.structs.replace(sound, findings=mended).ok
