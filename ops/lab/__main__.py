"""`python -m ops.lab PLAN`, inside an enclosure: plays scenes and prints their figures, a JSON line each."""

import sys
import tempfile
from pathlib import Path

import msgspec

from node.client import RefusedError
from ops.demo.station import StageError
from ops.lab.plan import Plan, Played
from ops.lab.scenes import PLAYED
from ops.lab.site import LabError, lab_site
from ops.lab.wiring import WiringError

TROUBLE = (LabError, StageError, WiringError, RefusedError)


def main(plan: Plan) -> None:
    """Play them; a scene that fails ends the play with its words."""
    with (
        tempfile.TemporaryDirectory(prefix="veilleuse-lab-") as scratch,
        lab_site(Path(scratch)) as (site, wiring),
    ):
        for name in plan.scenes:
            try:
                figures = PLAYED[name](site, wiring, plan.workstations, plan.acts)
            except TROUBLE as error:
                _tell(Played(name, {}, str(error)))
                return
            _tell(Played(name, figures, ""))


def _tell(played: Played) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(played) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(msgspec.json.decode(sys.argv[1], type=Plan))
