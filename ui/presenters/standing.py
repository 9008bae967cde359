"""What stays above every screen: this workstation cannot write or runs twice, it or somebody counts not."""

from node.api.base import PersonView
from node.api.site import StandingView, Status
from ui.format import Format, listed
from ui.presenters.blocks import Notice


def standing(words: Format, status: Status | None, seat: PersonView | None, now: int) -> tuple[Notice, ...]:
    """Of the workstation, then of `seat`: who signed in last, as they were then."""
    if status is None:
        return ()
    found = [_unwritable(words, status.unwritable)] if status.unwritable else []
    found += [_twin(words, one.name) for one in status.peers if one.trouble == "twin"]
    if status.standing is not None:
        found.append(_workstation(words, status.standing, now, named=status.signed_in))
    if seat is not None and status.person is not None:
        lost = set(seat.rights) - set(status.person.rights)
        for taken in status.person.taken:
            if taken.what != "rights":
                found.append(_shut_out(words, taken, seat, now))
                break
            if status.signed_in and lost & set(taken.rights):
                found.append(_rights(words, taken, now))
    return tuple(found)


def _unwritable(words: Format, code: str) -> Notice:
    """The screens are true; what is done here would be lost, and what others do does not arrive."""
    said = f"ui.standing.unwritable.{code}"
    return Notice("alarm", words(said), words("ui.standing.unwritable.detail"), words(f"{said}.next"))


def _twin(words: Format, name: str) -> Notice:
    """Another machine has the identity of this one: whichever is read at, it must be said."""
    said = words("ui.standing.twin", name=name)
    return Notice("alarm", said, words("ui.standing.twin.detail"), words("ui.standing.twin.next"))


def _workstation(words: Format, one: StandingView, now: int, *, named: bool) -> Notice:
    """Who decided it and why is told to those who have signed in."""
    said = f"ui.standing.workstation.{one.what}"
    return Notice(
        "alarm",
        words(said, when=_when(words, one, now), by=_by(words, one)) if named else words(f"{said}.unnamed"),
        listed((_reason(words, one), words("ui.standing.workstation.detail")), " "),
        words(f"ui.standing.workstation.{one.what}.next"),
    )


def _shut_out(words: Format, one: StandingView, seat: PersonView, now: int) -> Notice:
    when, by = _when(words, one, now), _by(words, one)
    return Notice(
        "alarm",
        words(f"ui.standing.person.{one.what}", name=seat.name, when=when, by=by),
        _reason(words, one),
        words(f"ui.standing.person.{one.what}.next"),
    )


def _rights(words: Format, one: StandingView, now: int) -> Notice:
    named = listed((words.named("right", right) for right in one.rights), ", ")
    when, by = _when(words, one, now), _by(words, one)
    return Notice(
        "warning",
        words("ui.standing.rights", rights=named, when=when, by=by),
        words("ui.standing.rights.detail"),
        words("ui.standing.rights.next"),
    )


def _when(words: Format, one: StandingView, now: int) -> str:
    return words.when(one.at, now) if one.at else words("ui.standing.some_time")


def _by(words: Format, one: StandingView) -> str:
    return listed(one.by, words("ui.standing.and")) or words("ui.standing.recovery_key")


def _reason(words: Format, one: StandingView) -> str:
    return words("ui.standing.reason", reason=one.reason) if one.reason else ""
