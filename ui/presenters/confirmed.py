"""With whom what is about to be taken on was last confirmed: the same cards wherever a dose is."""

from collections.abc import Sequence

from node.api.preparation import Confirmed
from ui.format import Format
from ui.presenters.blocks import Card, Cards, Mark


def confirmed(words: Format, about: str, known: Sequence[Confirmed], now: int) -> Cards:
    """One card a workstation; `about` is the screen whose title and advice these are."""
    return Cards(
        key="confirmed",
        slot="side",
        title=words(f"ui.{about}.confirmed"),
        cards=tuple(_card(words, item, now) for item in known)
        or (Card("alone", words("ui.preparation.alone"), mark=Mark("apart", "")),),
        note=words(f"ui.{about}.confirmed.note"),
    )


def _card(words: Format, item: Confirmed, now: int) -> Card:
    """Nothing else on this dose: only of who holds it all, and whose own news have all come here."""
    if item.connected and item.holds and item.received and not item.shut_out:
        said = (words("ui.preparation.up_to_date"),)
        return Card(item.workstation, item.workstation, said, Mark("linked", ""))
    holds = words("ui.preparation.confirmed_before" if item.holds else "ui.preparation.not_confirmed")
    shut_out = (words(f"ui.preparation.{item.shut_out}"),) if item.shut_out else ()
    mark = Mark("catching_up" if item.connected else "apart", "")
    said = (*shut_out, _reach(words, item, now), holds)
    return Card(item.workstation, item.workstation, said, mark, tone="warning")


def _reach(words: Format, item: Confirmed, now: int) -> str:
    if item.connected:
        return words("ui.preparation.linked" if item.received else "ui.preparation.being_received")
    if item.since is not None:
        return words("ui.preparation.out_of_reach", when=words.when(item.since, now))
    if item.receipt_at is not None:
        return words("ui.preparation.not_met", when=words.when(item.receipt_at, now))
    return words("ui.preparation.never_met")
