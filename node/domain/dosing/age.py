"""Age at a date, in completed years, months and days, as doctors count it."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from node.domain.dosing.errors import ValueRefusedError


class Age(NamedTuple):
    """Completed years, then completed months, then days."""

    years: int
    months: int
    days: int


def age_at(born: date, at: date) -> Age:
    """The age at a date; `ValueRefusedError` when the date is before the birth.

    Who is born on 29 February has their birthday on 1 March in other years: a year is not complete
    before it is over.
    """
    if at < born:
        raise ValueRefusedError("not_born")
    months = (at.year - born.year) * 12 + at.month - born.month
    if at.day < born.day:
        months -= 1
    years, rest = divmod(months, 12)
    total = born.year * 12 + born.month - 1 + months
    year, month = divmod(total, 12)
    last = monthrange(year, month + 1)[1]
    # A day that this month has not (31 April) falls on the first of the next.
    anchor = date(year, month + 1, min(born.day, last))
    days = (at - anchor).days - (born.day - last if born.day > last else 0)
    return Age(years, rest, max(days, 0))
