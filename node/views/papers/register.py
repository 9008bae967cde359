"""The data of the printed register: one row a number, with what is known of its bag."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from node.clock import site_time
from node.paper.data import Shape
from node.paper.register_data import RegisterPages, RegisterRow
from node.views.papers.press import TALL, Press
from node.views.register import Entry, ending, goes_on_as
from schema.acts.patient import Identity
from schema.acts.preparation import PreparationClaimed
from schema.ids import Id
from schema.transaction import ActRef

_SHAPES: Final[Mapping[str, Shape]] = {
    "missing": "triangle",
    "unseen": "triangle",
    "aside": "triangle",
    "voided": "bar",
    "yielded": "bar",
    "reassigned": "bar",
    "held": "square",
    "rejected": "cross",
    "recalled": "cross",
    "destroyed": "cross",
    "given": "circle",
    "interrupted": "half",
    "released": "diamond",
    "dispensed": "diamond",
    "received": "diamond",
}


def register_pages(
    press: Press, series: Id, first: int, last: int, found: Iterable[Entry], *, illustrative: bool
) -> RegisterPages:
    """The numbers from the first to the last."""
    return RegisterPages(
        pharmacy=press.pharmacy,
        printing=press.printing,
        series=press.tell.number(series, first).rpartition(" ")[0],
        first=first,
        last=last,
        illustrative=illustrative,
        rows=tuple(_row(press, series, one) for one in found),
        tall_man=TALL,
    )


def _row(press: Press, series: Id, one: Entry) -> RegisterRow:
    tell, bag, who = press.tell, one.bag, one.identity
    included = one.course.included if one.course is not None else None
    taken = tell.stamp(one.taken.act) if one.taken is not None else None
    return RegisterRow(
        number=tell.number(series, one.number),
        taken_at=site_time(taken.at) if taken is not None else None,
        family_name=(who.used_name or who.birth_name) if who is not None else None,
        first_names=who.first_names if who is not None else None,
        born=_born(who),
        ipp=(who.ipp or None) if who is not None else None,
        ward=included.ward if included is not None else None,
        drug=one.order.substance if one.order is not None else None,
        dose=one.order.prescribed if one.order is not None else None,
        volume=one.content.final_volume if one.content is not None else None,
        lots=_lots(press, one.content),
        prescriber=_who(press, bag.revision) if bag is not None else None,
        preparer=_who(press, *bag.made) if bag is not None else None,
        checker=_who(press, *bag.checked) if bag is not None else None,
        releaser=_who(press, bag.released) if bag is not None else None,
        state=_state(press, one.state),
        shape=_SHAPES.get(one.state, "half"),
        remark=_remark(press, one),
    )


def _state(press: Press, state: str) -> str:
    return press.words(f"register.{state}") if state in {"missing", "unseen", "aside"} else press.state(state)


def _born(who: Identity | None) -> date | None:
    return date.fromisoformat(who.birth_date) if who is not None else None


def _lots(press: Press, content: PreparationClaimed | None) -> tuple[str, ...]:
    if content is None:
        return ()
    vials = [press.words("register.lot", what=one.label, lot=one.lot) for one in content.vials]
    if content.diluent_lot:
        vials.append(press.words("register.lot", what=content.diluent, lot=content.diluent_lot))
    return tuple(dict.fromkeys(vials))


def _who(press: Press, *acts: ActRef | None) -> str | None:
    return ", ".join(press.tell.stamp(act).person for act in acts if act is not None) or None


def _remark(press: Press, one: Entry) -> str | None:
    reason, ended = ending(one.bag, press.tell) if one.bag is not None else ("", None)
    said = [f"{reason} ({ended.person})" if ended is not None and ended.person else reason] if reason else []
    other = goes_on_as(one.bag, press.tell) if one.bag is not None else ""
    said += [press.words("register.goes_on_as", number=other)] if other else []
    said += press.blocks(one.blocks)
    said += [press.words("register.beside", number=press.tell.numbers(one.beside))] if one.beside else []
    said += [press.words("register.doubled")] if one.doubled else []
    said += [press.words("register.set_aside")] if one.set_aside else []
    return "\u00a0· ".join(said) or None
