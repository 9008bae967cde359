"""Incidents are bounded, and a repetition is one."""

from sync.incidents import KEPT, Incident, Incidents


class Ticking:
    def __init__(self) -> None:
        self.now = 0

    def now_ms(self) -> int:
        self.now += 1
        return self.now

    def monotonic(self) -> float:
        return float(self.now)


def test_the_newest_are_kept() -> None:
    incidents = Incidents(Ticking())
    for number in range(KEPT + 5):
        incidents.add(str(number), "busy")
    kept = incidents.all()
    assert len(kept) == KEPT
    assert kept[-1] == Incident(KEPT + 5, str(KEPT + 4), "busy")


def test_a_repetition_counts_once_with_its_last_time() -> None:
    incidents = Incidents(Ticking())
    incidents.add("a", "busy")
    incidents.add("a", "busy")
    incidents.add("a", "site")
    assert [(one.at, one.code) for one in incidents.all()] == [(2, "busy"), (3, "site")]
