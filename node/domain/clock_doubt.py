"""Whether this workstation's date and time may be believed, from what it knows of itself and of others.

No clock orders anything here, but papers print one, use-by instants are computed from one, and a
nurse's "just now" is told by one: before any of these a person is asked.
"""

from collections.abc import Collection
from typing import Final

BEHIND_SLACK_MS: Final = 60_000
"""A clock that is set right by a little goes back a little."""
PEER_SLACK_MS: Final = 5 * 60_000
"""Workstations that differ by less agree; the same as what may be told a little ahead of us."""
JUST_BEHIND_MS: Final = 60 * 60_000
"""A clock that starts this soon after this workstation's newest act goes on where it was."""


def agrees(difference_ms: int) -> bool:
    """Whether a peer's clock says the same as ours."""
    return abs(difference_ms) <= PEER_SLACK_MS


def goes_on(now_ms: int, newest_own_ms: int | None) -> bool:
    """Whether a clock that has just been started vouches for itself: its newest act was a moment ago."""
    return newest_own_ms is not None and -BEHIND_SLACK_MS <= now_ms - newest_own_ms <= JUST_BEHIND_MS


def clock_doubt(
    now_ms: int, newest_own_ms: int | None, differences_ms: Collection[int], *, vouched: bool
) -> str:
    """Why the clock is in doubt (text `clock.<reason>`), or empty.

    `behind`: its own newest act lies ahead of it. `peers`: those in reach have other clocks, and none
    has this one. `alone`: freshly started, and nobody has vouched for it yet.
    """
    if newest_own_ms is not None and now_ms < newest_own_ms - BEHIND_SLACK_MS:
        return "behind"
    if any(agrees(one) for one in differences_ms):
        return ""
    if differences_ms:
        return "peers"
    return "" if vouched else "alone"
