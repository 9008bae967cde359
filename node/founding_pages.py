"""The shares of a site just founded, as pages to print: the command and the window hand them out."""

from node.clock import site_time
from node.founding import Founded, NewSite
from node.paper.shares import SharePages, render_shares
from schema.ids import short_text


def founding_pages(new: NewSite, founded: Founded, now_ms: int, language: str) -> bytes:
    """A page a share, as PDF, dated by the site's clock."""
    pages = SharePages(
        pharmacy=new.pharmacy,
        site=new.name,
        site_tag=short_text(founded.site),
        made_on=site_time(now_ms).date(),
        shares=founded.shares,
    )
    return render_shares(pages, language)
