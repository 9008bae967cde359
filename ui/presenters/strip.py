"""What is always visible: who and where, each peer with its evidence, and what waits or is amiss.

Nothing here says "synchronised": a peer is *up to date* when both counts of lacks are nought at its
last exchange, and the exchange is dated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from node.api.base import PersonView
from node.api.site import PeerView, Status
from schema.naming import told_apart
from ui.format import Format, listed
from ui.presenters.blocks import Level, Mark

_CLOCK_LIMIT_MS = 60_000
_SAME_MS = 60_000
"""What comes so soon after an exchange came with it."""
_APART_MS = 3_600_000
"""From here on it is worth saying that news were on their way, or that a clock is wrong."""
_WAITING: Mapping[str, tuple[str, Level]] = {
    "alarms": ("alarm", "alarm"),
    "conflicts": ("conflict", "warning"),
}
"""Mark and tone of what waits for people."""
_TWO_MACHINES: Mapping[str, str] = {"twin": "incidents", "elsewhere": "workstations"}
"""Troubles that say that another machine runs as this workstation, and the screen that tells more."""


@dataclass(frozen=True)
class Item:
    """One part of the strip: a mark, a short text, and the evidence in full."""

    key: str
    text: str
    detail: str = ""
    mark: Mark | None = None
    tone: Level | None = None
    short: str = ""
    """The same in the room of a small screen at 200 %; empty leaves it out there."""
    screen: str = "settlement"
    """Where it leads, in the header."""


@dataclass(frozen=True)
class Strip:
    """The strip as it stands: who on the left of the header, alarms on its right, the network below."""

    who: str
    role: str
    where: str
    alerts: tuple[Item, ...]
    peers: tuple[Item, ...]
    evidence: tuple[Item, ...]


def strip(words: Format, status: Status | None, person: PersonView | None, now: int) -> Strip:
    """Everything that the strip says at this instant."""
    who = person.name if person else ""
    role = words.known(f"ui.profession.{person.profession}", person.profession) if person else ""
    if status is None:
        return Strip(who, role, "", (), (), (Item("waiting", words("ui.strip.waiting")),))
    return Strip(
        who,
        role,
        words("ui.strip.where", workstation=status.workstation, site=status.site),
        _alerts(words, status),
        tuple(_peer(words, peer, now) for peer in _named(status.peers))
        or (Item("alone", words("ui.strip.alone"), mark=Mark("apart", "")),),
        _evidence(words, status, now),
    )


def _named(peers: Sequence[PeerView]) -> Iterable[PeerView]:
    """Those of one name told apart."""
    names = told_apart(peers, lambda one: one.name, lambda one: one.workstation)
    return (replace(one, name=name) for one, name in zip(peers, names, strict=True))


def _alerts(words: Format, status: Status) -> tuple[Item, ...]:
    found = []
    if status.alarms:
        found.append(_waiting(words, status, "alarms", status.alarms, status.my_alarms))
    doubled = next((one for one in status.peers if one.trouble in _TWO_MACHINES), None)
    if doubled is not None:
        said = words("ui.strip.two_machines", name=doubled.name)
        twice = words("ui.forks.twice", name=doubled.name)
        detail = listed((twice, words(f"peer.{doubled.trouble}")), " ")
        found.append(
            Item(
                "two_machines",
                said,
                detail,
                Mark("alarm", ""),
                "alarm",
                screen=_TWO_MACHINES[doubled.trouble],
            )
        )
    for key, names in (
        ("diverging", status.diverging),
        ("enrolled_twice", status.enrolled_twice),
        ("keys_twice", status.keys_twice),
    ):
        if names:
            detail = words(f"ui.strip.{key}.detail", names=", ".join(names))
            found.append(Item(key, words(f"ui.strip.{key}"), detail, Mark("alarm", ""), "alarm"))
    # An alarm is a conflict too: what is counted there is not counted again.
    quiet = status.conflicts - status.alarms
    if quiet:
        found.append(_waiting(words, status, "conflicts", quiet, status.my_conflicts - status.my_alarms))
    if status.set_aside:
        found.append(
            Item(
                "set_aside",
                words.count("ui.count.set_aside", status.set_aside),
                words("ui.strip.set_aside.detail"),
                mark=Mark("set_aside", ""),
                tone="warning",
                short=words.whole(status.set_aside),
                screen="aside",
            )
        )
    return tuple(found)


def _waiting(words: Format, status: Status, key: str, every: int, mine: int) -> Item:
    """How many there are; to who has signed in, how many of them are theirs to decide."""
    kind, tone = _WAITING[key]
    total = words.count(f"ui.count.{key}", every)
    return Item(
        key,
        words("ui.strip.mine", total=total, n=words.whole(mine)) if status.signed_in else total,
        words(f"ui.strip.{key}.detail", mine=words.whole(mine), n=words.whole(every))
        if status.signed_in
        else "",
        mark=Mark(kind, ""),
        tone=tone,
        short=f"{words.whole(mine)}/{words.whole(every)}" if status.signed_in else words.whole(every),
    )


def _peer(words: Format, peer: PeerView, now: int) -> Item:
    lacks = peer.we_lack or peer.they_lack
    kind = "apart" if not peer.connected else "catching_up" if lacks else "linked"
    last = words.ago(peer.last_exchange, now) if peer.last_exchange else words("ui.peer.never")
    news = _news(peer)
    if news is not None:
        last = _told(words, news, peer.news_came, now)
    said = [words(f"ui.peer.{kind}"), last]
    if peer.they_lack:
        said.append(words("ui.peer.they_lack", n=words.whole(peer.they_lack)))
    if peer.we_lack:
        said.append(words("ui.peer.we_lack", n=words.whole(peer.we_lack)))
    skew = peer.clock_difference_ms
    # What a clock was at the last exchange says nothing of how it is: it may have been corrected since.
    off = skew is not None and abs(skew) >= _CLOCK_LIMIT_MS and peer.connected
    if skew is not None and off:
        said.append(words("ui.peer.clock", difference=_difference(words, skew)))
    detail = [
        words("ui.peer.last", when=words.instant(peer.last_exchange))
        if peer.last_exchange
        else words("ui.peer.never"),
        words("ui.peer.news.detail", when=words.instant(news)) if news is not None else "",
        words("ui.peer.since", when=words.instant(peer.since)) if peer.since else "",
        words("ui.peer.lacks", we=words.whole(peer.we_lack), they=words.whole(peer.they_lack)),
        words(
            "ui.peer.clock" if peer.connected else "ui.peer.clock.then", difference=_difference(words, skew)
        )
        if skew is not None
        else words("ui.peer.no_clock"),
        words(f"ui.peer.found.{peer.found_by}") if peer.found_by else "",
        _trouble(words, peer.trouble) if peer.trouble else "",
    ]
    return Item(
        peer.workstation.hex(),
        listed((peer.name, *said[1:])),
        listed((said[0], *detail), "\n"),
        Mark(kind, said[0]),
        "warning" if kind == "apart" or off else None,
        listed((peer.name, last)),
    )


def _trouble(words: Format, code: str) -> str:
    return words.known(f"peer.{code}", words.known(f"sync.error.{code}", words("incident.other", code=code)))


def _difference(words: Format, milliseconds: int) -> str:
    sign = "+" if milliseconds >= 0 else "\u2212"
    seconds = abs(milliseconds) // 1000
    days = seconds // 86_400
    if seconds < 120:
        shown = f"{seconds}\u00a0s"
    elif days < 2:
        shown = words.minutes(seconds // 60)
    else:
        shown = (
            words("ui.span.days", n=words.whole(days))
            if days < 730
            else words.count("ui.span.years", days // 365)
        )
    return f"{sign}{shown}"


def _news(peer: PeerView) -> int | None:
    """When it said what it holds, by its clock, where that came here after the last exchange."""
    if peer.news_came is None:
        newer = (peer.last_news or 0) > (peer.last_exchange or 0)
    else:
        newer = peer.news_came > (peer.last_exchange or 0) + _SAME_MS
    return peer.last_news if newer else None


def _told(words: Format, news: int, came: int | None, now: int) -> str:
    """How old news are: by when they came, for its clock may be wrong; where it differs, what that said."""
    if came is None:
        return words("ui.peer.news", when=words.ago(news, now))
    said = words("ui.peer.news.came", when=words.ago(came, now))
    if abs(came - news) < _APART_MS:
        return said
    return listed((said, words("ui.peer.news.dated", when=words.instant(news))), " ")


def _evidence(words: Format, status: Status, now: int) -> tuple[Item, ...]:
    stale = status.last_snapshot is None or now - status.last_snapshot > 8 * 86_400_000
    doubt = words.known(f"clock.{status.clock_doubt}", words("ui.clock.doubt"))
    clock = Item("clock", words("ui.strip.clock"), doubt, tone="warning", short=words("ui.strip.clock"))
    return (
        *((clock,) if status.clock_doubt else ()),
        Item(
            "only_here",
            words.count("ui.strip.only_here", status.only_here)
            if status.only_here
            else words("ui.strip.all_elsewhere"),
            words("ui.strip.only_here.detail"),
            Mark("only_here" if status.only_here else "linked", ""),
            "warning" if status.only_here else None,
            words("ui.strip.only_here.short", n=words.whole(status.only_here)),
        ),
        Item(
            "snapshot",
            words("ui.strip.snapshot", ago=words.ago(status.last_snapshot, now)),
            words("ui.strip.snapshot.detail", when=words.instant(status.last_snapshot))
            if status.last_snapshot
            else "",
            tone="warning" if stale else None,
            short=words("ui.strip.snapshot", ago=words.ago(status.last_snapshot, now)),
        ),
        Item(
            "catalogue",
            words("ui.strip.catalogue", date=words.day(status.catalogue_of))
            if status.catalogue_of
            else words("ui.strip.no_catalogue"),
        ),
        Item(
            "head",
            words("ui.strip.head", head=status.head) if status.head else words("ui.strip.no_head"),
            words("ui.strip.head.detail"),
        ),
    )
