"""What the messages about the site say of themselves."""

from node.api.site import Finding, Verified


def test_a_replica_is_right_when_nothing_was_found() -> None:
    counted = {"transactions": 3, "acts": 5, "signatures": 2, "seals": 1, "files": 4}
    assert Verified(**counted, findings=()).ok
    # Also what was mended had been wrong.
    assert not Verified(**counted, findings=(Finding("state.differs", {}, healed=True),)).ok
