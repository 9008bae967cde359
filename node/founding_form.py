"""What somebody typed to found a site, as the site that it asks for."""

from node.api.joining import FoundSite
from node.founding import Founder, NewSite

_NEEDED = ("name", "pharmacy", "address", "workstation", "place", "family_name", "first_name")


def left_empty(form: FoundSite) -> str:
    """The first field that has to be filled and is not."""
    second = ("second_first_name", "second_pin") if form.second_family_name else ()
    return next((name for name in (*_NEEDED, "pin", *second) if not getattr(form, name).strip()), "")


def asked_site(form: FoundSite) -> NewSite:
    """The site; with a second administrator if a family name was typed for one."""
    return NewSite(**{name: getattr(form, name) for name in (*_NEEDED, "title", "pin")}, second=_second(form))


def _second(form: FoundSite) -> Founder | None:
    if not form.second_family_name:
        return None
    return Founder(
        family_name=form.second_family_name,
        first_name=form.second_first_name,
        title=form.second_title,
        pin=form.second_pin,
    )
