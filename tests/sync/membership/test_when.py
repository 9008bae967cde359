"""What the author of an act knew."""

from sync.causality import Past, Spot
from sync.membership.when import When
from tests.sync.founded import Place


def test_the_past_says_what_was_known_and_while_it_is_judged_everything_was() -> None:
    core = Place().membership.written[0].core
    here, there = Spot(b"a" * 16, 3), Spot(b"b" * 16, 1)
    when = When(core, Spot(core.journal, 1), Past({b"a" * 16: 3}))
    assert when.knows(here)
    assert not when.knows(there)
    assert not when.knows(Spot(b"a" * 16, 4))
    assert When(core, Spot(core.journal, 1), None).knows(there)
