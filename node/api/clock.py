"""Date and time, when the workstation cannot vouch for its own."""

from node.api.base import Answer, Command


class ConfirmClock(Command, frozen=True, kw_only=True):
    """A signed-in person says that it is `at` now.

    Within two minutes of the workstation's own time that one is confirmed; else it is corrected, for
    what is recorded and printed here until the program ends. `Status.clock_doubt` says when to ask.
    """

    at: int
    """Instant, ms UTC."""


class ClockConfirmed(Answer, frozen=True, kw_only=True):
    """Answer to `ConfirmClock`: the time by which is recorded from here on."""

    now: int
