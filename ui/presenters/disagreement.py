"""One disagreement as people read it: its sentence, its sides with what each had seen, its choices."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from node.api.base import PersonView
from node.api.course import ChoiceView, ConflictView, SideView
from node.api.settlement import asks
from schema.i18n import chosen
from schema.transaction import FileType
from ui.format import Format, listed
from ui.presenters import shown
from ui.presenters.blocks import Cell, Mark, Row, Side, Versions

_OF_MEMBERSHIP: Final = frozenset({FileType.PERSON, FileType.WORKSTATION})
"""Acts in these files know of other acts of membership, and of nothing else."""
_NOTHING: Final = "—"
"""What a side that does not say something says of it, as the node has it."""


def sentence(words: Format, conflict: ConflictView) -> str:
    """What is the matter, in one sentence."""
    # An alarm about a breach stands in the same inbox, under its own texts.
    otherwise = words("ui.settlement.rule", rule=conflict.rule)
    breach = words.known(f"breach.{conflict.rule}", otherwise)
    return words.known(f"conflict.{conflict.rule}", breach)


def row(words: Format, number: str, conflict: ConflictView) -> Row:
    """Its line in the inbox."""
    kind = "settled" if not conflict.open else "alarm" if conflict.alarm else "conflict"
    about = conflict.patient_name
    return Row(
        number,
        (
            Cell(sentence(words, conflict), listed(_numbers(conflict), ", "), strong=True),
            Cell(about if any(conflict.patient) else words.held(about)),
            Cell(
                words.drug(conflict.substance),
                words("ui.cycle_day", cycle=str(conflict.cycle), day=str(conflict.day))
                if conflict.dose is not None
                else "",
            ),
            Cell(words(f"ui.state.{kind}"), wanted(words, conflict), mark=Mark(kind, "")),
        ),
        tone="alarm" if conflict.alarm and conflict.open else None,
    )


def _numbers(conflict: ConflictView) -> list[str]:
    """The bags that it is about, by number: two conflicts of one patient are told apart."""
    said = [dict(side.summary).get("summary.number", "") for side in conflict.sides]
    return list(dict.fromkeys(number for number in said if number not in {"", _NOTHING}))


def versions(words: Format, conflict: ConflictView, now: int) -> Versions:
    """Its sides, one beside the other; what differs comes first."""
    keys = list(dict.fromkeys(key for side in conflict.sides for key, _ in side.summary))
    found = [dict(side.summary) for side in conflict.sides]
    # Acts of two kinds have little in common: what only one of them says is no difference.
    alike = len({side.kind for side in conflict.sides}) == 1
    differs = {
        key: len({values.get(key, "") for values in found}) > 1
        and (alike or all(values.get(key, _NOTHING) != _NOTHING for values in found))
        for key in keys
    }
    keys.sort(key=lambda key: not differs[key])
    return Versions(
        key="versions",
        labels=tuple(words(key) for key in keys),
        sides=tuple(
            Side(
                words("ui.settlement.side", n=str(number), what=_kind(words, side.kind)),
                shown.stamp(words, side.stamp, now),
                tuple(values.get(key) or _NOTHING for key in keys),
                _seen(words, side, now, whole=_whole(conflict)),
            )
            for number, (side, values) in enumerate(zip(conflict.sides, found, strict=True), start=1)
        ),
        differs=tuple(differs[key] for key in keys),
    )


def _kind(words: Format, kind: str) -> str:
    """What an act is; of one that is not here nothing is said."""
    return words.named("ui.kind", kind.partition("/")[0]) if kind else ""


def _whole(conflict: ConflictView) -> bool:
    """Whether its sides say all that their authors had received: what began a version of a journal does."""
    return conflict.file.type not in _OF_MEMBERSHIP or conflict.rule == "journal_forked"


def _seen(words: Format, side: SideView, now: int, *, whole: bool) -> str:
    """`Ne connaissait pas l’acte 2. Avait reçu les actes de HDJ-1 jusqu’à 14:05.`

    Of an act that does not say all that its author had received (not `whole`), nothing is no news.
    """
    parts = []
    if side.unseen:
        others = listed((str(number + 1) for number in side.unseen), ", ")
        parts.append(words.count("ui.settlement.unseen", len(side.unseen), sides=others))
    if side.seen:
        until = (
            words("ui.settlement.seen_until", workstation=one.workstation, at=shown.instant(words, one, now))
            for one in side.seen
        )
        parts.append(words("ui.settlement.seen", until=listed(until, ", ")))
    elif side.unseen and whole:
        parts.append(words("ui.settlement.seen_nothing"))
    return " ".join(parts)


def choice_label(words: Format, conflict: ConflictView, choice: ChoiceView) -> str:
    """The choice in words, with what it keeps."""
    label = chosen(conflict.rule, choice.choice, words.language)
    return words("ui.settlement.keeping", choice=label, kept=choice.kept) if choice.kept else label


def wanted(words: Format, conflict: ConflictView) -> str:
    """Whose word is still wanted, where somebody gave theirs."""
    if not conflict.open or not conflict.heard:
        return ""
    one = conflict.owners[0] if len(conflict.owners) == 1 else "another"
    return words(f"ui.settlement.wanted.{one}")


def heard(words: Format, conflict: ConflictView, now: int) -> str:
    """Who gave their word, and whose is still wanted."""
    if not (still := wanted(words, conflict)):
        return ""
    who = listed((shown.stamp(words, word.stamp, now) for word in conflict.heard), "; ")
    return listed((words("ui.settlement.heard", who=who), still), " ")


def able(words: Format, conflict: ConflictView, people: Iterable[PersonView]) -> str:
    """Who can settle it, here and now: people who may sign in at this workstation, by name."""
    heard = {word.person for word in conflict.heard}
    owning = (one for one in people if asks(conflict.owners, heard, one.person, one.rights))
    names = [one.name for one in owning if not conflict.choices or "settle" in one.rights]
    if not names:
        return words("ui.settlement.nobody_able")
    return words("ui.settlement.able", names=listed(names, ", "))


def by_id(rows: Sequence[ConflictView]) -> dict[str, ConflictView]:
    """Ids stay while acts join a conflict; those of several of one rule on one subject name their acts."""
    names = [f"{one.file.type}/{one.file.id.hex()}/{one.rule}/{one.subject.hex()}" for one in rows]
    many = Counter(names)
    return {
        name if many[name] == 1 else f"{name}/{acts(one)}": one for name, one in zip(names, rows, strict=True)
    }


def acts(conflict: ConflictView) -> str:
    """The acts that are in conflict, as one word."""
    return ",".join(f"{side.act.core.hex()}.{side.act.index}" for side in conflict.sides)
