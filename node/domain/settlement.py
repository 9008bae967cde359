"""Settling a conflict: by who owns it, with a choice it offers, on exactly the acts it names."""

from node.api.settlement import Settle
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, first
from node.domain.merge.spoken_order import COUNTERSIGNED
from node.domain.merge.spoken_order import RULE as SPOKEN_ORDER
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation, InDispute
from node.domain.state import Breach, Conflict
from node.domain.world import Found
from schema.acts.settlement import MOST_HEADS, SETTLEMENTS, ConflictSettled
from schema.ids import Id
from schema.transaction import FileRef, FileType

KEEPING = ("keep", "same")
"""Choices that keep one bag or dose, and must say which."""
REVIEWED = "reviewed"


def decide_settle(command: Settle, here: InDispute, who: Who) -> Decided | Refusal:
    """Record a settlement; of a conflict between files, one act in each.

    Whether the screen was current is asked of the conflict itself: the acts named must be those that
    disagree now. A note added meanwhile does not matter to it.
    """
    refusal = first(right_missing(who, "settle"), blank(command.reason, "reason.missing"))
    if refusal:
        return refusal
    breach = _breach(command, here)
    if breach is not None:
        return _settle_breach(command, here, breach, who)
    found = _find(command, here)
    if isinstance(found, Refusal):
        return found
    conflict = found.conflict
    refusal = first(
        Refusal("conflict.already_settled") if conflict.settled is not None else None,
        Refusal("conflict.needs_nobody") if not conflict.owners else None,
        _not_owner(conflict, who),
        _not_who_said_it(command, here, who),
        Refusal("conflict.another_act", {"rule": conflict.rule}) if not conflict.choices else None,
        None if command.choice in conflict.choices else Refusal("conflict.no_such_choice"),
        _keep_trouble(command, found, here),
    )
    if refusal:
        return refusal
    mine = Draft(here.file, _body(command, here.file, command.subject), based_on=command.based_on)
    there = tuple(
        Draft(file, _body(command, file, subject), mentions=(here.file,))
        for file, subject in found.others
        if (file, subject) != (here.file, command.subject)
    )
    return Decided((mine, *there))


def course_in_dispute(situation: CourseSituation) -> InDispute:
    """What may be settled on a course."""
    course = situation.course
    orders = {version.act for dose in course.doses for version in dose.versions}
    return InDispute(
        file=situation.file,
        conflicts=course.conflicts,
        found=situation.found,
        breaches=course.breaches,
        bags=course.bags,
        doers={act: situation.doers[act] for act in orders if act in situation.doers},
    )


def _body(command: Settle, file: FileRef, subject: Id) -> ConflictSettled:
    heads = tuple(sorted(set(command.heads)))
    few, many = SETTLEMENTS[FileType(file.type)]
    return (few if len(heads) <= MOST_HEADS else many)(
        rule=command.rule,
        subject=subject,
        heads=heads,
        choice=command.choice,
        keep=command.keep if command.choice in KEEPING else None,
        reason=command.reason,
    )


def _find(command: Settle, here: InDispute) -> Found | Refusal:
    """The conflict meant; the same rule on other acts means that the screen was not current."""
    inside = [Found(here.file, one) for one in here.conflicts]
    across = [one for one in here.found if one.file == here.file]
    meant = [
        one
        for one in (*inside, *across)
        if one.conflict.rule == command.rule and one.conflict.subject == command.subject
    ]
    if not meant:
        return Refusal("conflict.none")
    exact = [one for one in meant if set(one.conflict.acts) == set(command.heads)]
    return exact[0] if exact else Refusal("conflict.changed")


def _not_owner(conflict: Conflict, who: Who) -> Refusal | None:
    if conflict.asks(who.person, who.rights):
        return None
    if conflict.has_heard(who.person):
        return Refusal("conflict.own_word")
    return Refusal("conflict.not_owner", {"rights": ",".join(conflict.owners)})


def _not_who_said_it(command: Settle, here: InDispute, who: Who) -> Refusal | None:
    """Nobody countersigns what somebody else decided; any prescriber may order instead."""
    if command.rule != SPOKEN_ORDER or command.choice != COUNTERSIGNED:
        return None
    said = {here.doers[act] for act in command.heads if act in here.doers}
    return None if said <= {who.person} else Refusal("conflict.not_who_said_it")


def _keep_trouble(command: Settle, found: Found, here: InDispute) -> Refusal | None:
    """Who keeps one must keep one of those that disagree: a dose of the pair, or a bag of the dose."""
    if command.choice not in KEEPING:
        return None
    doses: set[Id | None] = {command.subject, found.conflict.dose, *(subject for _, subject in found.others)}
    if command.choice == "keep":
        doses |= {bag.bag for bag in here.bags if bag.dose in doses}
        # One that was re-attributed is kept under one of the numbers it got.
        doses |= {new for bag in here.bags if bag.bag == command.subject for _, new in bag.targets}
    return None if command.keep in (doses | here.keeps) - {None} else Refusal("conflict.keep_which")


def _breach(command: Settle, here: InDispute) -> Breach | None:
    return next(
        (
            one
            for one in here.breaches
            if one.code == command.rule and one.subject == command.subject and command.heads == (one.act,)
        ),
        None,
    )


def _settle_breach(command: Settle, here: InDispute, breach: Breach, who: Who) -> Decided | Refusal:
    """A breach is reviewed: nothing is undone, somebody else than who did it took note."""
    refusal = first(
        Refusal("conflict.already_settled") if breach.reviewed is not None else None,
        None if command.choice == REVIEWED else Refusal("conflict.no_such_choice"),
        Refusal("conflict.own_breach") if who.person in breach.by else None,
    )
    if refusal:
        return refusal
    return Decided((Draft(here.file, _body(command, here.file, command.subject), based_on=command.based_on),))
