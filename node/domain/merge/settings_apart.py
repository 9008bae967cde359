"""Value ‖ value: of settings signed apart the stricter apply, disputed, until one is chosen."""

from node.domain.fold.versions import VersionCase, Versioned
from node.domain.merge import signed_apart
from node.domain.merge.row import Found, PairOf, RowOf


def find(pair: PairOf[Versioned], case: VersionCase) -> Found | None:
    """Two values of one setting, each signed without knowing of the other."""
    # One that the rule holds for is enough: it questions also what was signed apart before the rule.
    if not (pair.first.disputable or pair.second.disputable):
        return None
    return signed_apart.find(pair, case)


ROW = RowOf(
    rule="settings_apart",
    # What disagrees, and what ends it, is the same as for a regimen; what applies meanwhile is not: something
    # must, so the fold takes the stricter of each value (`node/domain/site_settings.py`).
    find=find,
    way_out=signed_apart.way_out,
    owners=("reference",),  # ADR 0044
    choices=("keep",),
)
