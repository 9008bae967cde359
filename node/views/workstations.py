"""Workstations as an administrator looks at them: where they stand, and how much of theirs is held here."""

from node.api.workstations import WorkstationView
from node.desk import Desk
from node.store import tally
from schema.ids import Id
from sync.membership import Workstation


def workstation_views(desk: Desk) -> tuple[WorkstationView, ...]:
    """Every workstation of the site, by name; removed ones last."""
    views = [_view(desk, one) for one in desk.members.workstations.values()]
    return tuple(sorted(views, key=lambda one: (one.standing == "removed", one.name)))


def _view(desk: Desk, workstation: Workstation) -> WorkstationView:
    acts, aside = held_of(desk, workstation.id)
    return WorkstationView(
        workstation=workstation.id,
        name=workstation.name,
        place=workstation.place,
        standing=standing_of(workstation),
        own=workstation.id == desk.vault.workstation,
        acts=acts,
        set_aside=aside,
        last_at=_last_at(desk, workstation.id),
    )


def standing_of(workstation: Workstation) -> str:
    """`removed`, `suspended` or empty."""
    return "removed" if workstation.removed else "suspended" if workstation.suspended else ""


def _journals(desk: Desk, workstation: Id) -> list[Id]:
    return [one.id for one in desk.members.journals.values() if one.workstation == workstation]


def held_of(desk: Desk, workstation: Id) -> tuple[int, int]:
    """(acts, acts set aside) held here of all its journals."""
    acts, aside = zip(
        *(tally.acts_of(desk.replica, one) for one in _journals(desk, workstation)), strict=True
    )
    return sum(acts), sum(aside)


def _last_at(desk: Desk, workstation: Id) -> int | None:
    mine = set(_journals(desk, workstation))
    tips = [tip for tip in desk.replica.vector("all").values() if tip.journal in mine]
    return max((desk.replica.instant(tip) for tip in tips), default=None)
