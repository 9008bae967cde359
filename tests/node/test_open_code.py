"""Who knocked and proved nothing has left after a while."""

from node.open_code import PATIENCE_MS, Knock
from sync.pairing import Exchange, Identities


def test_patience_ends() -> None:
    between = Identities(bytes(32), bytes(32), bytes(32))
    knock = Knock(Exchange("00000000", between, bytes), 1000, "192.0.2.9")
    assert knock.outcome_at(1000 + PATIENCE_MS) == "knocking"
    assert knock.outcome_at(1001 + PATIENCE_MS) == "gone"
    knock.outcome = "joined"
    assert knock.outcome_at(10**12) == "joined"
