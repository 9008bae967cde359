"""Forked journals as people must look at them: what each branch holds, who wrote it, and when."""

from collections import Counter
from collections.abc import Iterable

from node.api.base import Stamp
from node.api.forks import MOST_LOOKED_AT, MOST_NAMED, BranchView, ForkView
from node.desk import Desk
from node.sessions import NOBODY
from node.store.branches import Branches
from node.store.files import content_of
from node.views.proposals import waiting_in
from schema.acts.workstations import ForkSettled
from schema.ids import Id
from schema.transaction import Core, FileType, Tip, Transaction
from sync.membership.needs import BODIES


def fork_views(desk: Desk) -> tuple[ForkView, ...]:
    """Every forked journal, by the name of its workstation."""
    forked, settled = desk.replica.chain.strands.forked, desk.replica.disputes.settled_forks()
    views = (_view(desk, journal, since, settled=journal in settled) for journal, since in forked.items())
    return tuple(sorted(views, key=lambda one: (one.workstation, one.scope, one.journal)))


def _view(desk: Desk, journal: Id, since: int, *, settled: bool) -> ForkView:
    info = desk.members.journals.get(journal)
    branches = Branches(desk.replica.connection, desk.replica.chain)
    tips = _tips(desk, journal)
    shown = desk.replica.naming.cuts(tips)
    others = len(tips) - len(shown)
    return ForkView(
        journal=journal,
        workstation=desk.names.workstation_of(journal),
        station=info.workstation if info is not None else NOBODY,
        scope=info.scope if info is not None else "",
        since=since,
        settled=settled,
        proposed=_proposed(desk, journal),
        # What people signed there is what others must choose between: it comes first.
        branches=tuple(
            sorted(
                (_branch(desk, branches, tip, since) for tip in shown),
                key=lambda one: (not one.people, one.tip),
            )
        ),
        others=others,
        others_acts=branches.elsewhere(journal, since, shown) if others else 0,
    )


def _proposed(desk: Desk, journal: Id) -> Stamp | None:
    waiting = (
        desk.names.stamp(one.act)
        for one in waiting_in(desk.replica.roll)
        if isinstance(one.content, ForkSettled) and one.content.journal == journal
    )
    return max(waiting, key=lambda stamp: (stamp.at, stamp.act), default=None)


def _tips(desk: Desk, journal: Id) -> list[Tip]:
    chain = desk.replica.chain
    heads = [chain.heads[strand] for strand in chain.strands.of(journal) if strand in chain.heads]
    return sorted(Tip(journal, head.seq, head.hash) for head in heads)


def _branch(desk: Desk, branches: Branches, tip: Tip, since: int) -> BranchView:
    acts, aside = branches.acts(tip, since)
    newest = list(branches.newest(tip, since, MOST_LOOKED_AT))
    cores = [core for _, core in newest]
    people, what = _told(cores)
    files = {header.file for core in cores for header in core.headers}
    touched = Counter(file.type for file in files)
    return BranchView(
        tip=tip,
        acts=acts,
        set_aside=aside,
        first_at=min((core.at for core in cores), default=0),
        last_at=desk.replica.instant(tip),
        people=tuple(desk.names.person_view(person).name for person, _ in people.most_common()),
        what=tuple(sorted(what.items(), key=lambda one: (-one[1], one[0]))),
        whole=tip.seq - since < MOST_LOOKED_AT,
        patients=touched[FileType.PATIENT],
        courses=touched[FileType.COURSE],
        about=tuple(sorted(_about(desk, newest))[:MOST_NAMED]),
    )


def _about(desk: Desk, newest: Iterable[tuple[Transaction, Core]]) -> set[str]:
    """Kinds and their number may be the same in every version: whom it made one of the site is not."""
    contents = (
        content_of(header, body)[0]
        for held, core in newest
        for header, body in zip(core.headers, held.bodies, strict=True)
        if header.kind in BODIES
    )
    return {name for one in contents if one is not None and (name := desk.names.concerned(one))}


def _told(cores: Iterable[Core]) -> tuple[Counter[Id], Counter[str]]:
    people: Counter[Id] = Counter()
    what: Counter[str] = Counter()
    for core in cores:
        for header in core.headers:
            what[header.kind.partition("/")[0]] += 1
            if header.actor is not None:
                people[header.actor] += 1
    return people, what
