"""Which acts bring a bag into a course."""

from schema.acts.base import Told
from schema.acts.preparation import PreparationVoided
from schema.acts.reattribution import BagTakenOver, content_of, source_of
from tests.node.domain.states import claimed


def test_a_bag_is_claimed_or_taken_over() -> None:
    """Both say what is in it; only the second comes from somewhere."""
    content = claimed()
    told = Told(0, False, None, "seen")
    taken = BagTakenOver(content, bytes(16), bytes(range(16)), told, "retour")
    assert content_of(content) is content_of(taken) is content
    assert source_of(content) is None
    assert source_of(taken) == (bytes(16), bytes(range(16)))
    assert content_of(PreparationVoided(bytes(16), "r")) is None
