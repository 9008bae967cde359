"""`veilleuse bench pin`: what guessing a PIN costs whoever has a vault's pepper and the wrapped keys.

One guess is one unwrapping, as the program does it; the rest is multiplication. Memory bounds how many
guesses a machine makes at once, whatever its number of cores.
"""

import statistics
import time
from typing import Final

from node.argon import STANDARD_COST
from node.pins import PEPPER_BYTES, SEED_BYTES, unwrap_key, wrap_key
from node.secret_errors import WrongPinError

_TIMES: Final = 9
_PINS: Final = {"six": 10**6, "eight": 10**8}
_HOUR_S: Final = 3600


def measure() -> dict[str, object]:
    """Seconds a guess, and hours of this machine for every PIN of six and of eight digits."""
    pepper, person = bytes(PEPPER_BYTES), bytes(16)
    wrapped = wrap_key("271828", pepper, person, bytes(SEED_BYTES), random=bytes, cost=STANDARD_COST)
    times, work = [], []
    for _ in range(_TIMES):
        began, worked = time.perf_counter(), time.process_time()
        try:
            unwrap_key("314159", pepper, person, wrapped)
        except WrongPinError:
            work.append(time.process_time() - worked)
            times.append(time.perf_counter() - began)
    # What counts for a thief with many machines is the work, not how long one of them takes over it.
    core_s = min(work)
    return {
        "memory_mib": STANDARD_COST.memory_kib // 1024,
        "passes": STANDARD_COST.passes,
        "lanes": STANDARD_COST.lanes,
        "guess_s": round(statistics.median(times), 3),
        "guess_core_s": round(core_s, 3),
        **{f"all_{name}_core_h": round(core_s * many / _HOUR_S) for name, many in _PINS.items()},
    }
