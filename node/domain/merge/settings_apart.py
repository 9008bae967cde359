"""Value ‖ value: of settings signed apart the stricter apply, disputed, until one is chosen."""

from node.domain.merge import signed_apart
from node.domain.merge.row import RowOf

ROW = RowOf(
    rule="settings_apart",
    # What disagrees, and what ends it, is the same as for a regimen; what applies meanwhile is not: something
    # must, so the fold takes the stricter of each value (`node/domain/reference.py`).
    find=signed_apart.find,
    way_out=signed_apart.way_out,
    owners=("reference",),  # ADR 0044
    choices=("keep",),
)
