"""What two people said apart of one proposal: it was called off, and agreed to all the same."""

from collections.abc import Iterable

from node.api.agreement import ProposalView
from ui.format import Format, listed
from ui.presenters.blocks import Notice
from ui.presenters.shown import stamp


def apart(words: Format, rows: Iterable[ProposalView], now: int) -> tuple[Notice, ...]:
    """One for each: what holds, about whom, and who wanted it no more."""
    return tuple(
        Notice(
            "warning",
            words("ui.agreement.apart", what=words(f"proposal.{row.kind}"), name=row.subject),
            words(
                "ui.agreement.apart.by", who=listed((stamp(words, one, now) for one in row.called_off), "; ")
            ),
            words("ui.agreement.apart.next"),
        )
        for row in rows
    )
