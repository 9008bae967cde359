"""Each sort of fault that a site must live through, and the ways in which it is drawn.

The names are those that `Outcome.faults` counts. Not drawn are a crash or a full disk in the midst of a
migration or a snapshot, and a thousand transactions a second: `tests/crash/`, `tests/ops/bench/` inject them.
"""

from collections.abc import Mapping

NETWORK = ("lost", "slow")
"""What the network draws itself (`ops/simulate/{network,link}.py`), by message and by connection."""
DRAWN: Mapping[str, tuple[str, ...]] = {
    "killed while writing": ("crash",),
    "disk full": ("disk_full",),
    "replica truncated, bits flipped": ("truncated", "overwritten", "bits_flipped"),
    "messages lost": ("lost",),
    "messages doubled": ("doubled", "twice_connected"),
    "messages out of their order": ("twice_connected", "doubled"),
    "messages cut in the middle": ("cut_in_the_middle", "cut_short"),
    "messages too long": ("oversized",),
    "compression bombs": ("swollen",),
    "garbage": ("garbage", "hostile_bytes"),
    "slow peers": ("slow",),
    "stuck peers": ("stuck", "ping"),
    "connections that flap for minutes": ("flapping",),
    "cables pulled": ("cable", "partition"),
    "switched off, disks lost": ("restart", "destroyed"),
    "clocks wrong by years": ("clock_wrong",),
    "clocks that jump": ("clock_jumps",),
    "dead batteries": ("clock_dead",),
    "cloned": ("cloned", "settlement"),
    "rolled back": ("rolled_back", "settlement"),
    "restored as a copy": ("restored_beside",),
    "restored as a replacement": ("restored_instead",),
    "mixed versions: an unknown critical kind": ("newer_critical",),
    "mixed versions: an unknown additive kind": ("newer_additive",),
    "mixed versions: an unknown rule": ("newer_rule",),
    "hostile: acts in its own name and in others’": ("hostile_act", "keys_of_a_vault"),
    "hostile: what no honest program would send": ("hostile_bytes", "doubled"),
    "hostile: branches of its own journal, begun at many places": ("hostile_branches",),
    "hostile: an identity enrolled twice": ("enrolled_again",),
    "people and workstations come and go": ("late_joiner", "removal", "suspension", "let_in_again"),
    "rights and keys change apart": ("rights", "withdrawn_apart", "pin_changed"),
    "one thing ordered, done, settled or written twice apart": (
        "ordered_apart",
        "handled_apart",
        "passed_on_apart",
        "settled_apart",
        "written_apart",
        "settlement",
    ),
    "files linked, opened vials used apart": ("linked_apart", "remainder_apart"),
    "cables of another sort": ("stick", "receipt"),
}
"""By what goes wrong; where each way is written, says the table of `ops/simulate/faults/__init__.py`."""
